/* SPDX-License-Identifier: MIT */
/** Feature budget, built out. */
#ifndef OPT_BUDGET_H
#define OPT_BUDGET_H

static inline void opt_budget_dispatch(struct core *core, const struct lev_node *node)
{
    (void)core;
    (void)node;
}

static inline void opt_budget_idle(struct core *core)
{
    (void)core;
}

static inline void opt_budget_begin(struct core *core)
{
    (void)core;
}

static inline void opt_budget_arm(struct core *core, uint32_t now, uint32_t ticks)
{
    (void)core;
    (void)now;
    (void)ticks;
}

static inline void opt_budget_unused(struct core *core, uint32_t now)
{
    (void)core;
    (void)now;
}

static inline bool opt_budget_expired(struct core *core, const struct lev_node *node, uint32_t now)
{
    (void)core;
    (void)node;
    (void)now;
    return false;
}

struct opt_budget_saved {
    uint32_t start;
};

static inline struct opt_budget_saved opt_budget_save(const struct core *core)
{
    (void)core;
    return (struct opt_budget_saved){0};
}

static inline void opt_budget_restore(
    struct core *core, const struct lev_node *node, struct opt_budget_saved saved, uint32_t away)
{
    (void)core;
    (void)node;
    (void)saved;
    (void)away;
}

#endif
