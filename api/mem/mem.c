/* SPDX-License-Identifier: MIT */
/**
 * Group mem: pieces of power-of-two classes, carved from the bottom of the node's heap; their records grow from its top.
 *
 *     heap   | header | piece 0 | piece 1 | …  free  … | record 1 | record 0 |   end
 *
 * Everything is in the node's block: it is zero at a restart, and zero is an empty heap. A piece keeps its class for the
 * node's life, so allocation never searches and never splits. A record's index and generation are the handle; records lie
 * apart from the pieces, so writing past a piece harms another piece rather than the records. The node could still ruin
 * them, so each value read from them is checked before it is used as a position.
 *
 * Freed pieces wait on a list of their own until the handler has returned: core counts the node's dispatches in the first
 * word of the heap, and a count that has changed since they were freed says so, exactly.
 */
#include <lev/mem.h>

#include <lev/assert.h>

#include "core/core.h"

#include "base/bytes.h"

LEV_MODULE(MODULE_API);

#define UNIT            8u
#define CLASS_COUNT     9u
#define CLASS_BYTES(c)  (16u << (c))
#define GENERATION_MASK 0xfffu
#define HEAP_UNITS_MAX  0xffffu

enum piece_state { PIECE_FREE = 0, PIECE_LIVE = 1, PIECE_FREED = 2 };

/** Record of a piece: one unit. */
struct piece {
    uint16_t at;         /**< units from the start of the heap */
    uint16_t next;       /**< in a list: index + 1 */
    uint16_t generation; /**< of the handle */
    uint8_t class;
    uint8_t state; /**< enum piece_state */
};

/** At the start of the heap. Lists are index + 1 of their first piece; 0: empty. */
struct heap {
    uint32_t dispatches; /**< counted by core */
    uint32_t freed_at;   /**< dispatch in which the pieces on `freed` were freed */
    uint16_t top;        /**< units carved, the header included; 0: nothing yet */
    uint16_t count;      /**< of pieces */
    uint16_t freed;
    uint16_t free[CLASS_COUNT];
};
LEV_STATIC_ASSERT(sizeof(struct piece) == UNIT, "a record is one unit");
LEV_STATIC_ASSERT(sizeof(struct heap) % UNIT == 0, "pieces are aligned to 8");

/** Units of the node's heap, as far as 16 bits count. */
static uint32_t units(const struct lev_node *node)
{
    uint32_t all = node->heap_bytes / UNIT;
    return all < HEAP_UNITS_MAX ? all : HEAP_UNITS_MAX;
}

/** The record of piece `index`. */
static struct piece *piece_at(const struct lev_node *node, uint32_t index)
{
    const struct heap *heap = node->heap;
    LEV_ASSERT(1, index < heap->count && heap->count < units(node));
    return (struct piece *)node->heap + (units(node) - 1u - index);
}

/** The bytes of a piece. */
static void *memory_of(const struct lev_node *node, const struct piece *piece)
{
    LEV_ASSERT(2, piece->class < CLASS_COUNT);
    LEV_ASSERT(3, piece->at + CLASS_BYTES(piece->class) / UNIT <= units(node));
    return (uint8_t *)node->heap + (size_t)piece->at * UNIT;
}

/** Take the first piece off a list that is not empty. @return its index */
static uint32_t pop(const struct lev_node *node, uint16_t *list)
{
    uint32_t index = *list - 1u;
    *list = piece_at(node, index)->next;
    return index;
}

static void push(const struct lev_node *node, uint16_t *list, uint32_t index)
{
    piece_at(node, index)->next = *list;
    *list = (uint16_t)(index + 1u);
}

/** What earlier handlers freed may be used again. */
static void settle(const struct lev_node *node)
{
    struct heap *heap = node->heap;
    if (heap->freed_at == heap->dispatches) {
        return;
    }
    uint32_t bound =
        heap->count; /* a list that was made a ring by the node's own bug must not hold it up */
    while (heap->freed != 0 && bound-- != 0) {
        uint32_t index = pop(node, &heap->freed);
        struct piece *piece = piece_at(node, index);
        LEV_ASSERT(4, piece->class < CLASS_COUNT);
        piece->state = PIECE_FREE;
        push(node, &heap->free[piece->class], index);
    }
}

/** Make a new piece of the unused middle. @return its index; LEV_E_NOMEM */
static lev_result carve(const struct lev_node *node, uint8_t class)
{
    struct heap *heap = node->heap;
    uint32_t top = heap->top == 0 ? sizeof *heap / UNIT : heap->top;
    uint32_t end = top + CLASS_BYTES(class) / UNIT;
    if (end + heap->count + 1u > units(node)) {
        return LEV_E_NOMEM;
    }
    uint16_t index = heap->count++;
    heap->top = (uint16_t)end;
    *piece_at(node, index) = (struct piece){.at = (uint16_t)top, .class = class};
    return index;
}

lev_result lev_mem_get(uint32_t bytes)
{
    const struct lev_node *node = core_self()->current;
    struct heap *heap = node->heap;
    uint8_t class = 0;
    while (class < CLASS_COUNT && CLASS_BYTES(class) < bytes) {
        class ++;
    }
    if (bytes == 0 || class == CLASS_COUNT) {
        return LEV_E_RANGE;
    }
    if (node->heap_bytes < sizeof *heap) {
        return LEV_E_NOMEM;
    }
    settle(node);
    lev_result index =
        heap->free[class] != 0 ? (lev_result)pop(node, &heap->free[class]) : carve(node, class);
    if (index < 0) {
        return index;
    }
    struct piece *piece = piece_at(node, (uint32_t)index);
    LEV_ASSERT(5, piece->class == class && piece->state == PIECE_FREE);
    piece->state = PIECE_LIVE;
    bytes_zero(memory_of(node, piece), CLASS_BYTES(class));
    uint32_t generation = piece->generation & GENERATION_MASK;
    return (lev_result)(LEV__HANDLE_MEM | generation << 16 | (uint32_t)index);
}

/** The record that a handle names; NULL: not a live piece of this node. */
static struct piece *live(const struct lev_node *node, lev_handle handle)
{
    const struct heap *heap = node->heap;
    uint32_t index = (uint32_t)handle & 0xffffu;
    bool kind = ((uint32_t)handle & 0xf0000000u) == LEV__HANDLE_MEM;
    if (!kind || node->heap_bytes < sizeof *heap || index >= heap->count) {
        return NULL;
    }
    struct piece *piece = piece_at(node, index);
    bool same = piece->generation == ((uint32_t)handle >> 16 & GENERATION_MASK);
    return same && piece->state == PIECE_LIVE ? piece : NULL;
}

void *lev_mem_data(lev_handle handle)
{
    const struct lev_node *node = core_self()->current;
    const struct piece *piece = live(node, handle);
    return piece == NULL ? NULL : memory_of(node, piece);
}

lev_result lev_mem_put(lev_handle handle)
{
    const struct lev_node *node = core_self()->current;
    struct heap *heap = node->heap;
    struct piece *piece = live(node, handle);
    if (piece == NULL) {
        return LEV_E_DENIED;
    }
    settle(node);
    heap->freed_at = heap->dispatches;
    piece->state = PIECE_FREED;
    piece->generation = (uint16_t)((piece->generation + 1u) & GENERATION_MASK);
    push(node, &heap->freed, (uint32_t)handle & 0xffffu);
    return LEV_OK;
}
