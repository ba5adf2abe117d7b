/* SPDX-License-Identifier: MIT */
/**
 * Machines whose watchdog is an NMI: a loop with interrupts masked is ended like any other runaway, and others go on.
 */
#include <lev/error.h>
#include <lev/raw.h>

#include "ports/port.h"
#include "tests/ports/machine.h"
#include "tests/test.h"

static void run_away_masked(void)
{
    port_irq_mask();
    for (;;) {
        __asm__ volatile("");
    }
}

TEST(a_masked_loop_is_ended_and_leaves_nothing_masked)
{
    STEPS;
    let(run_away_masked);
    WAIT_FOR_LIFE;
    CHECK_EQ(last_reason, LEV_START_BUDGET);
    let(run_away_masked);
    WAIT_FOR_LIFE;
    CHECK_EQ(last_reason, LEV_START_BUDGET);
    END;
}

static lev_result loop_tightly(void *state, uint32_t ticks_per_us_q8)
{
    (void)state;
    while (ticks_per_us_q8 != 0) {
        __asm__ volatile("");
    }
    return LEV_OK;
}

static void run_away_tightly(void)
{
    lev_result result = lev_tightloop_run(loop_tightly, NULL);
    CHECK(result < 0); /* not reached, but where a tight loop runs already */
}

static lev_result nothing(void *state, uint32_t ticks_per_us_q8)
{
    (void)state;
    return (lev_result)ticks_per_us_q8;
}

TEST(a_tight_loop_is_ended_by_its_budget_and_the_next_one_runs)
{
    STEPS;
    let(run_away_tightly);
    WAIT_FOR_LIFE;
    CHECK_EQ(last_reason, LEV_START_BUDGET);
    CHECK_EQ(lev_tightloop_run(nothing, NULL), port_ticks_per_us_q8);
    END;
}
