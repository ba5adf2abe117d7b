/* SPDX-License-Identifier: MIT */
/**
 * Posting: from a handler into a mailbox, in one masked section.
 */
#include "core/core.h"

lev_result lev_post(lev_handle to, struct lev_event event)
{
    struct core *core = core_self();
    const struct lev_node *self = core->current;
    if ((uint32_t)to >= self->link_count) {
        return LEV_E_DENIED;
    }
    if ((uint32_t)event.id - LEV_EVENT_USER >= LEV_EVENT_BUFFER - LEV_EVENT_USER) {
        return LEV_E_DENIED;
    }
    const struct lev_node *node = self->links[to];
    struct lev_node_ram *ram = node->ram;
    opt_record_output(self, node->rank, event.id);
    port_irq_mask();
    uint8_t tail = ram->tail;
    if ((uint8_t)(tail - ram->head) > node->slot_mask) {
        (void)core_mailbox_full(node, event);
        return LEV_OK;
    }
    node->slots[tail & node->slot_mask] = event;
    ram->tail = (uint8_t)(tail + 1u);
    return kernel_ready(node);
}
