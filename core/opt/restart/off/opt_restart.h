/* SPDX-License-Identifier: MIT */
/** Feature restart, built out: a failed handler is a panic. */
#ifndef OPT_RESTART_H
#define OPT_RESTART_H

enum { OPT_RESTART = 0 };

static inline void opt_restart_recover(struct core *core)
{
    (void)core;
}

static inline void opt_restart_handler_end(struct core *core)
{
    (void)core;
}

static inline void
opt_restart_note(struct core *core, uint8_t reason, uintptr_t place, uintptr_t address)
{
    (void)core;
    (void)reason;
    (void)place;
    (void)address;
}

static inline uint8_t opt_restart_reason(const struct core *core)
{
    (void)core;
    return 0;
}

static inline uintptr_t opt_restart_place(const struct core *core)
{
    (void)core;
    return 0;
}

static inline uintptr_t opt_restart_address(const struct core *core)
{
    (void)core;
    return 0;
}

static inline void opt_restart_reset(struct core *core)
{
    (void)core;
}

#endif
