/* SPDX-License-Identifier: MIT */
/**
 * Taking the next thing of a node and running its handler: the same on every kernel, included by them.
 *
 * The mailbox is the fast path. Whatever is more than that (a start, the inbox, staged bytes, a payload, equal priorities) has
 * set a bit of `pending`. Nothing here masks: a kernel on which another handler could come in between holds that off itself
 * while it takes, and lets go before it calls.
 */
#ifndef CORE_DISPATCH_H
#define CORE_DISPATCH_H

#include "core/core.h"

/** Mark a handler of `node` as running, from now. */
static inline void core_handler_begin(struct core *core, const struct lev_node *node)
{
    opt_stamp_dispatch(core);
    opt_budget_dispatch(core, node);
    core->current = node;
}

/** The handler has returned: nothing is left to abort. */
static inline void core_handler_end(struct core *core)
{
    opt_restart_handler_end(core);
}

/** Run the handler for one event. */
static inline void
core_handle(struct core *core, const struct lev_node *node, struct lev_event event)
{
    core_handler_begin(core, node);
    opt_record_event(node, event);
    node->on_event(node->state, event);
    core_handler_end(core);
}

/**
 * Take the oldest event of a mailbox that is not empty; the last one makes the node unready. `ready` is core->ready: whoever
 * has just read it need not do so again.
 */
static inline struct lev_event
core_mailbox_take(struct core *core, const struct lev_node *node, uint32_t ready)
{
    struct lev_node_ram *ram = node->ram;
    uint32_t head = ram->head;
    struct lev_event event = node->slots[head & node->slot_mask];
    head = (head + 1u) & 0xffu;
    if (head == ram->tail) {
        core->ready = ready & ~node->ready_bit;
    }
    ram->head = (uint8_t)head;
    return event;
}

/** Clear bits of `pending`; if nothing is left the node is not ready any more. (core/pending.c) */
void core_node_settle(struct core *core, const struct lev_node *node, uint8_t clear);

#endif
