/* SPDX-License-Identifier: MIT */
/** Feature stamp: each dispatch has a time, 64 bits from a counter of 32 that is read often enough. */
#ifndef OPT_STAMP_H
#define OPT_STAMP_H

static inline void opt_stamp_dispatch(struct core *core)
{
    uint32_t now = port_clock_now();
    if (now < core->now) {
        core->now_high++;
    }
    core->now = now;
}

static inline uint64_t opt_stamp_ticks(const struct core *core)
{
    return (uint64_t)core->now_high << 32 | core->now;
}

/** A nested dispatch has times of its own; the handler below keeps its time. */
struct opt_stamp_saved {
    uint32_t now;
    uint32_t now_high;
};

static inline struct opt_stamp_saved opt_stamp_save(const struct core *core)
{
    return (struct opt_stamp_saved){core->now, core->now_high};
}

static inline void opt_stamp_restore(struct core *core, struct opt_stamp_saved saved)
{
    core->now = saved.now;
    core->now_high = saved.now_high;
}

#endif
