/* SPDX-License-Identifier: MIT */
/** Feature depth, built out: on L1 nothing can come in between when restart is built out too. */
#ifndef OPT_DEPTH_H
#define OPT_DEPTH_H

static inline void opt_depth_enter(struct core *core)
{
    (void)core;
}

static inline void opt_depth_leave(struct core *core)
{
    (void)core;
}

static inline bool opt_depth_raised(const struct core *core)
{
    (void)core;
    return false;
}

static inline bool opt_depth_abort_later(struct core *core)
{
    (void)core;
    return false;
}

static inline void opt_depth_reset(struct core *core)
{
    (void)core;
}

#endif
