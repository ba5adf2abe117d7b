/* SPDX-License-Identifier: MIT */
/**
 * Nodes: checking the deployment, the first start, and small questions about a node.
 */
#include <lev/assert.h>

#include "core/core.h"

LEV_MODULE(MODULE_DEPLOY);

void core_nodes_init(void)
{
    struct core *core = core_self();
    const struct lev_image *image = core_image();
    if (image->timer_part != NULL) {
        image->timer_part->init();
    }
    if (image->buffer_part != NULL) {
        image->buffer_part->init();
    }
    /* what the compiler cannot check of the tables, see deploy.h */
    for (const struct lev_source *source = image->sources; source->node != NULL; source++) {
        /* the node that a source names must list it, as the number that it says */
        LEV_ASSERT(2, source == &source->node->sources[source->number]);
    }
    const struct lev_node *end = core_nodes() + image->node_count;
    for (const struct lev_node *node = core_nodes(); node != end; node++) {
        /* a node must have as many links as its component needs */
        LEV_ASSERT(1, node->component->links_min <= node->link_count);
        node->ram->pending = node->shared | LEV__PENDING_START;
        core->ready |= node->ready_bit;
        if (image->op_part != NULL) {
            image->op_part->init(node);
        }
    }
}

void core_node_mark(const struct lev_node *node, uint8_t bits)
{
    port_irq_mask();
    node->ram->pending = (uint8_t)(node->ram->pending | bits);
    port_irq_unmask();
}

void core_node_pend(const struct lev_node *node, uint8_t bits)
{
    port_irq_mask();
    node->ram->pending = (uint8_t)(node->ram->pending | bits);
    (void)kernel_ready(node);
}

void core_node_unready(struct core *core, const struct lev_node *node)
{
    port_irq_mask();
    core->ready &= ~node->ready_bit;
    port_irq_unmask();
}

void core_nodes_heal(struct core *core, const struct lev_node *poster)
{
    for (uint8_t i = 0; i < poster->link_count; i++) {
        const struct lev_node *node = poster->links[i];
        bool work = (node->ram->pending & LEV__PENDING_READY) != 0 || node->ram->count != 0;
        core->ready = work ? core->ready | node->ready_bit : core->ready & ~node->ready_bit;
    }
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
    return core_input(core_nodes()[rank].ram->generation == generation) != 0;
}
