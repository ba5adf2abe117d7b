/* SPDX-License-Identifier: MIT */
/** The smallest program that uses pools, timers, budgets, restart and staging: what the kernel's full size is measured with. */
#ifndef FULL_H
#define FULL_H

#include <lev/core.h>

enum full_link { FULL_SINK };

/** A driver: each interrupt stages a byte, which it sends on in a block. A timer raises the interrupt. */
struct full {
    uint32_t sent;
};

/** It checks what comes and ends the run. */
struct sink {
    uint32_t received;
};

void full_on_event(void *state, struct lev_event event);
void sink_on_event(void *state, struct lev_event event);
extern const struct lev_component full_component, sink_component;

#endif
