/* SPDX-License-Identifier: MIT */
/**
 * Abort and restart. A handler that ran past its budget, took a fault or failed an assertion is unwound to its kernel's
 * frame; its node is stopped at once and started afresh when every op it had started is back from its server.
 *
 * A server that keeps one past the grace period is stopped itself, for reason FORCED: its quiesce hook makes the device let
 * go, and what it held is completed by core.
 */
#include <lev/assert.h>

#include "core/core.h"

LEV_MODULE(MODULE_CORE);

/** Grace where the deployment says 0. */
#define GRACE_MS_DEFAULT 100u

/** A stopped node waits to be started again unless its reason is this. */
#define REASON_DEAD 0xffu

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
    return (node->ram->pending & LEV__PENDING_STOPPED) != 0 && node->ram->reason == REASON_DEAD;
}

/** Seconds since start, as far as 16 bits count. */
static uint16_t seconds(struct core *core)
{
    return (uint16_t)(opt_stamp_ticks(core) / ((uint64_t)port_ticks_per_us_q8 * 1000000u >> 8));
}

/** May the node start again under its policy? Counts this restart. */
static bool allowed(struct core *core, const struct lev_node *node)
{
    struct lev_node_ram *ram = node->ram;
    const struct lev_restart_policy *policy = &node->restart;
    if (policy->mode != LEV_RESTART) {
        return false;
    }
    if (policy->limit == 0) {
        return true;
    }
    uint16_t now = seconds(core);
    if (policy->window_s != 0 && (uint16_t)(now - ram->window_start) >= policy->window_s) {
        ram->window_start = now;
        ram->restarts = 0;
    }
    ram->restarts++;
    return ram->restarts <= policy->limit;
}

