/* SPDX-License-Identifier: MIT */
/**
 * A node whose policy is to reset the board: the panic names its rank and why it was aborted. Nothing runs after it.
 */
#include "tests/contract/zoo.h"

static void fail(struct probe *me, struct lev_event it)
{
    (void)me;
    if (is_user(it)) {
        test_say("rst fails\n");
        lev_restart();
    }
}

TEST(a_node_may_reset_the_board)
{
    STEPS;
    on_event[RST] = fail;
    post(RST, 1);
    RUN;
    NEVER("the board was reset");
    END;
}
