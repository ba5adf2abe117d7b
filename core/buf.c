/* SPDX-License-Identifier: MIT */
/**
 * Buffers: blocks of power-of-two classes with one owner, and each node's own numbers for those it holds.
 *
 * A handle names a slot (its generation and both halves of its index, see types.h). The slot names the block; the block's state says whether the
 * node may touch it now. Sent blocks have no slot until the receiver's dispatch gives them one.
 */
#include <lev/buf.h>

#include "core/dispatch.h"

/** The class that block number `block` belongs to. */
static uint8_t pool_of(uint16_t block)
{
    uint8_t i = 0;
    while (block >= core_image()->pools[i].first + core_image()->pools[i].count) {
        i++;
    }
    return i;
}

static void free_in(uint8_t pool, uint16_t block)
{
    struct lev_block *it = &core_image()->blocks[block];
    it->state = LEV__BLOCK_FREE;
    it->next = core_image()->pool_free[pool];
    core_image()->pool_free[pool] = block;
}

static void free_block(uint16_t block)
{
    free_in(pool_of(block), block);
}

/** Link all of a node's slots as free, lowest first: the same run gives the same handles. */
static void free_slots(const struct lev_node *node)
{
    for (uint16_t i = 0; i < node->buffer_count; i++) {
        node->buffers[i].used = 0;
        node->buffers[i].block = i + 1u < node->buffer_count ? (uint16_t)(i + 1u) : LEV__NONE;
    }
    if (node->buffer_count != 0) {
        node->free->buffer = 0;
    }
}

/** Every block and every slot is free. */
static void init(void)
{
    for (uint8_t i = 0; i < core_image()->pool_count; i++) {
        const struct lev_pool *pool = &core_image()->pools[i];
        for (uint16_t n = 0; n < pool->count; n++) {
            uint16_t next = n + 1u < pool->count ? (uint16_t)(pool->first + n + 1u) : LEV__NONE;
            core_image()->blocks[pool->first + n].next = next;
        }
        core_image()->pool_free[i] = pool->first;
    }
    for (uint8_t rank = 0; rank < core_image()->node_count; rank++) {
        free_slots(&core_nodes()[rank]);
    }
}

/** Give the node a slot for a block of a class. @return its index; LEV_E_NOMEM: the quota is used up */
static lev_result take_slot(const struct lev_node *node, uint8_t pool_index, uint16_t block)
{
    if (node->buffer_count == 0 || node->free->buffer == LEV__NONE) {
        return LEV_E_NOMEM;
    }
    uint16_t index = node->free->buffer;
    struct lev_buf_slot *slot = &node->buffers[index];
    const struct lev_pool *pool = &core_image()->pools[pool_index];
    node->free->buffer = slot->block;
    slot->block = block;
    slot->used = (uint8_t)(pool_index + 1u);
    slot->generation++;
    slot->data = pool->memory + ((uint32_t)(block - pool->first) << pool->shift);
    struct lev_block *it = &core_image()->blocks[block];
    it->owner = node->rank;
    it->state = LEV__BLOCK_OWNED;
    return index;
}

static void drop_slot(const struct lev_node *node, struct lev_buf_slot *slot)
{
    slot->used = 0;
    slot->block = node->free->buffer;
    node->free->buffer = (uint16_t)(slot - node->buffers);
}

/** The low 24 bits of a slot's handle; see LEV__HANDLE_… for the two halves of the index. */
static lev_result handle_of(const struct lev_node *node, uint16_t index)
{
    uint32_t generation = node->buffers[index].generation;
    return (lev_result)(((uint32_t)index & 0xff00u) << 8 | generation << 8 | (index & 0xffu));
}

/** The slot that a handle names, if its block is the node's to touch now; else NULL. */
static struct lev_buf_slot *slot_of(const struct lev_node *node, lev_handle handle)
{
    uint32_t bits = (uint32_t)handle;
    uint32_t index = (bits >> 8 & 0xff00u) | (bits & 0xffu);
    if ((bits & 0xff000000u) != LEV__HANDLE_BUF || index >= node->buffer_count) {
        return NULL;
    }
    struct lev_buf_slot *slot = &node->buffers[index];
    if (!slot->used || slot->generation != (bits >> 8 & 0xffu)) {
        return NULL;
    }
    return core_image()->blocks[slot->block].state == LEV__BLOCK_OWNED ? slot : NULL;
}

/** The smallest class that fits; the number of classes: there is none. */
static uint8_t class_for(uint32_t bytes)
{
    uint8_t i = 0;
    while (i < core_image()->pool_count && bytes > 1u << core_image()->pools[i].shift) {
        i++;
    }
    return i;
}

/** Take a block of a class, and a slot of the node for it. @return the slot's index, LEV_E_NOMEM */
static lev_result take(const struct lev_node *node, uint8_t pool)
{
    uint16_t block = core_image()->pool_free[pool];
    if (block == LEV__NONE) {
        return LEV_E_NOMEM;
    }
    lev_result index = take_slot(node, pool, block);
    if (index >= 0) {
        core_image()->pool_free[pool] = core_image()->blocks[block].next;
    }
    return index;
}

