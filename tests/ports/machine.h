/* SPDX-License-Identifier: MIT */
/**
 * The two nodes of the port test: `pilot` runs the cases, `victim` does what must not be done.
 */
#ifndef TESTS_PORTS_MACHINE_H
#define TESTS_PORTS_MACHINE_H

#include <lev/core.h>

enum { MACHINE_TURN = LEV_EVENT_USER, MACHINE_TICK, VICTIM_EVENT };

struct pilot {
    uint32_t unused;
};

struct victim {
    uint32_t unused;
};

void pilot_on_event(void *state, struct lev_event event);
extern const struct lev_component pilot_component;
void victim_on_event(void *state, struct lev_event event);
extern const struct lev_component victim_component;

#endif
