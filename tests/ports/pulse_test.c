/* SPDX-License-Identifier: MIT */
/**
 * Tight loops (raw.tightloop) on a machine: exact by its own clock, and everything goes on afterwards. The driver pulse is one.
 */
#include <lev/raw.h>

#include "drivers/pulse/pulse.h"
#include "ports/port.h"
#include "tests/ports/machine.h"
#include "tests/test.h"

#define SPIN_US 500u

static lev_result spin(void *state, uint32_t ticks_per_us_q8)
{
    (void)state;
    uint32_t began = lev_tightloop_ticks();
    while (lev_tightloop_ticks() - began < SPIN_US * ticks_per_us_q8 >> 8) {
    }
    return (lev_result)(lev_tightloop_ticks() - began);
}

TEST(a_tight_loop_runs_for_as_long_as_it_says)
{
    lev_result ticks = lev_tightloop_run(spin, NULL);
    CHECK((uint32_t)ticks >= SPIN_US * port_ticks_per_us_q8 >> 8);
    CHECK((uint32_t)ticks < (SPIN_US + 20u) * port_ticks_per_us_q8 >> 8);
}

TEST(pulses_are_made_and_the_clock_goes_on)
{
    STEPS;
    pulses_done = 0;
    ask_for_pulses(4);
    WAIT(LEV_MS(50));
    CHECK_EQ(pulses_done, 1);
    CHECK(pulse_jitter_ns < 20000);
    ask_for_pulses(1000); /* longer than a train may be */
    WAIT(LEV_MS(50));
    CHECK_EQ(pulses_done, 2);
    CHECK_EQ(pulse_jitter_ns, PULSE_REFUSED);
    END;
}
