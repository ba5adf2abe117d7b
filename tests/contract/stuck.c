/* SPDX-License-Identifier: MIT */
/**
 * Core itself does not come to an end: depth is still raised a whole guard after the budget was over. That is the system's
 * fault and a panic of module CORE. Nothing runs after it.
 */
#include "tests/contract/yard.h"

static void stay_inside(struct probe *me, struct lev_event it)
{
    (void)me;
    if (is_user(it)) {
        core_enter(core_self());
        test_spend(100 * YARD_LONG_BUDGET);
        test_say("core was stuck and nobody said so\n");
        core_leave(core_self());
    }
}

TEST(depth_that_is_held_too_long_is_a_panic)
{
    STEPS;
    on_event[CUT] = stay_inside;
    post(CUT, 1);
    RUN;
    NEVER("the guard ended the handler, or nothing");
    END;
}
