/* SPDX-License-Identifier: MIT */
/**
 * Mailboxes: the general way in, and what happens when one is full.
 */
#include "core/post.h"

/** An event is lost: count it, and free the block it may carry. */
static void lose(struct lev_node_ram *ram, struct lev_event event)
{
    opt_drops_count(ram);
    if ((event.id & LEV_EVENT_BUFFER) != 0) {
        core_image()->buffer_part->drop(event.arg);
    }
}

/** LEV_COALESCE: give a queued event of the same id the new arg; the old arg is what is lost. */
static bool coalesce(const struct lev_node *node, struct lev_event event)
{
    uint32_t mask = node->slot_mask;
    uint32_t head = node->ram->head;
    struct lev_event *slots = node->slots;
    for (uint32_t at = head; at <= head + mask; at++) { /* it is full: all slots */
        struct lev_event *queued = &slots[at & mask];
        if (queued->id == event.id) {
            lose(node->ram, *queued);
            queued->arg = event.arg;
            return true;
        }
    }
    return false;
}

lev_result core_overflow_reject(const struct lev_node *node, struct lev_event event)
{
    lose(node->ram, event);
    return LEV_E_FULL;
}

lev_result core_overflow_policy(const struct lev_node *node, struct lev_event event)
{
    struct lev_node_ram *ram = node->ram;
    if (node->policy == LEV_DROP_OLDEST) {
        struct lev_event *oldest = &node->slots[ram->head & node->slot_mask];
        lose(ram, *oldest);
        *oldest = event;
        ram->head++; /* it is full: the place of the oldest is the next free one */
        return LEV_OK;
    }
    if (node->policy == LEV_COALESCE && coalesce(node, event)) {
        return LEV_OK;
    }
    return core_overflow_reject(node, event);
}

/** Nobody but handlers touches mailboxes, and inside core none of them can: the policy needs no masking. */
lev_result core_mailbox_full(const struct lev_node *node, struct lev_event event)
{
    struct core *core = core_self();
    core_enter(core);
    port_irq_unmask();
    lev_result result = core_image()->overflow(node, event);
    core_leave(core);
    return result;
}

lev_result core_mailbox_put(const struct lev_node *node, struct lev_event event)
{
    port_irq_mask();
    if (!core_mailbox_push(node, event)) {
        return core_mailbox_full(node, event);
    }
    return kernel_ready(node);
}

lev_result core_post_full(const struct lev_node *node, struct lev_event event)
{
    port_irq_mask();
    (void)core_mailbox_full(node, event);
    return LEV_OK;
}
