/* SPDX-License-Identifier: MIT */
/**
 * L1: one loop, one stack. A node's handler runs to its end before anything else runs, except at a yield point, where
 * ready nodes of higher priority run nested, on top of it.
 *
 *     interrupt ──▶ stages bytes, sets a bit of the ready word        loop: highest bit ─▶ node ─▶ its handler
 *
 * The loop is the body of a frame (ports/port.h): when a handler is aborted the stack is cut back to that frame and the
 * body starts again, so the loop keeps nothing between two turns but what is in struct core, and a dispatch pays nothing
 * for being abortable. A yield point opens a frame of its own; an abort in it ends the nested handler alone.
 */
#include <lev/assert.h>

#include "core/dispatch.h"

LEV_MODULE(MODULE_KERNEL);

struct core core_instance;

const struct kernel_info kernel_info = {.name = "l1", .level = 1};

/**
 * Among ready nodes of equal priority: the first that has not had its turn in this round.
 *
 * `node` is the first ready one. Nodes of one priority stand together, so the others follow it.
 */
static const struct lev_node *take_turns(struct core *core, const struct lev_node *node)
{
    const struct lev_node *turn = node;
    const struct lev_node *end = core_nodes() + core_image()->node_count;
    while (turn != end && turn->priority == node->priority) {
        if ((core->ready & ~core->served & turn->ready_bit) != 0) {
            core->served |= turn->ready_bit;
            return turn;
        }
        turn++;
    }
    core->served = node->ready_bit;
    return node;
}

/** Nothing is ready. Called masked; returns unmasked, after an interrupt. */
static void idle(struct core *core)
{
    opt_budget_idle(core);
    port_idle();
    opt_budget_wake(core);
}

/** The loop of the image: the body of the outermost frame. */
static void run(void)
{
    struct core *core = core_self();
    opt_restart_recover(core);
    for (;;) {
        port_irq_mask();
        uint32_t ready = core->ready;
        if (ready == 0) {
            idle(core);
            continue;
        }
        const struct lev_node *node = &core_nodes()[port_clz(ready)];
        if (node->shared) {
            node = take_turns(core, node);
        }
        core_dispatch(core, node);
    }
}

void kernel_run(void)
{
    port_frame_run(&core_self()->frame, run);
    LEV_UNREACHABLE(1);
}

lev_result kernel_ready(const struct lev_node *node)
{
    core_self()->ready |= node->ready_bit;
    port_irq_unmask();
    return LEV_OK;
}

void kernel_ready_isr(const struct lev_node *node)
{
    core_self()->ready |= node->ready_bit;
}

void kernel_abort(void)
{
    port_frame_abort(core_self()->frame);
}

void *kernel_abort_isr(void)
{
    return core_self()->frame;
}

void kernel_due(void)
{
    kernel_abort();
}
