/* SPDX-License-Identifier: MIT */
/**
 * Posting: what every kernel's lev_post() is made of. A kernel adds its own way of making the receiver ready, and holds off
 * whatever could come in between on that kernel.
 */
#ifndef CORE_POST_H
#define CORE_POST_H

#include "core/core.h"

/** The receiver that a handler may post this event to; NULL: no such link, or an id that only the system may send. */
static inline const struct lev_node *
core_post_target(const struct lev_node *self, lev_handle to, struct lev_event event)
{
    if ((uint32_t)to >= self->link_count) {
        return NULL;
    }
    if ((int16_t)event.id < LEV_EVENT_USER) {
        return NULL;
    }
    return self->links[to];
}

/** Put an event into a mailbox that has room. @return false: it is full, nothing has changed */
static inline bool core_mailbox_push(const struct lev_node *node, struct lev_event event)
{
    struct lev_node_ram *ram = node->ram;
    uint32_t tail = ram->tail;
    uint32_t count = (tail - ram->head) & 0xffu;
    if (count > node->slot_mask) {
        return false;
    }
    node->slots[tail & node->slot_mask] = event;
    __asm__ volatile(
        "" ::
            : "memory"); /* an abort in between must not leave a slot that was not written */
    ram->tail = (uint8_t)(tail + 1u);
    return true;
}

#endif
