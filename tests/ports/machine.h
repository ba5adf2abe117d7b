/* SPDX-License-Identifier: MIT */
/**
 * The nodes of the port test: `pilot` runs the cases, `victim` does what must not be done, and so does `rival`, of the same
 * component, which runs within a yield of the pilot's.
 */
#ifndef TESTS_PORTS_MACHINE_H
#define TESTS_PORTS_MACHINE_H

#include <lev/core.h>

enum { MACHINE_TURN = LEV_EVENT_USER, MACHINE_TICK, VICTIM_EVENT, MACHINE_PULSE, MACHINE_PULSED };

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

/** What came of the victim's misdeed: lives begun since, and why the last one began. */
extern volatile uint32_t lives, last_reason;
extern uint32_t patience;

/** What the driver pulse has reported: how often, and last what. */
extern volatile uint32_t pulses_done, pulse_jitter_ns;
/** Ask it for so many. */
void ask_for_pulses(uint16_t count);

/** Let the victim do it. */
void let(void (*what)(void));
/** Let the rival do it, in the pilot's next yield. */
void let_rival(void (*what)(void));

/** Wait for the victim's next life, at most two seconds: an emulator's host may be busy. */
#define WAIT_FOR_LIFE                                               \
    for (patience = 100; lives == 0 && patience != 0; patience--) { \
        WAIT(LEV_MS(20));                                           \
    }                                                               \
    CHECK_EQ(lives, 1)

#endif
