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
        const struct lev_node *node = core_node(port_clz(ready));
        if (core_ram(node)->pending == 0) {
            core_handler_begin(core, node);
            core_handler_run(core, node, core_mailbox_take(core, node, ready));
        } else {
            core_image()->pending(core, node); /* start, inbox, orphans, staged, then the mailbox */
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
 * Only handlers post, and none can come in between: nothing is masked. An abort in the middle may leave a bit without an
 * event, which core_nodes_heal() takes away.
 */
lev_result lev_post(lev_handle to, struct lev_event event)
{
    struct core *core = core_self();
    const struct lev_node *self = core->current;
    if (!opt_checks_post(self, to, event)) {
        return LEV_E_DENIED;
    }
    const struct lev_node *node = self->links[to];
    opt_record_output(self, node->rank, event.id);
    core->ready |= node->ready_bit; /* it is, too, where the mailbox is full */
    return core_mailbox_push(node, event) ? LEV_OK : core_post_full(node, event);
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
