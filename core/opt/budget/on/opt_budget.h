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
    if ((int32_t)(end - core->guard_at) < 0) {
        opt_budget_arm(core, end);
    }
}

/**
 * Before sleep: a guard that nobody needs must not wake the board. It looks before the counter has gone half way round, and
 * moves itself, so that after a sleep of any length guard_at can be compared with the time.
 */
static inline void opt_budget_idle(struct core *core)
{
    opt_budget_arm(core, port_clock_now() + INT32_MAX);
}

/** At the start, and after an abort: comparisons start from here. */
static inline void opt_budget_begin(struct core *core)
{
    core->guard_at = port_clock_now() + INT32_MAX;
}

/** The guard found no handler: it looks again soon. */
static inline void opt_budget_unused(struct core *core, uint32_t now)
{
    opt_budget_arm(core, now + (uint32_t)((uint64_t)1000u * port_ticks_per_us_q8 >> 8));
}

/** The guard looks: has the current handler used up its budget? Moves the guard if not. */
static inline bool opt_budget_expired(struct core *core, const struct lev_node *node, uint32_t now)
{
    if (node->budget_ticks == LEV__BUDGET_NONE) {
        opt_budget_arm(core, now + LEV__BUDGET_NONE);
        return false;
    }
    uint32_t start = core->now + (core->away_of == core->now ? core->away : 0);
    if (now - start < node->budget_ticks) {
        opt_budget_arm(core, start + node->budget_ticks);
        return false;
    }
    return true;
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
    opt_budget_arm(core, core->now + core->away + node->budget_ticks);
}

#endif
