/* SPDX-License-Identifier: MIT */
/**
 * Feature budget: one guard for all handlers. It is moved only when the running handler would end before it looks, so
 * that a dispatch costs a comparison; when it looks too early it moves itself.
 */
#ifndef OPT_BUDGET_H
#define OPT_BUDGET_H

/** Let the guard look `ticks` after `now`, which is this moment. */
static inline void opt_budget_arm(struct core *core, uint32_t now, uint32_t ticks)
{
    core->guard_at = now + ticks;
    port_guard_set(ticks);
}

/** A handler begins, at core->now. */
static inline void opt_budget_dispatch(struct core *core, const struct lev_node *node)
{
    uint32_t budget = node->budget_ticks;
    if (((core->now + budget - core->guard_at) & 0x80000000u) != 0) {
        opt_budget_arm(core, core->now, budget);
    }
}

/**
 * Before sleep: a guard that nobody needs must not wake the board. It looks before the counter has gone half way round, and
 * moves itself, so that after a sleep of any length guard_at can be compared with the time.
 */
static inline void opt_budget_idle(struct core *core)
{
    opt_budget_arm(core, port_clock_now(), INT32_MAX);
}

/** At the start, and after an abort: comparisons start from here. */
static inline void opt_budget_begin(struct core *core)
{
    core->guard_at = port_clock_now() + INT32_MAX;
}

/** The guard found no handler: it looks again soon. */
static inline void opt_budget_unused(struct core *core, uint32_t now)
{
    opt_budget_arm(core, now, port_ticks_per_us_q8 << 2); /* a millisecond */
}

/** The guard looks: has the current handler used up its budget? Moves the guard if not. */
static inline bool opt_budget_expired(struct core *core, const struct lev_node *node, uint32_t now)
{
    uint32_t budget = node->budget_ticks;
    uint32_t spent = now - core->now - (core->away_of == core->now ? core->away : 0);
    if (budget == LEV__BUDGET_NONE) {
        spent = 0;
    }
    if (spent >= budget) {
        return true;
    }
    opt_budget_arm(core, now, budget - spent);
    return false;
}

/**
 * What ran nested in the current handler is not its own time. The time away is kept for the dispatch whose stamp it was:
 * no two dispatches have the same one, for a dispatch takes longer than a tick on every board that uses this variant.
 */
struct opt_budget_saved {
    uint32_t away;
};

static inline struct opt_budget_saved opt_budget_save(const struct core *core)
{
    return (struct opt_budget_saved){core->away_of == core->now ? core->away : 0};
}

static inline void opt_budget_restore(
    struct core *core, const struct lev_node *node, struct opt_budget_saved saved, uint32_t away)
{
    core->away = saved.away + away;
    core->away_of = core->now;
    uint32_t now = port_clock_now();
    uint32_t spent = now - core->now - core->away;
    uint32_t budget = node->budget_ticks;
    opt_budget_arm(core, now, spent < budget ? budget - spent : 1);
}

#endif
