/* SPDX-License-Identifier: MIT */
/**
 * Buffers: blocks of power-of-two classes with one owner, and each node's own numbers for those it holds.
 *
 *     handle ──▶ slot of the node ──block──▶ block ──data──▶ bytes
 *                                 ◀──next───
 *
 * A slot holds the very handle that the node was given: what does not compare equal is stale, foreign, forged, lent or
 * sent. Blocks that travel in a mailbox have no slot until the receiver's dispatch gives them one.
 */
#include <lev/buf.h>

#include "core/dispatch.h"
#include "core/post.h"

/** A generation more, in the eight bits above the index. */
#define NEXT_GENERATION 0x00010000u
/** What it may run over into, and LEV__BUF_CLOSED. */
#define NOT_OPEN 0x8f000000u

static struct lev_block *block_at(uint32_t block)
{
    return &core_image()->blocks[block];
}

static void free_block(uint16_t block)
{
    struct lev_block *it = block_at(block);
    uint16_t *first = core_image()->pools[it->pool].free;
    it->next = *first;
    *first = block;
}

/** Link all of a node's slots as free, lowest first: the same run gives the same handles. */
static void free_slots(const struct lev_node *node)
{
    struct lev_buf_slot *slots = node->buffers;
    uint16_t count = node->buffer_count;
    for (uint16_t i = 0; i < count; i++) {
        slots[i].block = (uint16_t)(i + 1u);
        slots[i].handle |= LEV__BUF_CLOSED;
    }
    slots[count].block = 0;
    slots[count].handle |= LEV__BUF_CLOSED;
}

/** Link the blocks of a class as free. */
static void init_pool(const struct lev_pool *pool, uint8_t index)
{
    uint16_t next = 0;
    for (uint16_t n = pool->count; n != 0; n--) {
        uint16_t block = (uint16_t)(pool->first + n - 1u);
        *block_at(block) = (struct lev_block){
            .data = pool->memory + (size_t)(n - 1u) * pool->bytes, .next = next, .pool = index};
        next = block;
    }
    *pool->free = next;
}

/** Every block and every slot is free. */
static void init(void)
{
    const struct lev_image *image = core_image();
    for (uint8_t i = 0; i < image->pool_count; i++) {
        init_pool(&image->pools[i], i);
    }
    for (uint8_t rank = 0; rank < image->node_count; rank++) {
        const struct lev_node *node = &core_nodes()[rank];
        for (uint16_t i = 1; i <= node->buffer_count; i++) {
            node->buffers[i].handle = LEV__HANDLE_BUF | i;
        }
        free_slots(node);
    }
}

/** Open the node's first free slot, `index`, for a block. @return its handle */
static inline uint32_t fill_slot(struct lev_buf_slot *slots, uint32_t index, uint32_t block)
{
    struct lev_buf_slot *slot = &slots[index];
    slots->block = slot->block;
    slot->block = (uint16_t)block;
    block_at(block)->next = (uint16_t)index;
    uint32_t handle = (slot->handle + NEXT_GENERATION) & ~NOT_OPEN;
    slot->handle = handle;
    return handle;
}

/** A slot, which `handle` names, is free. */
static inline void
close_slot(struct lev_buf_slot *slots, struct lev_buf_slot *slot, uint32_t handle)
{
    slot->handle = handle | LEV__BUF_CLOSED;
    slot->block = slots->block;
    slots->block = (uint16_t)handle;
}

/** The slot that a handle names, if its block is the node's to touch now; else NULL. */
static inline struct lev_buf_slot *slot_of(const struct lev_node *node, lev_handle handle)
{
    uint32_t index = (uint16_t)handle;
    struct lev_buf_slot *slot = &node->buffers[index];
    return index <= node->buffer_count && slot->handle == (uint32_t)handle ? slot : NULL;
}

/** There is no such class, no free block of it, or no free slot. Called masked; unmasks. */
__attribute__((noinline)) static lev_result
refuse(const struct lev_node *node, const struct lev_pool *pool)
{
    port_irq_unmask();
    lev_result error = pool->count == 0 ? LEV_E_RANGE : LEV_E_NOMEM;
    opt_record_refusal(node, error);
    return error;
}

lev_result lev_buf_get(uint32_t bytes)
{
    const struct lev_node *node = core_self()->current;
    const struct lev_pool *pool = core_image()->pools;
    while (bytes > pool->bytes) {
        pool++;
    }
    uint32_t index = node->buffers->block;
    uint16_t *first = pool->free;
    port_irq_mask(); /* an abort would lose the block, and where handlers preempt another one might take it */
    uint32_t block = *first;
    if (index == 0 || block == 0) {
        return refuse(node, pool);
    }
    *first = block_at(block)->next;
    uint32_t handle = fill_slot(node->buffers, index, block);
    port_irq_unmask();
    return (lev_result)handle;
}

void *lev_buf_data(lev_handle buf)
{
    const struct lev_buf_slot *slot = slot_of(core_self()->current, buf);
    return slot == NULL ? NULL : block_at(slot->block)->data;
}

