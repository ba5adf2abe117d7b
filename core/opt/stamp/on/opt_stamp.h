/* SPDX-License-Identifier: MIT */
/**
 * Feature stamp: each dispatch has a time. A dispatch stores the 32 bits that the counter has; the other 32 follow from a
 * base, which is one word, so that an interrupt may move it on at any time.
 *
 *      base              last noted                          base + 2^32
 *       |---- 6 or 7 units ----|------- at least 9 units -------|          a reading lies in between: it is base + the rest
 *
 * The base stays 6 units (of 2^28 ticks) behind the latest reading that was noted: a handler's stamp is older than that. And
 * the alarm or the guard notes one at least every 2^31 ticks, so the counter does not pass the base again.
 */
#ifndef OPT_STAMP_H
#define OPT_STAMP_H

enum { OPT_STAMP_UNIT = 28, OPT_STAMP_BEHIND = 6 };

static inline void opt_stamp_dispatch(struct core *core)
{
    core->now = port_clock_now();
}

/** The 64-bit time of a reading of the counter. */
static inline uint64_t opt_stamp_wide(const struct core *core, uint32_t reading)
{
    uint64_t base = (uint64_t)(int32_t)core->base << OPT_STAMP_UNIT; /* it may be before 0 */
    return base + (uint32_t)(reading - (uint32_t)base);
}

/** Note what the counter reads at this moment: moves the base. In interrupts, or masked. */
static inline void opt_stamp_note(struct core *core, uint32_t reading)
{
    uint32_t units = (reading - (core->base << OPT_STAMP_UNIT)) >> OPT_STAMP_UNIT;
    core->base += units - OPT_STAMP_BEHIND;
}

/** Before the first dispatch: time begins at what the counter reads. */
static inline void opt_stamp_begin(struct core *core)
{
    core->base = (port_clock_now() >> OPT_STAMP_UNIT) - OPT_STAMP_BEHIND;
}

/** Ticks at the current dispatch. */
static inline uint64_t opt_stamp_ticks(const struct core *core)
{
    return opt_stamp_wide(core, core->now);
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
