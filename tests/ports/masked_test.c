/* SPDX-License-Identifier: MIT */
/**
 * Machines whose watchdog is an NMI: a loop with interrupts masked is ended like any other runaway, and others go on.
 */
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
