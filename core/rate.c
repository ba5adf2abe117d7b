/* SPDX-License-Identifier: MIT */
/**
 * Rate limits of drivers: past so many dispatches in a period of 10 ms a source waits for the next period. It has masked
 * itself when it staged and only its driver unmasks it, so a storm of interrupts costs the others nothing meanwhile.
 *
 * Linked only where a deployment defines LEV_RATE_LIMITS.
 */
#include "core/dispatch.h"

enum { PERIOD_US = 10000 };

/** Ticks of one period. */
static uint32_t period_ticks(void)
{
    return (uint32_t)((uint64_t)PERIOD_US * port_ticks_per_us_q8 >> 8);
}

/** May this source be dispatched now? Counts it; if not, the clock wakes for its next period. */
static bool allows(struct core *core, const struct lev_source *source)
{
    struct lev_source_ram *ram = source->ram;
    uint64_t number = opt_stamp_ticks(core) / period_ticks();
    if (ram->period != (uint16_t)number) {
        ram->period = (uint16_t)number;
        ram->period_count = 0;
    }
    if (ram->period_count < source->node->rate_limit) {
        ram->period_count++;
        return true;
    }
    core_image()->timer_part->wake(core, (number + 1) * period_ticks());
    return false;
}

/** The first source that has a signal and may be dispatched; the bit stays set while another one has. NULL: none. */
static const struct lev_source *choose(struct core *core, const struct lev_node *node)
{
    for (uint8_t i = 0; i < node->source_count; i++) {
        const struct lev_source *source = &node->sources[i];
        if (source->ram->signal != 0 && allows(core, source)) {
            if (i + 1u < node->source_count) {
                core_node_pend(node, LEV__PENDING_STAGED);
            }
            return source;
        }
    }
    return NULL;
}

void core_dispatch_limited(struct core *core, const struct lev_node *node)
{
    core_node_settle(core, node, LEV__PENDING_STAGED);
    opt_stamp_dispatch(core);
    const struct lev_source *source = choose(core, node);
    if (source != NULL) {
        source->ram->signal = 0;
        core_handle(core, node, (struct lev_event){LEV_EVENT_STAGED, source->number});
    }
}

void core_rate_release(struct core *core)
{
    (void)core;
    for (uint8_t i = 0; i < core_image()->source_count; i++) {
        const struct lev_source *source = &core_image()->sources[i];
        if (source->node->rate_limit != 0 && source->ram->signal != 0) {
            core_node_pend(source->node, LEV__PENDING_STAGED);
        }
    }
}
