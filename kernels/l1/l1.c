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

#include "core/post.h"
#include "kernels/l1/pick.h"

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

/** Nothing is ready: sleep, unless an interrupt has come since. */
__attribute__((noinline)) static void idle(struct core *core)
{
    opt_budget_idle(core);
    port_irq_mask();
    if (core->ready_isr == 0) {
        port_idle();
    } else {
        port_irq_unmask();
    }
}

/** The next thing of a node with equals: one of them, whose turn it is. */
__attribute__((noinline)) static void
dispatch_shared(struct core *core, const struct lev_node *first)
{
    core_image()->pending(core, take_turns(core, first));
}

/** Out of line, so that the loop stays on the mailbox. */
__attribute__((noinline)) void l1_dispatch_pending(struct core *core, const struct lev_node *node)
{
    if ((node->ram->pending & LEV__PENDING_SHARED) != 0) {
        dispatch_shared(core, node);
    } else {
        core_image()->pending(core, node); /* in the order start, inbox, orphans, staged, mailbox */
    }
}

/** The loop of the image: the body of the outermost frame. */
static void run(void)
{
    struct core *core = core_self();
    opt_restart_recover(core);
    for (;;) {
        uint32_t ready = core->ready;
        if (core->ready_isr != 0) {
            ready = merge(core);
        }
        if (ready == 0) {
            idle(core);
            continue;
        }
        const struct lev_node *node = &core_nodes()[port_clz(ready)];
        if (node->ram->pending == 0) {
            core_handle(core, node, core_mailbox_take(core, node, ready));
        } else {
            l1_dispatch_pending(core, node);
        }
    }
}

void kernel_run(void)
{
    opt_budget_begin(core_self());
    port_irq_unmask();
    port_frame_run(&core_self()->frame, run);
    LEV_UNREACHABLE(1);
}

/**
 * Only handlers post, and none can come in between: nothing is masked. An abort in the middle is healed by core_nodes_heal().
 */
lev_result lev_post(lev_handle to, struct lev_event event)
{
    struct core *core = core_self();
    const struct lev_node *self = core->current;
    if (!core_post_allowed(self, to, event)) {
        return LEV_E_DENIED;
    }
    const struct lev_node *node = self->links[to];
    opt_record_output(self, node->rank, event.id);
    if (!core_mailbox_push(node, event)) {
        return core_post_full(node, event);
    }
    core->ready |= node->ready_bit;
    return LEV_OK;
}

lev_result kernel_ready(const struct lev_node *node)
{
    core_self()->ready |= node->ready_bit;
    port_irq_unmask();
    return LEV_OK;
}

void kernel_ready_isr(const struct lev_node *node)
{
    core_self()->ready_isr |= node->ready_bit;
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
