/* SPDX-License-Identifier: MIT */
/** Feature restart: a failed handler is aborted and its node started afresh (core/restart.c). */
#ifndef OPT_RESTART_H
#define OPT_RESTART_H

enum { OPT_RESTART = 1 };

/** At the start of a kernel's frame body: deal with the handler that was aborted, if one was. */
static inline void opt_restart_recover(struct core *core)
{
    if (core->abort_reason != 0) {
        core_recover(core);
    }
}

/** A handler has returned: nothing is left to abort. */
static inline void opt_restart_handler_end(struct core *core)
{
    core->current = NULL;
}

/** An abort is due; the first reason stands. */
static inline void
opt_restart_note(struct core *core, uint8_t reason, uintptr_t place, uintptr_t address)
{
    if (core->abort_reason == 0) {
        core->abort_reason = reason;
        core->abort_place = place;
        core->abort_address = address;
    }
}

static inline uint8_t opt_restart_reason(const struct core *core)
{
    return core->abort_reason;
}

static inline uintptr_t opt_restart_place(const struct core *core)
{
    return core->abort_place;
}

static inline uintptr_t opt_restart_address(const struct core *core)
{
    return core->abort_address;
}

/** The abort has been dealt with. */
static inline void opt_restart_reset(struct core *core)
{
    core->abort_reason = 0;
}

#endif
