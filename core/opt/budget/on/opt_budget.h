/* SPDX-License-Identifier: MIT */
/**
 * Feature budget: one guard for all handlers. It is moved only when the running handler would end before it looks, so
 * that a dispatch costs a comparison; when it looks too early it moves itself.
 */
#ifndef OPT_BUDGET_H
#define OPT_BUDGET_H

static inline void opt_budget_arm(struct core *core, uint32_t at)
{
    core->guard_at = at;
    port_guard_set(at);
}

/** A handler begins, at core->now. */
static inline void opt_budget_dispatch(struct core *core, const struct lev_node *node)
{
    uint32_t end = core->now + node->budget_ticks;
    core->start = core->now;
    if ((int32_t)(end - core->guard_at) < 0) {
        opt_budget_arm(core, end);
    }
}

/** Before sleep: a guard that nobody needs must not wake the board. */
static inline void opt_budget_idle(struct core *core)
{
    port_guard_set(core->now + INT32_MAX);
}

/** After sleep, which may have been long: comparisons start from here. */
static inline void opt_budget_wake(struct core *core)
{
    core->guard_at = port_clock_now() + INT32_MAX;
}

/** The guard looks: has the current handler used up its budget? Moves the guard if not. */
static inline bool opt_budget_expired(struct core *core, const struct lev_node *node, uint32_t now)
{
    if (node->budget_ticks == LEV__BUDGET_NONE) {
        opt_budget_arm(core, now + LEV__BUDGET_NONE);
        return false;
    }
    if (now - core->start < node->budget_ticks) {
        opt_budget_arm(core, core->start + node->budget_ticks);
        return false;
    }
    return true;
}

/** What preempted the current handler is not its own time. */
struct opt_budget_saved {
    uint32_t start;
};

static inline struct opt_budget_saved opt_budget_save(const struct core *core)
{
    return (struct opt_budget_saved){core->start};
}

static inline void opt_budget_restore(
    struct core *core, const struct lev_node *node, struct opt_budget_saved saved, uint32_t away)
{
    core->start = saved.start + away;
    opt_budget_arm(core, core->start + node->budget_ticks);
}

#endif
