/* SPDX-License-Identifier: MIT */
/**
 * Buffers: blocks of power-of-two classes with one owner, and each node's own numbers for those it holds.
 *
 * A handle names a slot (its generation and both halves of its index, see types.h). The slot names the block; the block's state says whether the
 * node may touch it now. Sent blocks have no slot until the receiver's dispatch gives them one.
 */
#include <lev/buf.h>

#include "core/dispatch.h"
#include "core/post.h"

static struct lev_block *block_at(uint16_t block)
{
    return &core_image()->blocks[block];
}

static void free_block(uint16_t block)
{
    struct lev_block *it = block_at(block);
    uint16_t *first = &core_image()->pool_free[it->pool];
    it->state = LEV__BLOCK_FREE;
    it->next = *first;
    *first = block;
}

/** Link all of a node's slots as free, lowest first: the same run gives the same handles. */
static void free_slots(const struct lev_node *node)
{
    for (uint16_t i = 0; i < node->buffer_count; i++) {
        node->buffers[i].used = LEV__SLOT_FREE;
        node->buffers[i].block = i + 1u < node->buffer_count ? (uint16_t)(i + 1u) : LEV__NONE;
    }
    if (node->buffer_count != 0) {
        node->free->buffer = 0;
    }
}

/** Number the blocks of a class and link them as free. */
static void init_pool(uint8_t index)
{
    const struct lev_pool *pool = &core_image()->pools[index];
    for (uint16_t n = 0; n < pool->count; n++) {
        struct lev_block *it = block_at((uint16_t)(pool->first + n));
        it->data = pool->memory + ((uint32_t)n << pool->shift);
        it->pool = index;
        it->next = n + 1u < pool->count ? (uint16_t)(pool->first + n + 1u) : LEV__NONE;
    }
    core_image()->pool_free[index] = pool->first;
}

/** Every block and every slot is free. */
static void init(void)
{
    for (uint8_t i = 0; i < core_image()->pool_count; i++) {
        init_pool(i);
    }
    for (uint8_t rank = 0; rank < core_image()->node_count; rank++) {
        free_slots(&core_nodes()[rank]);
    }
}

/** The handle that names a slot, without its kind: see LEV__HANDLE_… for the two halves of the index. */
static lev_result handle_of(const struct lev_buf_slot *slot, uint32_t index)
{
    return (lev_result)((index & 0xff00u) << 8 | (uint32_t)slot->generation << 8 | (index & 0xffu));
}

static inline bool has_slot(const struct lev_node *node)
{
    return node->buffer_count != 0 && node->free->buffer != LEV__NONE;
}

/** The block is the node's. */
static inline void own(const struct lev_node *node, struct lev_block *it)
{
    it->owner = node->rank;
    it->state = LEV__BLOCK_OWNED;
}

/**
 * Give the node a free slot for a block that it owns. @return its handle, without the kind
 *
 * Slots are the node's alone, and an abort makes all of them free again: nothing is masked.
 */
static inline lev_result
fill_slot(const struct lev_node *node, struct lev_block *it, uint16_t block)
{
    uint16_t index = node->free->buffer;
    struct lev_buf_slot *slot = &node->buffers[index];
    node->free->buffer = slot->block;
    slot->data = it->data;
    slot->block = block;
    slot->generation++;
    slot->used = LEV__SLOT_OWNED;
    it->next = index; /* while it is owned: the way back to its slot */
    return handle_of(slot, index);
}

static void drop_slot(const struct lev_node *node, struct lev_buf_slot *slot)
{
    slot->used = LEV__SLOT_FREE;
    slot->block = node->free->buffer;
    node->free->buffer = (uint16_t)(slot - node->buffers);
}

