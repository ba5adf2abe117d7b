/* SPDX-License-Identifier: MIT */
#include "payload.h"

/** Read what has come and give it back. */
static void receive(struct payload *me, struct lev_event event)
{
    lev_handle block = lev_event_buf(event);
    const uint32_t *data = lev_buf_data(block);
    me->count += *data;
    (void)lev_buf_put(block);
}

static void send(void)
{
    lev_handle block = lev_buf_get(16);
    *(uint32_t *)lev_buf_data(block) = 1;
    if (lev_send(PING_PEER, PING_PAYLOAD, block) != LEV_OK) {
        lev_restart(); /* never: the block is this node's */
    }
}

void payload_on_event(void *state, struct lev_event event)
{
    struct payload *me = state;
    if (event.id != (PING_PAYLOAD | LEV_EVENT_BUFFER)) {
        return;
    }
    receive(me, event);
    if (me->count < PING_ROUNDS) {
        send();
    } else {
        (void)lev_post(PING_METER, (struct lev_event){PING_DONE, 0});
    }
}

const struct lev_component payload_component = {
    .name = "payload", .links_min = 2, .state_bytes = sizeof(struct payload)};
