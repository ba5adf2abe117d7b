/* SPDX-License-Identifier: MIT */
/**
 * A small image for the hosted ports: ping and pong post to each other, echo owns UART 0, victim fails when told to.
 *
 * What echo receives it sends back. Some characters do more: p starts a round of ping-pong of 1000 posts, r makes the
 * victim's handler run away, n makes it write to address 0, o makes it overflow the stack, m loops with interrupts held off, t so
 * that it also reads the clock,
 * l loops in API calls, w starts a watchdog of 200 ms that nobody feeds, q ends the ticks. Echo says "<name> <reason>" when the victim starts, and "." at each tick of 100 ms.
 */
#ifndef TESTS_HOSTED_SMALL_H
#define TESTS_HOSTED_SMALL_H

#include <lev/core.h>

struct player {
    uint32_t hits;
};

struct echo {
    uint32_t ticks;
    lev_handle timer;
};

struct victim {
    uint32_t number;
};

void player_on_event(void *state, struct lev_event event);
void echo_on_event(void *state, struct lev_event event);
void victim_on_event(void *state, struct lev_event event);

/** Turns that ping and pong had, in any life. */
extern uint32_t small_hits;
/** Reasons of the victim's starts, oldest first. */
extern uint8_t small_starts[64];
extern uint32_t small_start_count;

#endif
