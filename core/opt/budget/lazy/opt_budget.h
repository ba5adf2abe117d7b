/* SPDX-License-Identifier: MIT */
/**
 * Feature budget where a clock read costs more than a dispatch (hosts). A dispatch counts; the guard, set once while there
 * is work, looks which handler runs. One that is still running a full budget after it was first seen is aborted: between
 * one and two budgets after it began, never earlier.
 */
#ifndef OPT_BUDGET_H
#define OPT_BUDGET_H

static inline void opt_budget_arm(struct core *core, uint32_t at)
{
    core->guard_on = 1;
    port_guard_set(at);
}

static inline void opt_budget_dispatch(struct core *core, const struct lev_node *node)
{
    core->dispatches++;
    if (!core->guard_on) {
        opt_budget_arm(core, core->now + node->budget_ticks);
    }
}

/** The guard is left as it is: it costs one wake-up after the last event, then nothing. */
static inline void opt_budget_idle(struct core *core)
{
    (void)core;
}

static inline void opt_budget_wake(struct core *core)
{
    (void)core;
}

static inline bool opt_budget_expired(struct core *core, const struct lev_node *node, uint32_t now)
{
    if (core->looked != core->dispatches) {
        core->looked = core->dispatches;
        core->first_look = now;
    } else if (
        node->budget_ticks != LEV__BUDGET_NONE && now - core->first_look >= node->budget_ticks) {
        return true;
    }
    opt_budget_arm(core, core->first_look + node->budget_ticks);
    return false;
}

struct opt_budget_saved {
    uint32_t unused;
};

static inline struct opt_budget_saved opt_budget_save(const struct core *core)
{
    (void)core;
    return (struct opt_budget_saved){0};
}

/** A resumed handler counts as begun again: it may take up to one budget more per nested run, never less than its own. */
static inline void opt_budget_restore(
    struct core *core, const struct lev_node *node, struct opt_budget_saved saved, uint32_t away)
{
    (void)node;
    (void)saved;
    (void)away;
    core->dispatches++;
}

#endif
