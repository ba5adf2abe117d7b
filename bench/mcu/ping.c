/* SPDX-License-Identifier: MIT */
#include "ping.h"

void ping_on_event(void *state, struct lev_event event)
{
    struct ping *me = state;
    switch (event.id) {
    case PING:
        if (++me->count < PING_ROUNDS) {
            (void)lev_post(PING_PEER, (struct lev_event){PING, 0});
        } else {
            (void)lev_post(PING_METER, (struct lev_event){PING_DONE, 0});
        }
        break;
    default: break;
    }
}

const struct lev_component ping_component = {
    .name = "ping", .links_min = 2, .state_bytes = sizeof(struct ping)};
