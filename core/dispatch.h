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

/** A handler of `node` begins, now: it has a time, and the guard looks before its budget is over. */
static inline void core_handler_begin(struct core *core, const struct lev_node *node)
{
    opt_stamp_dispatch(core);
    opt_budget_dispatch(core, node);
}

/** Run the handler for an event that has been taken. What is left of it on return is nothing to abort. */
static inline void
core_handler_run(struct core *core, const struct lev_node *node, struct lev_event event)
{
    core->current = node;
    opt_record_event(node, event);
    node->on_event(node->state, event);
    opt_restart_handler_end(core);
}

/** Both: a handler for one event. (core/pending.c) */
void core_handle(struct core *core, const struct lev_node *node, struct lev_event event);

/**
 * Take the oldest event of a mailbox that is not empty; the last one makes the node unready. `ready` is core->ready: whoever
 * has just read it need not do so again.
 */
static inline struct lev_event
core_mailbox_take(struct core *core, const struct lev_node *node, uint32_t ready)
{
    struct lev_node_ram *ram = core_ram(node);
    uint32_t head = ram->head;
    struct lev_event event = node->slots[head & node->slot_mask];
    uint32_t left = ram->count - 1u;
    ram->head = (uint8_t)(head + 1u);
    ram->count = (uint8_t)left;
    if (left == 0) {
        core->ready = ready & ~node->ready_bit;
    }
    return event;
}

/** Clear bits of `pending`; if nothing is left the node is not ready any more. */
static inline void core_node_settle(struct core *core, const struct lev_node *node, uint8_t clear)
{
    struct lev_node_ram *ram = node->ram;
    port_irq_mask();
    ram->pending = (uint8_t)(ram->pending & ~clear);
    if ((ram->pending & LEV__PENDING_READY) == 0 && ram->count == 0) {
        core->ready &= ~node->ready_bit;
    }
    port_irq_unmask();
}

#endif
