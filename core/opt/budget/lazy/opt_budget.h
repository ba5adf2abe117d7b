/* SPDX-License-Identifier: MIT */
/**
 * Feature budget where a clock read costs more than a dispatch (hosts). A dispatch counts; the guard, set once while there
 * is work, looks which handler runs. One that is still running when a full budget has passed since it was first seen is
 * aborted: between one and two budgets after it began, never earlier.
 *
 * The guard looks once per shortest budget in the image, whoever runs: a handler with a long budget, or none, must not
 * keep it from seeing the next one in time. What has passed is counted in what the guard was set for, not in differences
 * of the clock: a port may measure the two differently (CPU time there, time of day here).
 */
#ifndef OPT_BUDGET_H
#define OPT_BUDGET_H

static inline void opt_budget_arm(struct core *core, uint32_t now, uint32_t ticks)
{
    (void)now;
    core->guard_on = 1;
    port_guard_set(ticks);
}

/** The shortest budget of the image: looked up when the guard is set, which is rare. */
__attribute__((noinline, cold, unused)) static uint32_t opt_budget_shortest(void)
{
    uint32_t shortest = LEV__BUDGET_NONE;
    for (uint8_t i = 0; i < core_image()->node_count; i++) {
        uint32_t budget = core_nodes()[i].budget_ticks;
        shortest = budget < shortest ? budget : shortest;
    }
    return shortest;
}

/** Look again after `ticks`, or the shortest budget. */
__attribute__((noinline, cold, unused)) static void
opt_budget_look_in(struct core *core, uint32_t now, uint32_t ticks)
{
    uint32_t shortest = opt_budget_shortest();
    core->interval = ticks < shortest ? ticks : shortest;
    opt_budget_arm(core, now, core->interval);
}

static inline void opt_budget_dispatch(struct core *core, const struct lev_node *node)
{
    core->dispatches++;
    if (!core->guard_on) {
        opt_budget_look_in(core, core->now, node->budget_ticks);
    }
}

/** The guard is left as it is: it costs one wake-up after the last event, then nothing. */
static inline void opt_budget_idle(struct core *core)
{
    (void)core;
}

static inline void opt_budget_begin(struct core *core)
{
    (void)core;
}

/** What is said of the running handler begins again, with it. */
static inline void opt_budget_see(struct core *core)
{
    core->looked = core->dispatches;
    core->spent = 0;
    core->away = 0;
}

/**
 * The guard found no handler. One may be about to begin, counted already: the guard looks once more after the last dispatch;
 * then the next one sets it.
 */
static inline void opt_budget_unused(struct core *core, uint32_t now)
{
    if (core->looked == core->dispatches) {
        core->guard_on = 0;
        return;
    }
    opt_budget_see(core);
    opt_budget_look_in(core, now, LEV__BUDGET_NONE);
}

/** The interval that is over, less what nested handlers took of it, was the handler's, if it was seen at its beginning. */
static inline void opt_budget_count(struct core *core)
{
    if (core->looked != core->dispatches) {
        opt_budget_see(core);
    } else {
        core->spent += core->interval > core->away ? core->interval - core->away : 0;
        core->away = 0;
    }
}

static inline bool opt_budget_expired(struct core *core, const struct lev_node *node, uint32_t now)
{
    opt_budget_count(core);
    if (node->budget_ticks == LEV__BUDGET_NONE) {
        core->spent = 0;
    } else if (core->spent >= node->budget_ticks) {
        core->guard_on = 0;
        return true;
    }
    opt_budget_look_in(core, now, node->budget_ticks - core->spent);
    return false;
}

/** Of a handler below a yield point. */
struct opt_budget_saved {
    uint32_t looked;
    uint32_t spent;
    uint32_t away;
    bool seen; /**< the guard has seen it */
};

static inline struct opt_budget_saved opt_budget_save(const struct core *core)
{
    bool seen = core->looked == core->dispatches;
    return (struct opt_budget_saved){
        core->looked, seen ? core->spent : 0, seen ? core->away : 0, seen};
}

/**
 * A resumed handler goes on where it was. If the guard has looked meanwhile, its interval began while nested handlers ran: all
 * of `away`, which they took by the clock, is taken off it, so that a budget never ends early.
 */
static inline void opt_budget_restore(
    struct core *core, const struct lev_node *node, struct opt_budget_saved saved, uint32_t away)
{
    (void)node;
    bool seen = saved.seen || core->looked != saved.looked;
    core->dispatches++;
    core->looked = seen ? core->dispatches : core->dispatches - 1u;
    core->spent = saved.spent;
    core->away = saved.away + away;
}

#endif
