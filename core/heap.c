/* SPDX-License-Identifier: MIT */
/**
 * Dispatch in an image with heaps (group mem): counts a node's dispatches in the first word of its heap, so that memory which a
 * handler freed can be told from memory freed before: it may be used again only once the handler has returned.
 *
 * A node with a heap never takes the fast path, by the bit that nodes of equal priority have; others pay nothing.
 */
#include "core/dispatch.h"

void core_dispatch_heap(struct core *core, const struct lev_node *first)
{
    const struct lev_node *node = core_turn(core, first);
    if (node->heap != NULL) {
        core_node_mark(node, LEV__PENDING_SHARED);
        ++*(uint32_t *)node->heap;
    }
    core_dispatch_any(core, node);
}