lev_result lev_buf_get(uint32_t bytes)
{
    struct core *core = core_self();
    const struct lev_node *node = core->current;
    uint8_t pool = class_for(bytes);
    if (pool == core_image()->pool_count) {
        return LEV_E_RANGE;
    }
    core_enter(core);
    lev_result result = take(node, pool);
    if (result >= 0) {
        result = LEV__HANDLE_BUF | handle_of(node, (uint16_t)result);
    } else {
        opt_record_refusal(node, result);
    }
    core_leave(core);
    return result;
}

void *lev_buf_data(lev_handle buf)
{
    const struct lev_buf_slot *slot = slot_of(core_self()->current, buf);
    return slot == NULL ? NULL : slot->data;
}

uint32_t lev_buf_size(lev_handle buf)
{
    const struct lev_buf_slot *slot = slot_of(core_self()->current, buf);
    return slot == NULL ? 0 : 1u << core_image()->pools[slot->used - 1u].shift;
}

lev_result lev_buf_put(lev_handle buf)
{
    struct core *core = core_self();
    core_enter(core);
    lev_result result = LEV_E_DENIED;
    struct lev_buf_slot *slot = slot_of(core->current, buf);
    if (slot != NULL) {
        free_in((uint8_t)(slot->used - 1u), slot->block);
        drop_slot(core->current, slot);
        result = LEV_OK;
    }
    core_leave(core);
    return result;
}

lev_result lev_send(lev_handle to, uint16_t event_id, lev_handle buf)
{
    struct core *core = core_self();
    const struct lev_node *self = core->current;
    if ((uint32_t)to >= self->link_count || event_id < LEV_EVENT_USER
        || event_id >= LEV_EVENT_BUFFER) {
        return LEV_E_DENIED;
    }
    core_enter(core);
    struct lev_buf_slot *slot = slot_of(self, buf);
    if (slot == NULL) {
        core_leave(core);
        return LEV_E_DENIED;
    }
    opt_record_output(self, self->links[to]->rank, event_id);
    uint16_t block = slot->block;
    drop_slot(self, slot);
    core_image()->blocks[block].state = LEV__BLOCK_SENT;
    struct lev_event event = {(uint16_t)(event_id | LEV_EVENT_BUFFER), block};
    core_node_mark(self->links[to], LEV__PENDING_PAYLOAD);
    (void)core_mailbox_put(self->links[to], event);
    core_leave(core);
    return LEV_OK;
}

uint16_t core_block_of(const struct lev_node *node, const void *data, uint32_t bytes)
{
    for (uint8_t i = 0; i < core_image()->pool_count; i++) {
        const struct lev_pool *pool = &core_image()->pools[i];
        uintptr_t offset = (uintptr_t)data - (uintptr_t)pool->memory;
        uint16_t index = (uint16_t)(offset >> pool->shift);
        if (offset >= (uintptr_t)pool->count << pool->shift) {
            continue;
        }
        uint32_t size = 1u << pool->shift;
        if (bytes > size - ((uint32_t)offset & (size - 1u))) {
            return LEV__NONE;
        }
        uint16_t block = (uint16_t)(pool->first + index);
        const struct lev_block *it = &core_image()->blocks[block];
        return it->state == LEV__BLOCK_OWNED && it->owner == node->rank ? block : LEV__NONE;
    }
    return LEV__NONE;
}

/** Make a sent block the receiver's. @return its handle's low 16 bits; LEV_E_NOMEM: freed, the event is dropped */
static lev_result receive(const struct lev_node *node, uint16_t block)
{
    struct core *core = core_self();
    uint8_t pool = pool_of(block);
    core_enter(core);
    lev_result index = take_slot(node, pool, block);
    if (index > 0xff) { /* its handle does not fit an event */
        drop_slot(node, &node->buffers[index]);
        index = LEV_E_NOMEM;
    }
    if (index < 0) {
        free_in(pool, block);
        opt_record_refusal(node, index);
    } else {
        opt_record_payload(node, node->buffers[index].data, 1u << core_image()->pools[pool].shift);
        index = handle_of(node, (uint16_t)index);
    }
    core_leave(core);
    return index;
}

/** An event of a mailbox that holds payloads: make the block the node's first, or drop both. */
static void dispatch(struct core *core, const struct lev_node *node)
{
    struct lev_event event = core_mailbox_take(core, node);
    if (node->ram->head == node->ram->tail) {
        core_node_settle(core, node, LEV__PENDING_PAYLOAD);
    }
    if ((event.id & LEV_EVENT_BUFFER) != 0) {
        lev_result taken = receive(node, event.arg);
        if (taken < 0) {
            opt_drops_count(node->ram);
            return;
        }
        event.arg = (uint16_t)taken;
    }
    core_handle(core, node, event);
}

/** Give back all blocks that a node owns; its handles end. */
static void stop(const struct lev_node *node)
{
    for (uint16_t block = 0; block < core_image()->block_count; block++) {
        const struct lev_block *it = &core_image()->blocks[block];
        if (it->state == LEV__BLOCK_OWNED && it->owner == node->rank) {
            free_block(block);
        }
    }
    free_slots(node);
}

const struct lev_buffers_part core_buffers_part = {init, stop, dispatch, free_block};
