/* SPDX-License-Identifier: MIT */
/** What watches a mixed load (mix.h) while it runs: held_off.c or depth.c. */
#ifndef PROBE_H
#define PROBE_H

#include <stdint.h>

/** Start watching. */
void probe_begin(void);

/** How many turns of the load this probe needs. */
extern const uint32_t probe_turns;

/** Time from one turn to the next: long enough for all that it starts. */
extern const uint32_t probe_turn_us;

/** A turn of the load begins; turns count from 1. */
void probe_turn(uint32_t turn);

/** Stop watching and print. */
void probe_end(void);

#endif
