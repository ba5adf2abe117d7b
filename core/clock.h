/* SPDX-License-Identifier: MIT */
/** The clock: the node that a deployment lists first when anything in it uses timers. See core/timer.c. */
#ifndef CORE_CLOCK_H
#define CORE_CLOCK_H

#include <lev/core.h>

/** It keeps nothing in its block: timers are kernel tables. */
struct clock {
    uint32_t unused;
};

void clock_on_event(void *state, struct lev_event event);
extern const struct lev_component clock_component;

#endif
