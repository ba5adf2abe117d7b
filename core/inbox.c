/* SPDX-License-Identifier: MIT */
/**
 * Inboxes: per node one FIFO of op records and fired timers, linked by 16-bit indices; no mailbox slot is used.
 *
 * Only handlers and the kernel between handlers touch them, always inside core_enter(): no masking.
 */
#include "core/dispatch.h"

/** The link field of an entry: op records first, then timers. */
static uint16_t *link_of(uint16_t entry)
{
    if (entry < core_image()->op_count) {
        return &core_image()->ops[entry].next;
    }
    return &core_image()->timers[entry - core_image()->op_count].next;
}

static bool is_empty(const struct lev_node *node)
{
    return (node->ram->pending & LEV__PENDING_INBOX) == 0;
}

void core_inbox_append(const struct lev_node *node, uint16_t entry)
{
    struct lev_node_ram *ram = node->ram;
    *link_of(entry) = LEV__NONE;
    if (is_empty(node)) {
        ram->inbox_head = entry;
    } else {
        *link_of(ram->inbox_tail) = entry;
    }
    ram->inbox_tail = entry;
    core_node_pend(node, LEV__PENDING_INBOX);
}

/** Nothing is left in the inbox: the bit goes, and the node is unready if nothing else waits. */
static void set_empty(const struct lev_node *node)
{
    core_node_settle(core_self(), node, LEV__PENDING_INBOX);
}

/** Take the oldest entry; the inbox is not empty. */
static uint16_t take(const struct lev_node *node)
{
    struct lev_node_ram *ram = node->ram;
    uint16_t entry = ram->inbox_head;
    ram->inbox_head = *link_of(entry);
    if (ram->inbox_head == LEV__NONE) {
        set_empty(node);
    }
    return entry;
}

void core_inbox_remove(const struct lev_node *node, uint16_t entry)
{
    struct lev_node_ram *ram = node->ram;
    uint16_t before = LEV__NONE;
    for (uint16_t at = ram->inbox_head; at != entry; at = *link_of(at)) {
        before = at;
    }
    uint16_t after = *link_of(entry);
    if (before != LEV__NONE) {
        *link_of(before) = after;
    } else {
        ram->inbox_head = after;
    }
    if (after == LEV__NONE) {
        ram->inbox_tail = before;
    }
    if (ram->inbox_head == LEV__NONE) {
        set_empty(node);
    }
}

void core_inbox_clear(const struct lev_node *node)
{
    set_empty(node);
}

void core_inbox_dispatch(struct core *core, const struct lev_node *node)
{
    const struct lev_image *image = core_image();
    core_enter(core);
    uint16_t entry = take(node);
    if (entry < image->op_count) {
        image->op_part->dispatch(core, node, entry);
    } else {
        image->timer_part->dispatch(core, node, (uint16_t)(entry - image->op_count));
    }
}