uint32_t lev_buf_size(lev_handle buf)
{
    const struct lev_buf_slot *slot = slot_of(core_self()->current, buf);
    return slot == NULL ? 0 : core_image()->pools[block_at(slot->block)->pool].bytes;
}

lev_result lev_buf_put(lev_handle buf)
{
    const struct lev_node *node = core_self()->current;
    struct lev_buf_slot *slot = slot_of(node, buf);
    if (slot == NULL) {
        return LEV_E_DENIED;
    }
    port_irq_mask();
    free_block(slot->block);
    close_slot(node->buffers, slot, (uint32_t)buf);
    port_irq_unmask();
    return LEV_OK;
}

lev_result lev_send(lev_handle to, uint16_t event_id, lev_handle buf)
{
    const struct lev_node *self = core_self()->current;
    struct lev_buf_slot *slot = slot_of(self, buf);
    if (slot == NULL || !opt_checks_post(self, to, (struct lev_event){event_id, 0})) {
        return LEV_E_DENIED;
    }
    const struct lev_node *node = self->links[to];
    struct lev_event event = {(uint16_t)(event_id | LEV_EVENT_BUFFER), slot->block};
    opt_record_output(self, node->rank, event_id);
    port_irq_mask(); /* an abort in between would lose the block */
    close_slot(self->buffers, slot, (uint32_t)buf);
    node->ram->pending |= LEV__PENDING_PAYLOAD;
    if (!core_mailbox_push(node, event)) {
        (void)core_mailbox_full(node, event);
        return LEV_OK;
    }
    port_irq_unmask(); /* for a moment; an abort here is healed by core_nodes_heal() */
    port_irq_mask();
    return kernel_ready(node);
}

void core_block_lend(const struct lev_node *node, uint16_t block, bool lent)
{
    uint32_t *handle = &node->buffers[block_at(block)->next].handle;
    *handle = lent ? *handle | LEV__BUF_CLOSED : *handle & ~LEV__BUF_CLOSED;
}

/** Blocks that the node may touch now have an open slot of its. */
static bool owns(const struct lev_node *node, uint16_t block)
{
    uint16_t index = block_at(block)->next;
    return index != 0 && index <= node->buffer_count && node->buffers[index].block == block
           && (node->buffers[index].handle & LEV__BUF_CLOSED) == 0;
}

uint16_t core_block_of(const struct lev_node *node, const void *data, uint32_t bytes)
{
    for (const struct lev_pool *pool = core_image()->pools; pool->count != 0; pool++) {
        uintptr_t offset = (uintptr_t)data - (uintptr_t)pool->memory;
        uint32_t shift = 31u - port_clz(pool->bytes);
        if (offset >= (uintptr_t)pool->count << shift) {
            continue;
        }
        uint16_t block = (uint16_t)(pool->first + (offset >> shift));
        bool inside = bytes <= pool->bytes - ((uint32_t)offset & (pool->bytes - 1u));
        return inside && owns(node, block) ? block : 0;
    }
    return 0;
}

/** A sent block for which the receiver has no slot: freed, and its event with it. */
__attribute__((noinline)) static void discard(const struct lev_node *node, uint16_t block)
{
    free_block(block);
    opt_record_refusal(node, LEV_E_NOMEM);
    opt_drops_count(node->ram);
}

/** The mailbox is empty: its events carry no more blocks. */
static inline void end_payloads(struct lev_node_ram *ram)
{
    port_irq_mask();
    ram->pending = (uint8_t)(ram->pending & ~LEV__PENDING_PAYLOAD);
    port_irq_unmask();
}

/** An event of a mailbox that holds payloads: make the block the node's first, or drop both. */
static void dispatch(struct core *core, const struct lev_node *node)
{
    struct lev_node_ram *ram = node->ram;
    struct lev_event event = core_mailbox_take(core, node, core->ready);
    if (ram->count == 0) {
        end_payloads(ram);
    }
    if ((event.id & LEV_EVENT_BUFFER) != 0) {
        uint32_t index = node->buffers->block;
        if (index == 0 || index > UINT8_MAX) { /* a higher one does not fit an event */
            discard(node, event.arg);
            return;
        }
        const struct lev_block *it = block_at(event.arg);
        uint32_t handle = fill_slot(node->buffers, index, event.arg);
        opt_record_payload(node, it->data, core_image()->pools[it->pool].bytes);
        event.arg = (uint16_t)((handle >> 8 & 0xff00u) | index);
    }
    core_handle(core, node, event);
}

/** Give back all blocks that a node owns; its handles end. */
static void stop(const struct lev_node *node)
{
    for (uint16_t i = 1; i <= node->buffer_count; i++) {
        const struct lev_buf_slot *slot = &node->buffers[i];
        if ((slot->handle & LEV__BUF_CLOSED) == 0) {
            free_block(slot->block);
        }
    }
    free_slots(node);
}

const struct lev_buffers_part core_buffers_part = {init, stop, dispatch, free_block};
