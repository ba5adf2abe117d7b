/* SPDX-License-Identifier: MIT */
/** Feature stamp, built out: lev_now() is 0. */
#ifndef OPT_STAMP_H
#define OPT_STAMP_H

static inline void opt_stamp_dispatch(struct core *core)
{
    (void)core;
}

static inline uint64_t opt_stamp_wide(const struct core *core, uint32_t reading)
{
    (void)core;
    return reading;
}

static inline void opt_stamp_note(struct core *core, uint32_t reading)
{
    (void)core;
    (void)reading;
}

static inline void opt_stamp_begin(struct core *core)
{
    (void)core;
}

static inline uint64_t opt_stamp_ticks(const struct core *core)
{
    (void)core;
    return 0;
}

struct opt_stamp_saved {
    uint32_t now;
};

static inline struct opt_stamp_saved opt_stamp_save(const struct core *core)
{
    (void)core;
    return (struct opt_stamp_saved){0};
}

static inline void opt_stamp_restore(struct core *core, struct opt_stamp_saved saved)
{
    (void)core;
    (void)saved;
}

#endif
