/* SPDX-License-Identifier: MIT */
/**
 * Walks over the kernel's tables. They trust nothing: every walk is bounded, so a broken list is a failure and no hang.
 */
#include "tests/support/invariants.h"

#include "core/core.h"
#include "tests/test.h"

enum { NODES = LEV__NODES_MAX };

static bool has(const struct lev_op_record *record, unsigned flag)
{
    return (record->flags & flag) != 0;
}

static uint8_t queued(const struct lev_node *node)
{
    return node->ram->count;
}

/* ---- Nodes and inboxes ---------------------------------------------------------------------------------- */

/** Is there something to dispatch? */
static bool has_work(const struct lev_node *node)
{
    enum {
        WORK = LEV__PENDING_START | LEV__PENDING_INBOX | LEV__PENDING_ORPHANS | LEV__PENDING_STAGED
    };
    return (node->ram->pending & WORK) != 0 || queued(node) != 0;
}

static bool is_ready(const struct lev_node *node)
{
    const struct core *core = core_self();
    return ((core->ready | core->ready_isr) & node->ready_bit) != 0;
}

/** A signal that nobody looks for would be found with the next interrupt, or never. (An only source needs none.) */
static void check_signals(const struct lev_node *node)
{
    if (node->source_count == 1) {
        return;
    }
    for (uint8_t i = 0; i < node->source_count; i++) {
        bool looked_for = (node->ram->pending & LEV__PENDING_STAGED) != 0 || node->rate_limit != 0;
        CHECK(node->sources[i].ram->signal == 0 || looked_for);
    }
}

/** Work makes ready: else it would wait for ever. Ready without work costs a look, and is checked at rest. */
static void check_ready(const struct lev_node *node)
{
    CHECK(queued(node) <= node->slot_mask + 1);
    if ((node->ram->pending & LEV__PENDING_STOPPED) == 0) {
        CHECK(!has_work(node) || is_ready(node));
    }
}

/** May this entry stand in the node's inbox? */
static bool belongs(const struct lev_node *node, uint16_t entry)
{
    uint16_t ops = core_image()->op_count;
    if (entry >= ops) {
        const struct lev_timer_record *timer = &core_image()->timers[entry - ops];
        return entry < ops + core_image()->timer_count && timer->fired && timer->node == node->rank;
    }
    const struct lev_op_record *record = &core_image()->ops[entry];
    if (record->state == LEV__OP_DONE) {
        return record->client == node->rank;
    }
    return (record->state == LEV__OP_QUEUED || record->state == LEV__OP_CANCEL)
           && record->server == node->rank;
}

/** @return how many entries the node's inbox has */
static uint32_t check_inbox(const struct lev_node *node)
{
    uint16_t ops = core_image()->op_count;
    uint32_t count = 0;
    uint16_t last = LEV__NONE;
    if ((node->ram->pending & LEV__PENDING_INBOX) == 0) {
        return 0;
    }
    CHECK(node->ram->inbox_head != LEV__NONE);
    for (uint16_t at = node->ram->inbox_head;
         at != LEV__NONE && count <= ops + core_image()->timer_count; count++) {
        CHECK(belongs(node, at));
        last = at;
        at = at < ops ? core_image()->ops[at].next : core_image()->timers[at - ops].next;
    }
    CHECK_EQ(last, node->ram->inbox_tail);
    return count;
}

/* ---- Ops ------------------------------------------------------------------------------------------------ */

/** @return how many records are linked in some inbox */
static uint32_t check_ops(void)
{
    uint32_t linked = 0;
    uint16_t held[NODES] = {0};
    for (uint16_t i = 0; i < core_image()->op_count; i++) {
        const struct lev_op_record *record = &core_image()->ops[i];
        CHECK(record->state <= LEV__OP_ARMED);
        if (record->state == LEV__OP_QUEUED || record->state == LEV__OP_CANCEL
            || record->state == LEV__OP_DONE) {
            linked++;
        }
        if (record->state >= LEV__OP_QUEUED && record->state <= LEV__OP_CANCEL) {
            held[record->client]++;
        }
    }
    for (uint8_t rank = 0; rank < core_image()->node_count; rank++) {
        CHECK_EQ(core_nodes()[rank].ram->held, held[rank]);
    }
    return linked;
}

/* ---- Timers --------------------------------------------------------------------------------------------- */

/** @return how many timers have fired and wait in an inbox */
static uint32_t check_timers(void)
{
    uint32_t armed = 0, used = 0, fired = 0;
    uint64_t before = 0;
    for (uint16_t at = core_image()->clock->timer_head;
         at != LEV__NONE && armed <= core_image()->timer_count; armed++) {
        const struct lev_timer_record *timer = &core_image()->timers[at];
        CHECK(timer->deadline >= before);
        CHECK(timer->event_id != 0 && !timer->fired);
        before = timer->deadline;
        at = timer->next;
    }
    for (uint16_t i = 0; i < core_image()->timer_count; i++) {
        const struct lev_timer_record *timer = &core_image()->timers[i];
        used += timer->event_id != 0;
        fired += timer->event_id != 0 && timer->fired;
    }
    CHECK_EQ(armed + fired, used);
    return fired;
}

/* ---- Blocks --------------------------------------------------------------------------------------------- */

