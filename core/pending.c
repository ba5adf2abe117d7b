/* SPDX-License-Identifier: MIT */
/**
 * What a node gets before its mailbox: its start, its inbox, news of orphans, staged bytes. In this order, on every kernel.
 */
#include <lev/assert.h>

#include "core/dispatch.h"

#include "base/bytes.h"

LEV_MODULE(MODULE_CORE);

/** Clear bits of `pending`; if nothing is left the node is not ready any more. */
static void settle(struct core *core, const struct lev_node *node, uint8_t clear)
{
    struct lev_node_ram *ram = node->ram;
    port_irq_mask();
    ram->pending = (uint8_t)(ram->pending & ~clear);
    if ((ram->pending & LEV__PENDING_READY) == 0 && ram->head == ram->tail) {
        core->ready &= ~node->ready_bit;
    }
    port_irq_unmask();
}

/** First event of a life: the block is as new. */
static void dispatch_start(struct core *core, const struct lev_node *node)
{
    const struct lev_component *component = node->component;
    uint8_t reason = node->ram->reason;
    node->ram->reason = LEV_START_BOOT;
    settle(core, node, LEV__PENDING_START);
    bytes_zero(node->state, node->block_bytes);
    bytes_copy(node->state, component->init, component->init_bytes);
    opt_record_start(node, reason);
    core_handle(core, node, (struct lev_event){LEV_EVENT_START, reason});
}

/** One source that has a signal; the bit stays set while another one has. */
static void dispatch_staged(struct core *core, const struct lev_node *node)
{
    const struct lev_source *found = NULL;
    settle(core, node, LEV__PENDING_STAGED);
    for (uint8_t i = 0; i < node->source_count; i++) {
        const struct lev_source *source = &node->sources[i];
        if (source->ram->signal == 0) {
            continue;
        }
        if (found != NULL) {
            core_node_pend(node, LEV__PENDING_STAGED);
            break;
        }
        found = source;
    }
    if (found != NULL) {
        found->ram->signal = 0;
        core_handle(core, node, (struct lev_event){LEV_EVENT_STAGED, found->number});
    }
}

/** An event of a mailbox that holds payloads: make the block the node's first, or drop both. */
static void dispatch_payload(struct core *core, const struct lev_node *node)
{
    struct lev_event event = core_mailbox_take(core, node);
    if (node->ram->head == node->ram->tail) {
        settle(core, node, LEV__PENDING_PAYLOAD);
    }
    if ((event.id & LEV_EVENT_BUFFER) != 0) {
        lev_result taken = core_block_receive(node, event.arg);
        if (taken < 0) {
            opt_drops_count(node->ram);
            return;
        }
        event.arg = (uint16_t)taken;
    }
    core_handle(core, node, event);
}

/** Nothing but the mailbox; it may be empty where a bit was set for nothing. */
static void dispatch_mailbox(struct core *core, const struct lev_node *node)
{
    const struct lev_node_ram *ram = node->ram;
    if (ram->head == ram->tail) {
        settle(core, node, 0);
    } else if (OPT_OPS && (ram->pending & LEV__PENDING_PAYLOAD) != 0) {
        dispatch_payload(core, node);
    } else {
        core_handle(core, node, core_mailbox_take(core, node));
    }
}

void core_dispatch_pending(struct core *core, const struct lev_node *node)
{
    uint8_t pending = node->ram->pending;
    if ((pending & LEV__PENDING_STOPPED) != 0) {
        core_node_unready(core, node);
    } else if ((pending & LEV__PENDING_START) != 0) {
        dispatch_start(core, node);
    } else if (OPT_OPS && (pending & LEV__PENDING_INBOX) != 0) {
        core_inbox_dispatch(core, node);
    } else if (OPT_OPS && (pending & LEV__PENDING_ORPHANS) != 0) {
        settle(core, node, LEV__PENDING_ORPHANS);
        core_handle(core, node, (struct lev_event){LEV_EVENT_ORPHANS, 0});
    } else if (OPT_STAGING && (pending & LEV__PENDING_STAGED) != 0) {
        dispatch_staged(core, node);
    } else {
        dispatch_mailbox(core, node);
    }
}
