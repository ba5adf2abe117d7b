/* SPDX-License-Identifier: MIT */
/**
 * Posting: what every kernel's lev_post() is made of. A kernel adds its own way of making the receiver ready, and holds off
 * whatever could come in between on that kernel.
 */
#ifndef CORE_POST_H
#define CORE_POST_H

#include "core/core.h"

/** May a handler post this event over this link? No: there is no such link, or only the system may send that id. */
static inline bool
core_post_allowed(const struct lev_node *self, lev_handle to, struct lev_event event)
{
    /* ids from LEV_EVENT_USER up and without LEV_EVENT_BUFFER, in one signed comparison */
    return (uint32_t)to < self->link_count
           && (int32_t)((uint32_t)event.id << 16) >= LEV_EVENT_USER << 16;
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
