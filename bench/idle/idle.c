/* SPDX-License-Identifier: MIT */
#include "idle.h"

void idle_on_event(void *state, struct lev_event event)
{
    struct idle *me = state;
    me->started += event.id == LEV_EVENT_START;
}

const struct lev_component idle_component = {.name = "idle", .state_bytes = sizeof(struct idle)};
