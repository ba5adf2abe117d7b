/* SPDX-License-Identifier: MIT */
/**
 * Feature stamp: each dispatch has a time. A dispatch stores 32 bits; the other 32 come from a base that is moved on
 * whenever somebody asks, and by the alarm and the guard, one of which looks at least once per wrap of the counter.
 */
#ifndef OPT_STAMP_H
#define OPT_STAMP_H

static inline void opt_stamp_dispatch(struct core *core)
{
    core->now = port_clock_now();
}

/** The 64-bit time of `now`, which is not before the base; moves the base. In interrupts, or masked. */
static inline uint64_t opt_stamp_extend(struct core *core, uint32_t now)
{
    core->base += (uint32_t)(now - (uint32_t)core->base);
    return core->base;
}

/** Ticks at the current dispatch. */
static inline uint64_t opt_stamp_ticks(struct core *core)
{
    port_irq_mask();
    int32_t behind = (int32_t)((uint32_t)core->base - core->now);
    uint64_t ticks = behind > 0 ? core->base - (uint32_t)behind : opt_stamp_extend(core, core->now);
    port_irq_unmask();
    return ticks;
}
/** A nested dispatch has times of its own; the handler below keeps its time. */
struct opt_stamp_saved {
    uint32_t now;
};

static inline struct opt_stamp_saved opt_stamp_save(const struct core *core)
{
    return (struct opt_stamp_saved){core->now};
}

static inline void opt_stamp_restore(struct core *core, struct opt_stamp_saved saved)
{
    core->now = saved.now;
}

#endif
