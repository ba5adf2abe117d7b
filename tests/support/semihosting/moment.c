/* SPDX-License-Identifier: MIT */
/** A board in QEMU with -icount shift=5: an instruction takes 32 ns, whatever it does. */
#include "tests/support/moment.h"

#include <lev/assert.h>
#include <lev/timer.h>

#include "core/core.h"
#include "tests/test.h"

/** By so many instructions a port may be late, so that the first steps come before what is looked at. */
enum { LATE = 200, STEPS_MAX = 1500, NS_PER_INSTRUCTION = 32 };
enum { WINDOW_US = STEPS_MAX * NS_PER_INSTRUCTION / 1000 };
LEV_STATIC_ASSERT(WINDOW_US + 20 < MOMENT_WAKE_US, "the clock is waited for before the window");

const uint32_t moment_steps_max = STEPS_MAX;

uint32_t moment_next(uint32_t step)
{
    return step + 1;
}

static uint32_t ticks(uint32_t us)
{
    return (uint32_t)((uint64_t)us * port_ticks_per_us_q8 >> 8);
}

static void wait_until(uint32_t at)
{
    while ((int32_t)(port_clock_now() - at) < 0) {
    }
}

/** Two instructions a round. */
static void spend_instructions(uint32_t count)
{
    uint32_t rounds = count / 2u;
    if (count % 2u != 0) {
        __asm__ volatile("nop");
    }
    if (rounds != 0) {
        __asm__ volatile(".syntax unified\n1:\tsubs %0, %0, #1\n\tbne 1b" : "+l"(rounds)::"cc");
    }
}

/** Return `steps` before what is due at `at` comes, or up to LATE more. */
static void approach(uint32_t at, uint32_t steps)
{
    wait_until(at - ticks(WINDOW_US));
    spend_instructions(STEPS_MAX + LATE - steps);
}

void moment_end(uint32_t steps)
{
    const struct core *core = core_self();
    approach(core->now + core->current->budget_ticks, steps);
}

void moment_look(uint32_t steps)
{
    moment_end(steps);
}

/** When the alarm of moment_wake() is due. */
static uint32_t due;

void moment_wake(uint32_t steps, uint16_t event_id)
{
    enum { DELAY_US = MOMENT_WAKE_US - 10 };
    CHECK(lev_timer_start(DELAY_US, 0, event_id) >= 0);
    due = core_self()->now + ticks(DELAY_US);
    approach(due, steps);
}

uint32_t moment_ago(void)
{
    return (uint32_t)(((uint64_t)(port_clock_now() - due) << 8) / port_ticks_per_us_q8);
}
