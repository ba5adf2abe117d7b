/* SPDX-License-Identifier: MIT */
/**
 * What a node gets before its mailbox: its start, its inbox, staged bytes. In this order, on every kernel.
 */
#include <lev/assert.h>

#include "core/dispatch.h"

#include "base/bytes.h"

LEV_MODULE(MODULE_CORE);

/** Clear bits of `pending`; if nothing is left the node is not ready any more. Masked. */
static void settle(struct core *core, const struct lev_node *node, uint8_t clear)
{
    struct lev_node_ram *ram = node->ram;
    ram->pending = (uint8_t)(ram->pending & ~clear);
    if (ram->pending == 0 && ram->head == ram->tail) {
        core->ready &= ~node->ready_bit;
    }
}

/** First event of a life: the block is zero, objects are free again. */
static void dispatch_start(struct core *core, const struct lev_node *node)
{
    uint8_t reason = node->ram->reason;
    node->ram->reason = LEV_START_BOOT;
    settle(core, node, LEV__PENDING_START);
    port_irq_unmask();
    if (OPT_OPS) {
        core_ops_init(node);
    }
    const struct lev_component *component = node->component;
    bytes_zero(node->state, node->block_bytes);
    bytes_copy(node->state, component->init, component->init_bytes);
    opt_record_start(node, reason);
    core_handle(core, node, (struct lev_event){LEV_EVENT_START, reason});
}

/** One source that has data or a signal; the bit stays set while another one has. Masked. */
static void dispatch_staged(struct core *core, const struct lev_node *node)
{
    const struct lev_source *found = NULL;
    bool more = false;
    for (uint8_t i = 0; i < node->source_count; i++) {
        const struct lev_source *source = &node->sources[i];
        if (source->ram->signal == 0) {
            continue;
        }
        if (found == NULL) {
            found = source;
        } else {
            more = true;
        }
    }
    if (!more) {
        settle(core, node, LEV__PENDING_STAGED);
    }
    if (found == NULL) {
        port_irq_unmask();
        return;
    }
    found->ram->signal = 0;
    port_irq_unmask();
    core_handle(core, node, (struct lev_event){LEV_EVENT_STAGED, found->number});
}

void core_dispatch_pending(struct core *core, const struct lev_node *node)
{
    uint8_t pending = node->ram->pending;
    if ((pending & LEV__PENDING_STOPPED) != 0) {
        core->ready &= ~node->ready_bit;
        port_irq_unmask();
    } else if ((pending & LEV__PENDING_START) != 0) {
        dispatch_start(core, node);
    } else if (OPT_OPS && (pending & LEV__PENDING_INBOX) != 0) {
        port_irq_unmask();
        core_inbox_dispatch(core, node);
    } else if (OPT_OPS && (pending & LEV__PENDING_ORPHANS) != 0) {
        settle(core, node, LEV__PENDING_ORPHANS);
        port_irq_unmask();
        core_handle(core, node, (struct lev_event){LEV_EVENT_ORPHANS, 0});
    } else if (OPT_STAGING) {
        dispatch_staged(core, node);
    } else {
        LEV_UNREACHABLE(1);
    }
}

void core_dispatch_payload(struct core *core, const struct lev_node *node, struct lev_event event)
{
    lev_result taken = core_block_receive(node, event.arg);
    if (taken < 0) {
        opt_drops_count(node->ram);
        return;
    }
    event.arg = (uint16_t)taken;
    core_handle(core, node, event);
}
