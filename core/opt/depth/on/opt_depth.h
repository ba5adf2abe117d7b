/* SPDX-License-Identifier: MIT */
/** Feature depth: while it is above 0 nothing is preempted or aborted; what came in between happens at leave. */
#ifndef OPT_DEPTH_H
#define OPT_DEPTH_H

static inline void opt_depth_enter(struct core *core)
{
    core->depth++;
    __asm__ volatile("" ::: "memory");
}

static inline void opt_depth_leave(struct core *core)
{
    __asm__ volatile("" ::: "memory");
    uint8_t depth = (uint8_t)(core->depth - 1u);
    core->depth = depth;
    if (depth == 0 && core->due != 0) {
        kernel_due();
    }
}

/** Is core working on its tables? For interrupts. */
static inline bool opt_depth_raised(const struct core *core)
{
    return core->depth != 0;
}

/** Bits of core->due: what waits. A kernel has the first. */
enum { OPT_DEPTH_PREEMPT = 1, OPT_DEPTH_ABORT = 2 };

/** An abort waits for depth 0. @return false: it has waited a whole guard already, depth is held too long */
static inline bool opt_depth_abort_later(struct core *core)
{
    uint8_t before = core->due;
    core->due = before | OPT_DEPTH_ABORT;
    return (before & OPT_DEPTH_ABORT) == 0;
}

/** Nothing is due any more and nothing is on the stack: after an abort. */
static inline void opt_depth_reset(struct core *core)
{
    core->depth = 0;
    core->due = 0;
}

#endif
