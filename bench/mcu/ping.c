/* SPDX-License-Identifier: MIT */
#include "ping.h"

/** Pass a block on: take one, send it; what arrives is read and given back. */
static void on_payload(struct ping *me, struct lev_event event)
{
    const uint32_t *data = lev_buf_data(lev_event_buf(event));
    me->count += *data;
    (void)lev_buf_put(lev_event_buf(event));
    if (me->count == PING_ROUNDS) {
        (void)lev_post(PING_METER, (struct lev_event){PING_DONE, 0});
        return;
    }
    lev_handle next = lev_buf_get(16);
    *(uint32_t *)lev_buf_data(next) = 1;
    if (lev_send(PING_PEER, PING_PAYLOAD, next) != LEV_OK) {
        lev_restart(); /* never: the block is ours */
    }
}

void ping_on_event(void *state, struct lev_event event)
{
    struct ping *me = state;
    switch (event.id) {
    case PING:
        if (++me->count == PING_ROUNDS) {
            (void)lev_post(PING_METER, (struct lev_event){PING_DONE, 0});
        } else {
            (void)lev_post(PING_PEER, (struct lev_event){PING, 0});
        }
        break;
    case PING_PAYLOAD | LEV_EVENT_BUFFER: on_payload(me, event); break;
    default: me->count = 0; break;
    }
}

const struct lev_component ping_component = {.name = "ping", .links_min = 2, .state_bytes = sizeof(struct ping)};
