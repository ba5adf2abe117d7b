/* SPDX-License-Identifier: MIT */
/**
 * Abort and restart. A handler that ran past its budget, took a fault or failed an assertion is unwound to its kernel's
 * frame; its node is stopped at once and started afresh when every op it had started is back from its server (grace.c).
 */
#include <lev/assert.h>

#include "core/core.h"

LEV_MODULE(MODULE_CORE);

void core_abort(uint8_t reason, uintptr_t place)
{
    struct core *core = core_self();
    if (!OPT_RESTART || core->current == NULL || opt_depth_raised(core) || port_in_isr()) {
        core_panic((uint32_t)place, reason);
    }
    opt_restart_note(core, reason, place, 0);
    kernel_abort();
}

void lev_assert_failed(uint32_t where)
{
    core_abort(LEV_START_ASSERT, where);
}

void lev_restart(void)
{
    core_abort(LEV_START_REQUESTED, 0);
}

bool core_node_is_dead(const struct lev_node *node)
{
    return (node->ram->pending & LEV__PENDING_STOPPED) != 0
           && node->ram->reason == CORE_REASON_DEAD;
}

/** Phase one: nothing of this life goes on. */
static void stop(struct core *core, const struct lev_node *node, uint8_t reason)
{
    struct lev_node_ram *ram = node->ram;
    port_irq_mask();
    ram->pending = (uint8_t)((ram->pending & LEV__PENDING_KEPT) | LEV__PENDING_STOPPED);
    port_irq_unmask();
    ram->generation++;
    ram->reason = reason;
    if (node->component->quiesce != NULL) {
        node->component->quiesce(node->unit);
    }
    if (node->restart != NULL && !node->restart->allows(core, node)) {
        ram->reason = CORE_REASON_DEAD;
    }
    const struct lev_image *image = core_image();
    if (image->timer_part != NULL) {
        image->timer_part->stop(node);
    }
    if (image->op_part != NULL) {
        image->op_part->stop(node);
    }
    if (image->buffer_part != NULL) {
        image->buffer_part->stop(node);
    }
}

void core_restart_check(const struct lev_node *node)
{
    struct lev_node_ram *ram = node->ram;
    if ((ram->pending & LEV__PENDING_STOPPED) != 0 && ram->reason != CORE_REASON_DEAD) {
        port_irq_mask();
        ram->pending ^= LEV__PENDING_STOPPED | LEV__PENDING_START;
        (void)kernel_ready(node);
    }
}

void core_restart(struct core *core, const struct lev_node *node, uint8_t reason)
{
    stop(core, node, reason);
    if (node->ram->held != 0) {
        core_image()->op_part->wait(core, node);
    } else {
        core_restart_check(node);
    }
}

/** A tight loop that was aborted leaves its mark; the mask has gone with the stack, as a frame starts unmasked. */
static void end_tightloop(const struct lev_node *node)
{
    struct lev_clock_ram *clock = core_image()->clock;
    if (clock->tightloop == node->rank + 1u) {
        clock->tightloop = 0;
    }
}

/** Without a clock nobody can wait: servers of a stopped node are ended now, and then those of theirs. */
static void force_at_once(struct core *core)
{
    for (uint8_t i = 0; i < core_image()->node_count; i++) {
        core_image()->op_part->force(core);
    }
}

void core_recover(struct core *core)
{
    const struct lev_node *node = core->current;
    uint8_t reason = opt_restart_reason(core);
    core->current = NULL; /* from here on there is nothing to abort */
    opt_restart_reset(core);
    opt_depth_reset(core);
    opt_budget_begin(core);
    end_tightloop(node);
    core_nodes_heal(core, node);
    opt_record_abort(node, reason);
    core_log_abort(node->rank, reason, opt_restart_place(core), opt_restart_address(core));
    core_restart(core, node, reason);
    if (node->ram->held != 0 && core_image()->timer_part == NULL) {
        force_at_once(core);
    }
}

void *core_isr_guard(uintptr_t pc)
{
    struct core *core = core_self();
    const struct lev_node *node = core->current;
    uint32_t now = port_clock_now();
    opt_stamp_note(core, now);
    if (node == NULL) {
        opt_budget_unused(core, now);
        return NULL;
    }
    if (!opt_budget_expired(core, node, now)) {
        return NULL;
    }
    opt_restart_note(core, LEV_START_BUDGET, pc, 0);
    if (opt_depth_raised(core)) {
        if (!opt_depth_abort_later(core)) {
            core_panic((uint32_t)MODULE_CORE << 16, pc);
        }
        opt_budget_arm(core, now, node->budget_ticks);
        return NULL;
    }
    return kernel_abort_isr();
}

void *core_isr_fault(uintptr_t pc, uintptr_t address)
{
    struct core *core = core_self();
    if (!OPT_RESTART || core->current == NULL || opt_depth_raised(core)) {
        core_panic((uint32_t)pc, address);
    }
    opt_restart_note(core, LEV_START_FAULT, pc, address);
    return kernel_abort_isr();
}