/** Blocks in the free lists. */
static uint32_t count_free(void)
{
    uint32_t count = 0;
    for (uint8_t i = 0; i < core_image()->pool_count; i++) {
        const struct lev_pool *pool = &core_image()->pools[i];
        uint32_t limit = count + pool->count;
        for (uint16_t at = *pool->free; at != 0 && count <= limit; count++) {
            CHECK(at >= pool->first && at < pool->first + pool->count);
            CHECK_EQ(core_image()->blocks[at].pool, i);
            at = core_image()->blocks[at].next;
        }
    }
    return count;
}

static bool is_open(const struct lev_buf_slot *slot)
{
    return (slot->handle & LEV__BUF_CLOSED) == 0;
}

/** @return how many blocks the node owns */
static uint32_t check_slots(const struct lev_node *node)
{
    uint32_t owned = 0, free = 0;
    for (uint16_t i = 1; i <= node->buffer_count; i++) {
        const struct lev_buf_slot *slot = &node->buffers[i];
        CHECK_EQ(slot->handle & 0x7f00ffffu, LEV__HANDLE_BUF | i);
        if (is_open(slot)) {
            CHECK_EQ(core_image()->blocks[slot->block].next, i);
            owned++;
        }
    }
    for (uint16_t at = node->buffers->block; at != 0 && free <= node->buffer_count; free++) {
        CHECK(!is_open(&node->buffers[at]));
        at = node->buffers[at].block;
    }
    CHECK(owned + free <= node->buffer_count); /* the rest is lent */
    return owned;
}

/** Lent blocks that records hold: their owners have a closed slot for each, if their lives go on. */
static uint32_t count_lent(void)
{
    uint32_t count = 0;
    for (uint16_t i = 0; i < core_image()->op_count; i++) {
        const struct lev_op_record *record = &core_image()->ops[i];
        if (record->state == LEV__OP_FREE || !has(record, LEV__OP_LENT)) {
            continue;
        }
        count++;
        if (!has(record, LEV__OP_ORPHAN)) {
            const struct lev_buf_slot *slots = core_nodes()[record->client].buffers;
            const struct lev_buf_slot *slot = &slots[core_image()->blocks[record->block].next];
            CHECK(!is_open(slot) && slot->block == record->block);
        }
    }
    return count;
}

/** Blocks that travel in mailboxes. */
static uint32_t count_sent(void)
{
    uint32_t count = 0;
    for (uint8_t rank = 0; rank < core_image()->node_count; rank++) {
        const struct lev_node *node = &core_nodes()[rank];
        for (uint8_t i = 0; i < queued(node); i++) {
            struct lev_event event = node->slots[(node->ram->head + i) & node->slot_mask];
            if ((event.id & LEV_EVENT_BUFFER) != 0) {
                CHECK(event.arg != 0 && event.arg <= core_image()->block_count);
                count++;
            }
        }
    }
    return count;
}

/** Each block is somewhere, once. */
static void check_blocks(void)
{
    uint32_t owned = 0;
    for (uint8_t rank = 0; rank < core_image()->node_count; rank++) {
        owned += check_slots(&core_nodes()[rank]);
    }
    CHECK_EQ(count_free() + owned + count_lent() + count_sent(), core_image()->block_count);
}

/* ---- Objects -------------------------------------------------------------------------------------------- */

static void check_objects(const struct lev_node *node)
{
    uint32_t free = 0, used = 0;
    if (node->object_count == 0) {
        return;
    }
    for (uint16_t at = node->objects[0].object; at != LEV__NONE && free <= node->object_count;
         free++) {
        CHECK(at <= node->object_count);
        at = node->objects[at].object;
    }
    for (uint16_t i = 1; i <= node->object_count; i++) {
        used += node->objects[i].server != 0 || node->objects[i].opening;
    }
    CHECK_EQ(free + used, node->object_count);
}

void check_invariants(void)
{
    uint32_t linked = 0;
    for (uint8_t rank = 0; rank < core_image()->node_count; rank++) {
        check_ready(&core_nodes()[rank]);
        linked += check_inbox(&core_nodes()[rank]);
        check_objects(&core_nodes()[rank]);
        check_signals(&core_nodes()[rank]);
    }
    uint32_t ops = check_ops();
    uint32_t fired = check_timers();
    CHECK_EQ(linked, ops + fired);
    check_blocks();
}

static void check_node_rests(const struct lev_node *node)
{
    enum { AT_REST = LEV__PENDING_STOPPED | LEV__PENDING_SHARED | LEV__PENDING_PAYLOAD };
    uint8_t pending = node->ram->pending;
    CHECK((pending & LEV__PENDING_STOPPED) == 0 || core_node_is_dead(node));
    CHECK_EQ(pending & ~AT_REST, 0);
    CHECK(!is_ready(node) || node == core_self()->current);
    CHECK_EQ(queued(node), 0);
    CHECK_EQ(node->ram->held, 0);
    for (uint16_t i = 1; i <= node->object_count; i++) {
        CHECK(node->objects[i].server == 0 && !node->objects[i].opening);
    }
}

void check_all_is_given_back(void)
{
    check_invariants();
    for (uint8_t rank = 0; rank < core_image()->node_count; rank++) {
        check_node_rests(&core_nodes()[rank]);
    }
    for (uint16_t i = 0; i < core_image()->op_count; i++) {
        CHECK_EQ(core_image()->ops[i].state, LEV__OP_FREE);
    }
    for (uint16_t i = 0; i < core_image()->timer_count; i++) {
        CHECK_EQ(core_image()->timers[i].event_id, 0);
    }
    CHECK_EQ(count_free(), core_image()->block_count);
}
