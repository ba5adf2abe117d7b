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
    core->overdue = 0;
}

/** The guard found depth raised: true from the second time in a row. */
static inline bool opt_restart_overdue(struct core *core)
{
    return core->overdue++ != 0;
}

/** Somebody's grace ends at `at`: the earliest end counts. */
static inline void opt_restart_set_grace(struct core *core, uint32_t at)
{
    if (core->grace_on == 0 || (int32_t)(at - core->grace_at) < 0) {
        core->grace_at = at;
        core->grace_on = 1;
    }
}

static inline bool opt_restart_get_grace(const struct core *core, uint32_t *at)
{
    *at = core->grace_at;
    return core->grace_on != 0;
}

static inline void opt_restart_clear_grace(struct core *core)
{
    core->grace_on = 0;
}

#endif
