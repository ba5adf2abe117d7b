/* SPDX-License-Identifier: MIT */
/**
 * Nodes: checking the deployment, the first start, and small questions about a node.
 */
#include <lev/assert.h>

#include "core/core.h"

LEV_MODULE(MODULE_DEPLOY);

/** What the compiler cannot check of the tables, see deploy.h. */
static void check(const struct lev_node *node)
{
    LEV_ASSERT(1, node->component->links_min <= node->link_count);
    if (node->rank == 0) {
        return;
    }
    const struct lev_node *above = node - 1;
    LEV_ASSERT(2, above->priority >= node->priority);
    LEV_ASSERT(3, above->priority != node->priority || (above->shared && node->shared));
}

void core_nodes_init(void)
{
    struct core *core = core_self();
    if (OPT_OPS) {
        core_timers_init();
        core_pools_init();
    }
    for (uint8_t rank = 0; rank < core_image()->node_count; rank++) {
        const struct lev_node *node = &core_nodes()[rank];
        check(node);
        node->ram->pending = LEV__PENDING_START;
        core->ready |= node->ready_bit;
        if (OPT_OPS) {
            core_objects_init(node);
            core_buffers_init(node);
        }
    }
}

void core_node_pend(const struct lev_node *node, uint8_t bits)
{
    port_irq_mask();
    node->ram->pending = (uint8_t)(node->ram->pending | bits);
    (void)kernel_ready(node);
}

void core_node_suspend(const struct lev_node *node, bool suspended)
{
    struct lev_node_ram *ram = node->ram;
    port_irq_mask();
    if (suspended) {
        ram->pending = (uint8_t)(ram->pending | LEV__PENDING_SUSPENDED);
    } else {
        ram->pending = (uint8_t)(ram->pending & ~LEV__PENDING_SUSPENDED);
    }
    port_irq_unmask();
}

bool core_node_lives(uint8_t rank, uint8_t generation)
{
    return core_nodes()[rank].ram->generation == generation;
}
