/* SPDX-License-Identifier: MIT */
#include "runaway.h"

void runaway_on_event(void *state, struct lev_event event)
{
    struct runaway *me = state;
    if (event.id == RUNAWAY_GO) {
        for (;;) {
            me->turns++;
        }
    }
    if (event.id == LEV_EVENT_START && event.arg == LEV_START_BOOT) {
        if (lev_timer_start(LEV_S(2), 0, RUNAWAY_GO) < 0) {
            lev_log(LEV_LOG_ERROR, "the deployment gives no timer", 0);
        }
    } else if (event.id == LEV_EVENT_START) {
        lev_log(LEV_LOG_INFO, "was ended, begins afresh", 0);
    }
}

const struct lev_component runaway_component = {
    .name = "runaway", .state_bytes = sizeof(struct runaway)};
