/* SPDX-License-Identifier: MIT */
/**
 * Taking the next thing of a node and running its handler: the same on every kernel, included by them.
 *
 * The mailbox is the fast path. Whatever comes before it (a start, the inbox, staged bytes) has set a bit of `pending`.
 */
#ifndef CORE_DISPATCH_H
#define CORE_DISPATCH_H

#include "core/core.h"

/** Mark a handler of `node` as running, from now. Unmasked. */
static inline void core_handler_begin(struct core *core, const struct lev_node *node)
{
    opt_stamp_dispatch(core);
    opt_budget_dispatch(core, node);
    core->current = node;
}

/** The handler has returned: nothing is left to abort. */
static inline void core_handler_end(struct core *core)
{
    core->current = NULL;
}

/** Run the handler for one event. Unmasked. */
static inline void
core_handle(struct core *core, const struct lev_node *node, struct lev_event event)
{
    core_handler_begin(core, node);
    opt_record_event(node, event);
    node->on_event(node->state, event);
    core_handler_end(core);
}

/** What comes before the mailbox. Called masked; unmasks. (core/pending.c) */
void core_dispatch_pending(struct core *core, const struct lev_node *node);

/** An event with a buffer: make the block the node's, then run the handler. Unmasked. (core/pending.c) */
void core_dispatch_payload(struct core *core, const struct lev_node *node, struct lev_event event);

/** Take the next thing of a node that is ready and run its handler. Called masked; unmasks. */
static inline void core_dispatch(struct core *core, const struct lev_node *node)
{
    struct lev_node_ram *ram = node->ram;
    if (ram->pending != 0) {
        core_dispatch_pending(core, node);
        return;
    }
    uint8_t head = ram->head;
    struct lev_event event = node->slots[head & node->slot_mask];
    ram->head = ++head;
    if (head == ram->tail) {
        core->ready &= ~node->ready_bit;
    }
    port_irq_unmask();
    if ((event.id & LEV_EVENT_BUFFER) != 0) {
        core_dispatch_payload(core, node, event);
        return;
    }
    core_handle(core, node, event);
}

#endif