/** The slot that a handle names, if its block is the node's to touch now; else NULL. */
static inline struct lev_buf_slot *slot_of(const struct lev_node *node, lev_handle handle)
{
    uint32_t bits = (uint32_t)handle;
    uint32_t index = (bits >> 8 & 0xff00u) | (bits & 0xffu);
    if (bits >> 24 != (uint32_t)LEV__HANDLE_BUF >> 24 || index >= node->buffer_count) {
        return NULL;
    }
    struct lev_buf_slot *slot = &node->buffers[index];
    bool same = slot->generation == (bits >> 8 & 0xffu);
    return same && slot->used == LEV__SLOT_OWNED ? slot : NULL;
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

/** Take a block of a class, and a slot of the node for it. @return its handle, without the kind; LEV_E_NOMEM */
static inline lev_result take(const struct lev_node *node, uint16_t *first)
{
    if (!has_slot(node)) {
        return LEV_E_NOMEM;
    }
    port_irq_mask();
    uint16_t block = *first;
    if (block == LEV__NONE) {
        port_irq_unmask();
        return LEV_E_NOMEM;
    }
    struct lev_block *it = block_at(block);
    *first = it->next;
    own(node, it);
    port_irq_unmask();
    return fill_slot(node, it, block);
}

lev_result lev_buf_get(uint32_t bytes)
{
    const struct lev_node *node = core_self()->current;
    uint8_t pool = class_for(bytes);
    if (pool == core_image()->pool_count) {
        return LEV_E_RANGE;
    }
    lev_result handle = take(node, &core_image()->pool_free[pool]);
    if (handle < 0) {
        opt_record_refusal(node, handle);
        return handle;
    }
    return LEV__HANDLE_BUF | handle;
}

void *lev_buf_data(lev_handle buf)
{
    const struct lev_buf_slot *slot = slot_of(core_self()->current, buf);
    return slot == NULL ? NULL : slot->data;
}

uint32_t lev_buf_size(lev_handle buf)
{
    const struct lev_buf_slot *slot = slot_of(core_self()->current, buf);
    return slot == NULL ? 0 : 1u << core_image()->pools[block_at(slot->block)->pool].shift;
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
    port_irq_unmask();
    drop_slot(node, slot);
    return LEV_OK;
}

lev_result lev_send(lev_handle to, uint16_t event_id, lev_handle buf)
{
    struct core *core = core_self();
    const struct lev_node *self = core->current;
    if (!core_post_allowed(self, to, (struct lev_event){event_id, 0})) {
        return LEV_E_DENIED;
    }
    struct lev_buf_slot *slot = slot_of(self, buf);
    if (slot == NULL) {
        return LEV_E_DENIED;
    }
    const struct lev_node *node = self->links[to];
    struct lev_event event = {(uint16_t)(event_id | LEV_EVENT_BUFFER), slot->block};
    opt_record_output(self, node->rank, event_id);
    core_enter(core);
    drop_slot(self, slot);
    block_at(event.arg)->state = LEV__BLOCK_SENT;
    if (core_mailbox_push(node, event)) {
        core_node_pend(node, LEV__PENDING_PAYLOAD);
    } else {
        core_node_mark(node, LEV__PENDING_PAYLOAD);
        (void)core_image()->overflow(node, event);
    }
    core_leave(core);
    return LEV_OK;
}

void core_block_lend(uint16_t block, bool lent)
{
    struct lev_block *it = block_at(block);
    it->state = lent ? LEV__BLOCK_LENT : LEV__BLOCK_OWNED;
    core_nodes()[it->owner].buffers[it->next].used = lent ? LEV__SLOT_LENT : LEV__SLOT_OWNED;
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

/** Make a sent block the receiver's. @return what its event's arg becomes; LEV_E_NOMEM: freed, the event is dropped */
static lev_result receive(const struct lev_node *node, uint16_t block)
{
    struct lev_block *it = block_at(block);
    lev_result handle = LEV_E_NOMEM;
    if (has_slot(node)) {
        own(node, it);
        handle = fill_slot(node, it, block);
    }
    if (handle
        > UINT16_MAX) { /* only a node with more than 256 of them: it does not fit an event */
        drop_slot(node, &node->buffers[it->next]);
        handle = LEV_E_NOMEM;
    }
    if (handle < 0) {
        free_block(block);
        opt_record_refusal(node, handle);
        return handle;
    }
    opt_record_payload(node, it->data, 1u << core_image()->pools[it->pool].shift);
    return handle;
}

/** An event of a mailbox that holds payloads: make the block the node's first, or drop both. */
static void dispatch(struct core *core, const struct lev_node *node)
{
    struct lev_node_ram *ram = node->ram;
    struct lev_event event = core_mailbox_take(core, node, core->ready);
    if (ram->head == ram->tail) {
        port_irq_mask();
        ram->pending = (uint8_t)(ram->pending & ~LEV__PENDING_PAYLOAD);
        port_irq_unmask();
    }
    if ((event.id & LEV_EVENT_BUFFER) != 0) {
        lev_result taken = receive(node, event.arg);
        if (taken < 0) {
            opt_drops_count(ram);
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