/** The policy forbids another start: stay stopped, or give up on the board. */
static void give_up(const struct lev_node *node)
{
    uint8_t mode =
        node->restart.mode == LEV_RESTART ? node->restart.past_limit : node->restart.mode;
    if (mode == LEV_RESET) {
        core_panic(node->rank, node->ram->reason);
    }
    node->ram->reason = REASON_DEAD;
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
    if (!allowed(core, node)) {
        give_up(node);
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

static bool is_orphan(const struct lev_op_record *record)
{
    return record->state != LEV__OP_FREE && (record->flags & LEV__OP_ORPHAN) != 0;
}

/** Servers have this many ticks to give back what the node had lent. Without a clock nobody can wait. */
static uint32_t grace_ticks(const struct lev_node *node)
{
    uint32_t ms = node->restart.grace_ms == 0 ? GRACE_MS_DEFAULT : node->restart.grace_ms;
    bool clock = core_image()->timer_part != NULL;
    return clock ? (uint32_t)((uint64_t)ms * 1000u * port_ticks_per_us_q8 >> 8) : 0;
}

/** Each op that a server still has knows until when: its place in the old life's block is of no more use. */
static void begin_grace(struct core *core, const struct lev_node *node)
{
    uint32_t at = port_clock_now() + grace_ticks(node);
    for (uint16_t i = 0; i < node->op_count; i++) {
        struct lev_op_record *record = &core_image()->ops[node->op_first + i];
        if (is_orphan(record)) {
            record->op_offset = at;
        }
    }
    opt_restart_set_grace(core, at);
    if (core_image()->timer_part != NULL) {
        core_image()->timer_part->set_alarm(core);
    }
}

void core_restart_check(const struct lev_node *node)
{
    struct lev_node_ram *ram = node->ram;
    if ((ram->pending & LEV__PENDING_STOPPED) == 0 || ram->held != 0
        || ram->reason == REASON_DEAD) {
        return;
    }
    port_irq_mask();
    ram->pending = (uint8_t)((ram->pending & ~LEV__PENDING_STOPPED) | LEV__PENDING_START);
    (void)kernel_ready(node);
}

/** Stop a node and start it again as soon as it can be. */
static void stop_and_start(struct core *core, const struct lev_node *node, uint8_t reason)
{
    stop(core, node, reason);
    core_restart_check(node);
    if (node->ram->held != 0) {
        begin_grace(core, node);
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
        core_restart_force(core);
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
    stop_and_start(core, node, reason);
    if (core_image()->timer_part == NULL) {
        force_at_once(core);
    }
}

uint64_t core_restart_grace(const struct core *core, uint64_t now, uint64_t ticks)
{
    uint32_t at = 0;
    if (!opt_restart_get_grace(core, &at)) {
        return ticks;
    }
    int32_t left = (int32_t)(at - (uint32_t)now);
    uint64_t end = left < 0 ? now : now + (uint32_t)left;
    return end < ticks ? end : ticks;
}

/** End a server that does not let go: now, or as soon as it is on top of the stack. */
static void force(struct core *core, const struct lev_node *server)
{
    struct lev_node_ram *ram = server->ram;
    if ((ram->pending & LEV__PENDING_SUSPENDED) != 0) {
        ram->reason = LEV_START_FORCED;
        return;
    }
    const struct lev_node *clock = core->current;
    core->current = NULL; /* an abort of the clock must not leave the server half stopped */
    core_log_abort(server->rank, LEV_START_FORCED, 0, 0);
    stop_and_start(core, server, LEV_START_FORCED);
    core->current = clock;
}

/**
 * An orphan's time is over: its server is ended, or gets some more. The clock looks before anybody else runs. After a long
 * handler, or when the whole image was held up, what the server would have done may wait behind this look: to be asked, or
 * to hear from its device. So a server that was not asked yet has all its time before it, and others are looked at once more.
 * One that is below others on the stack holds itself up.
 */
static void end_grace(struct core *core, struct lev_op_record *record, uint32_t now)
{
    const struct lev_node *server = &core_nodes()[record->server];
    uint32_t grace = grace_ticks(&core_nodes()[record->client]);
    bool suspended = (server->ram->pending & LEV__PENDING_SUSPENDED) != 0;
    bool asked = record->state == LEV__OP_TAKEN;
    if (grace == 0 || suspended || (asked && (record->flags & LEV__OP_LOOKED) != 0)) {
        force(core, server);
        return;
    }
    record->flags = (uint8_t)(record->flags | (asked ? LEV__OP_LOOKED : 0));
    record->op_offset = now + (asked ? grace / 8 : grace);
    opt_restart_set_grace(core, record->op_offset);
}

void core_restart_force(struct core *core)
{
    uint32_t at = 0;
    uint32_t now = port_clock_now();
    if (!opt_restart_get_grace(core, &at) || (int32_t)(at - now) > 0) {
        return;
    }
    opt_restart_clear_grace(core);
    for (uint16_t i = 0; i < core_image()->op_count; i++) {
        struct lev_op_record *record = &core_image()->ops[i];
        const struct lev_node *server = &core_nodes()[record->server];
        if (!is_orphan(record) || (server->ram->pending & LEV__PENDING_STOPPED) != 0) {
            continue;
        }
        if ((int32_t)(record->op_offset - now) > 0) {
            opt_restart_set_grace(core, record->op_offset);
        } else {
            end_grace(core, record, now);
        }
    }
}

void *core_isr_guard(uintptr_t pc)
{
    struct core *core = core_self();
    const struct lev_node *node = core->current;
    uint32_t now = port_clock_now();
    (void)opt_stamp_extend(core, now);
    if (node == NULL) {
        opt_budget_unused(core, now);
        return NULL;
    }
    if (!opt_budget_expired(core, node, now)) {
        return NULL;
    }
    opt_restart_note(core, LEV_START_BUDGET, pc, 0);
    if (opt_depth_raised(core)) {
        if (opt_restart_overdue(core)) {
            core_panic((uint32_t)MODULE_CORE << 16, pc);
        }
        opt_depth_set_due(core);
        opt_budget_arm(core, now + node->budget_ticks);
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
