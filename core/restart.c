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

/** So often a node without a limit may fail while the same one below it waits; then it waits itself, 2^16 microseconds. */
enum { FAILURES_IN_A_ROW = 4 };

static bool has_limit(const struct lev_node *node)
{
    return node->restart != NULL && node->restart->limit != 0;
}

/** The node has failed too often: the clock starts it. */
static bool must_wait(const struct lev_node *node)
{
    return node->ram->restarts > FAILURES_IN_A_ROW && !has_limit(node);
}

/** Who waits below the node, and for which event: one word that changes when those below get on. 0: nobody. */
static uint16_t who_waits(const struct core *core, const struct lev_node *node)
{
    uint32_t below = core->ready & (node->ready_bit - 1u);
    if (below == 0) {
        return 0;
    }
    const struct lev_node *first = core_node(port_clz(below));
    return (uint16_t)(first->rank << 8 | first->ram->head);
}

/** Count a stop: a node that fails as soon as it starts must leave time to those below it. Without a clock nobody can wait. */
static void count_stop(struct core *core, const struct lev_node *node)
{
    struct lev_node_ram *ram = node->ram;
    uint16_t waits = who_waits(core, node);
    if (has_limit(node) || core_image()->timer_part == NULL) {
        return;
    }
    if (ram->window_start != waits || waits == 0) {
        ram->window_start = waits;
        ram->restarts = 0;
    }
    if (++ram->restarts > FAILURES_IN_A_ROW) {
        uint32_t breath = port_ticks_per_us_q8 << 8;
        core_image()->timer_part->wake(core, opt_stamp_wide(core, port_clock_now() + breath));
    }
}

void core_restart_release(void)
{
    const struct lev_node *end = core_nodes() + core_image()->node_count;
    for (const struct lev_node *node = core_nodes(); node != end; node++) {
        if (must_wait(node)) {
            node->ram->restarts = 0;
            core_restart_check(node);
        }
    }
}

void core_restart_check(const struct lev_node *node)
{
    struct lev_node_ram *ram = node->ram;
    if ((ram->pending & LEV__PENDING_STOPPED) != 0 && ram->held == 0
        && ram->reason != CORE_REASON_DEAD && !must_wait(node)) {
        port_irq_mask();
        ram->pending ^= LEV__PENDING_STOPPED | LEV__PENDING_START;
        (void)kernel_ready(node);
    }
}

void core_restart(struct core *core, const struct lev_node *node, uint8_t reason)
{
    stop(core, node, reason);
    count_stop(core, node);
    core_restart_check(node);
    if (node->ram->held != 0) {
        core_image()->op_part->wait(core, node);
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
