/* SPDX-License-Identifier: MIT */
/**
 * Rate limits of drivers: past so many dispatches in a period of 10 ms a source waits for the next period. It has masked
 * itself when it staged and only its driver unmasks it, so a storm of interrupts costs the others nothing meanwhile.
 */
#include "core/core.h"

enum { PERIOD_US = 10000 };

/** Ticks of one period. */
static uint32_t period_ticks(void)
{
    return (uint32_t)((uint64_t)PERIOD_US * port_ticks_per_us_q8 >> 8);
}

/** Number of the period at the current dispatch; the next one begins at *end. */
static uint16_t period_now(struct core *core, uint64_t *end)
{
    uint64_t now = opt_stamp_ticks(core);
    uint64_t number = now / period_ticks();
    *end = (number + 1) * period_ticks();
    return (uint16_t)number;
}

bool core_rate_allows(struct core *core, const struct lev_source *source)
{
    struct lev_source_ram *ram = source->ram;
    uint64_t end = 0;
    opt_stamp_dispatch(core);
    uint16_t number = period_now(core, &end);
    if (ram->period != number) {
        ram->period = number;
        ram->period_count = 0;
    }
    if (ram->period_count < source->node->rate_limit) {
        ram->period_count++;
        return true;
    }
    core_image()->clock->throttle_end = end;
    core_image()->timer_part->set_alarm(core);
    return false;
}

void core_rate_release(struct core *core)
{
    struct lev_clock_ram *clock = core_image()->clock;
    if (clock->throttle_end == 0 || clock->throttle_end > opt_stamp_ticks(core)) {
        return;
    }
    clock->throttle_end = 0;
    for (uint8_t i = 0; i < core_image()->source_count; i++) {
        const struct lev_source *source = &core_image()->sources[i];
        if (source->ram->signal != 0) {
            core_node_pend(source->node, LEV__PENDING_STAGED);
        }
    }
}
