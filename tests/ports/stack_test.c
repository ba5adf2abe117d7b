/* SPDX-License-Identifier: MIT */
/**
 * Machines with memory protection: a stack that runs out ends the handler that used it up, and nothing else.
 */
#include "tests/ports/machine.h"
#include "tests/test.h"

/** Not for the compiler to see that it never ends. */
static uint32_t (*volatile deeper)(uint32_t);

static uint32_t descend(uint32_t depth)
{
    volatile uint32_t room[16] = {depth};
    return deeper(room[0] + 1) + room[depth % 16];
}

static void overflow_stack(void)
{
    deeper = descend;
    (void)descend(0);
}

TEST(a_stack_that_runs_out_is_a_fault)
{
    STEPS;
    let(overflow_stack);
    WAIT_FOR_LIFE;
    CHECK(
        last_reason == LEV_START_FAULT
        || last_reason == LEV_START_BUDGET); /* a large one takes its time */
    END;
}
