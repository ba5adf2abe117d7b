/* SPDX-License-Identifier: MIT */
/**
 * The clock: the driver node whose interrupt source is the alarm. At its turn all goes on that waited for a time.
 */
#include "core/clock.h"

#include "core/core.h"

/** What wanted the clock looks again, and says so if it wants it once more. */
static void woken(struct core *core)
{
    const struct lev_image *image = core_image();
    image->clock->wake_at = UINT64_MAX;
    core_restart_release();
    if (image->op_part != NULL) {
        image->op_part->force(core);
    }
    if (image->release != NULL) {
        image->release(core);
    }
}

/** The clock node: state-free. */
void clock_on_event(void *state, struct lev_event event)
{
    (void)state;
    (void)event;
    struct core *core = core_self();
    if (core_image()->clock->wake_at <= opt_stamp_ticks(core)) {
        woken(core);
    }
    core_timers_fire(core);
}

const struct lev_component clock_component = {.name = "clock", .state_bytes = sizeof(struct clock)};
