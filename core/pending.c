/* SPDX-License-Identifier: MIT */
/**
 * What a node gets before its mailbox: its start, its inbox, news of orphans, staged bytes. In this order, on every kernel.
 */
#include <lev/assert.h>

#include "core/dispatch.h"

#include "base/bytes.h"

LEV_MODULE(MODULE_CORE);

void core_handle(struct core *core, const struct lev_node *node, struct lev_event event)
{
    core_handler_begin(core, node);
    core_handler_run(core, node, event);
}

/** First event of a life: the block is as new. */
static void begin_life(struct core *core, const struct lev_node *node)
{
    const struct lev_component *component = node->component;
    uint8_t reason = node->ram->reason;
    node->ram->reason = LEV_START_BOOT;
    core_node_settle(core, node, LEV__PENDING_START);
    if (core_image()->op_part != NULL) {
        core_image()->op_part->init(node);
    }
    bytes_zero(node->state, node->block_bytes);
    bytes_copy(node->state, component->init, component->init_bytes);
    opt_record_start(node, reason);
    core_handle(core, node, (struct lev_event){LEV_EVENT_START, reason});
}

/** Nothing but the mailbox; it may be empty where a bit was set for nothing. */
__attribute__((noinline)) static void
dispatch_mailbox(struct core *core, const struct lev_node *node)
{
    if (node->ram->count == 0) {
        core_node_settle(core, node, 0);
    } else {
        core_handle(core, node, core_mailbox_take(core, node, core->ready));
    }
}

void core_dispatch_start(struct core *core, const struct lev_node *node)
{
    uint8_t pending = node->ram->pending;
    if ((pending & LEV__PENDING_STOPPED) != 0) {
        core_node_unready(core, node);
    } else if ((pending & LEV__PENDING_START) != 0) {
        begin_life(core, node);
    } else {
        dispatch_mailbox(core, node);
    }
}

/** The mailbox: with payloads, or plain. */
static void dispatch_posted(struct core *core, const struct lev_node *node)
{
    const struct lev_node_ram *ram = node->ram;
    if ((ram->pending & LEV__PENDING_PAYLOAD) != 0 && ram->count != 0) {
        core_image()->buffer_part->dispatch(core, node);
    } else {
        dispatch_mailbox(core, node);
    }
}

/** What is not every event's business; out of line, so that those pay nothing for it. */
__attribute__((noinline)) static void
dispatch_rare(struct core *core, const struct lev_node *node, uint8_t pending)
{
    if ((pending & (LEV__PENDING_STOPPED | LEV__PENDING_START)) != 0) {
        core_dispatch_start(core, node);
    } else if ((pending & LEV__PENDING_INBOX) != 0) {
        core_inbox_dispatch(core, node);
    } else {
        core_node_settle(core, node, LEV__PENDING_ORPHANS);
        core_handle(core, node, (struct lev_event){LEV_EVENT_ORPHANS, 0});
    }
}

/** Of several sources the first that has a signal; the bit stays set while another one has. */
static const struct lev_source *choose(const struct lev_node *node)
{
    const struct lev_source *found = NULL;
    for (uint8_t i = 0; i < node->source_count; i++) {
        const struct lev_source *source = &node->sources[i];
        if (source->ram->signal != 0 && found != NULL) {
            core_node_pend(node, LEV__PENDING_STAGED);
            return found;
        }
        found = source->ram->signal != 0 ? source : found;
    }
    return found;
}

/** Staged bytes where it takes more than saying so. */
__attribute__((noinline)) static void
dispatch_sources(struct core *core, const struct lev_node *node)
{
    if (node->rate_limit != 0) {
        core_image()->limited(core, node);
        return;
    }
    core_node_settle(core, node, LEV__PENDING_STAGED);
    const struct lev_source *source = choose(node);
    if (source != NULL) {
        source->ram->signal = 0;
        core_handle(core, node, (struct lev_event){LEV_EVENT_STAGED, source->number});
    }
}

/** A node's only source needs no signal: the bit says it all. */
static inline void dispatch_staged(struct core *core, const struct lev_node *node)
{
    if (node->source_count != 1 || node->rate_limit != 0) {
        dispatch_sources(core, node);
        return;
    }
    core_node_settle(core, node, LEV__PENDING_STAGED);
    core_handler_begin(core, node);
    core_handler_run(core, node, (struct lev_event){LEV_EVENT_STAGED, 0});
}

void core_dispatch_any(struct core *core, const struct lev_node *node)
{
    uint8_t pending = node->ram->pending & (LEV__PENDING_READY | LEV__PENDING_STOPPED);
    if (pending == LEV__PENDING_STAGED) {
        dispatch_staged(core, node);
    } else if (pending == 0) {
        dispatch_posted(core, node);
    } else {
        dispatch_rare(core, node, pending);
    }
}
