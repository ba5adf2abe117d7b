/* SPDX-License-Identifier: MIT */
/**
 * Posting: what every kernel's lev_post() is made of. A kernel adds its own way of making the receiver ready, and holds off
 * whatever could come in between on that kernel.
 */
#ifndef CORE_POST_H
#define CORE_POST_H

#include "core/core.h"

/** Put an event into a mailbox that has room. @return false: it is full, nothing has changed */
static inline bool core_mailbox_push(const struct lev_node *node, struct lev_event event)
{
    struct lev_node_ram *ram = core_ram(node);
    uint32_t count = ram->count;
    uint32_t mask = node->slot_mask;
    if (count > mask) {
        return false;
    }
    node->slots[(ram->head + count) & mask] = event;
    /* an abort in between must not leave a slot that is counted and was not written */
    __asm__ volatile("" ::: "memory");
    ram->count = (uint8_t)(count + 1u);
    return true;
}

#endif
