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

/** Rank of the first node of this one's priority: those before it have a higher one. */
static uint8_t first_equal(const struct lev_node *node)
{
    while (node != core_nodes() && node[-1].priority == node->priority) {
        node--;
    }
    return node->rank;
}

/** Rank of the first ready node; LEV__NODES_MAX: none is. */
static uint32_t first_ready(struct core *core)
{
    uint32_t ready = merge(core);
    return ready == 0 ? LEV__NODES_MAX : port_clz(ready);
}

/** Body of the nested frame: until no node of higher priority than the suspended one is ready. */
static void run_nested(void)
{
    struct core *core = core_self();
    opt_restart_recover(core);
    for (;;) {
        uint32_t rank = first_ready(core);
        if (rank >= core->above) {
            return;
        }
        core_image()->pending(core, core_node(rank));
    }
}

/** Run what is above `node`, in a frame of its own. */
static void nest(struct core *core, const struct lev_node *node)
{
    uint8_t outer = core->above;
    struct suspended below = {node, opt_stamp_save(core), opt_budget_save(core)};
    uint32_t began = port_clock_now();
    core_node_suspend(node, true);
    core->current = NULL;
    core->above = first_equal(node);
    port_frame_run(&core->frame, run_nested);
    core->above = outer;
    core_node_suspend(node, false);
    opt_stamp_restore(core, below.stamp);
    opt_budget_restore(core, node, below.budget, port_clock_now() - began);
    core->current = node;
}

void kernel_yield(void)
{
    struct core *core = core_self();
    const struct lev_node *node = core->current;
    if (first_ready(core) >= first_equal(node)) {
        return;
    }
    nest(core, node);
    if (node->ram->reason == LEV_START_FORCED) {
        core_abort(LEV_START_FORCED, 0);
    }
}
