/* SPDX-License-Identifier: MIT */
/**
 * L1's yield point: ready nodes of higher priority run here, nested; then the handler goes on as if nothing had happened.
 */
#include "kernels/l1/pick.h"

/** What belongs to the handler below: put back when the nested ones are done. */
struct suspended {
    const struct lev_node *node;
    struct opt_stamp_saved stamp;
    struct opt_budget_saved budget;
};

/** Body of the nested frame: until no node of higher priority than the suspended one is ready. */
static void run_nested(void)
{
    struct core *core = core_self();
    opt_restart_recover(core);
    for (;;) {
        uint32_t ready = merge(core) & core->yield_mask;
        if (ready == 0) {
            return;
        }
        l1_dispatch_pending(core, &core_nodes()[port_clz(ready)]);
    }
}

/** Bits of all nodes with a higher priority than this one. */
static uint32_t mask_above(const struct lev_node *node)
{
    const struct lev_node *first = node;
    while (first != core_nodes() && first[-1].priority == node->priority) {
        first--;
    }
    return ~((first->ready_bit << 1) - 1u);
}

/** Run what is above `node`, in a frame of its own. */
static void nest(struct core *core, const struct lev_node *node)
{
    uint32_t outer_mask = core->yield_mask;
    struct suspended below = {node, opt_stamp_save(core), opt_budget_save(core)};
    uint32_t began = port_clock_now();
    core_node_suspend(node, true);
    core->current = NULL;
    core->yield_mask = mask_above(node);
    port_frame_run(&core->frame, run_nested);
    core->yield_mask = outer_mask;
    core_node_suspend(node, false);
    opt_stamp_restore(core, below.stamp);
    opt_budget_restore(core, node, below.budget, port_clock_now() - began);
    core->current = node;
}

void kernel_yield(void)
{
    struct core *core = core_self();
    const struct lev_node *node = core->current;
    if (((core->ready | core->ready_isr) & mask_above(node)) == 0) {
        return;
    }
    nest(core, node);
    if (node->ram->reason == LEV_START_FORCED) {
        core_abort(LEV_START_FORCED, 0);
    }
}
