/* SPDX-License-Identifier: MIT */
#include "shaky.h"

void shaky_on_event(void *state, struct lev_event event)
{
    struct shaky *me = state;
    if (event.id == SHAKY_GO) {
        *(volatile uint32_t *)me->device = 1;
    }
    if (event.id == LEV_EVENT_START && event.arg == LEV_START_BOOT) {
        if (lev_timer_start(LEV_S(3), 0, SHAKY_GO) < 0) {
            lev_log(LEV_LOG_ERROR, "the deployment gives no timer", 0);
        }
    } else if (event.id == LEV_EVENT_START) {
        lev_log(LEV_LOG_INFO, "crashed, begins afresh", 0);
    }
}

const struct lev_component shaky_component = {.name = "shaky", .state_bytes = sizeof(struct shaky)};
