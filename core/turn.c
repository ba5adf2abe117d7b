/* SPDX-License-Identifier: MIT */
/**
 * Turns among nodes of equal priority. Linked only where a deployment has such nodes.
 */
#include "core/core.h"

/** The first ready one that has not had its turn in this round; none: a new round. Equals stand together, so they follow `first`. */
static const struct lev_node *take_turn(struct core *core, const struct lev_node *first)
{
    uint32_t *served = core_image()->served;
    uint32_t waiting = core->ready & ~*served;
    const struct lev_node *end = core_nodes() + core_image()->node_count;
    for (const struct lev_node *turn = first; turn != end && turn->priority == first->priority;
         turn++) {
        if ((waiting & turn->ready_bit) != 0) {
            *served |= turn->ready_bit;
            return turn;
        }
    }
    *served = first->ready_bit;
    return first;
}

const struct lev_node *core_turn(struct core *core, const struct lev_node *first)
{
    return first->shared == 0 ? first : take_turn(core, first);
}

void core_dispatch_shared(struct core *core, const struct lev_node *node)
{
    core_dispatch_any(core, core_turn(core, node));
}
