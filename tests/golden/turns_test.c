/* SPDX-License-Identifier: MIT */
/**
 * A golden trace: five nodes, twenty turns, a line for each decision: who runs, with what, and who else was ready.
 *
 * What a kernel decides is its business where the contract leaves it open; this shows what it does. A change of the trace
 * is looked at: `make golden` rewrites it.
 */
#include "tests/contract/zoo.h"

/** The nodes of the trace, highest first. */
static const uint8_t cast[] = {SRV, HI, A, B, LO};

static void say_ready(void)
{
    const struct core *core = core_self();
    test_say(" | ready:");
    for (uint32_t i = 0; i < sizeof cast; i++) {
        if (((core->ready | core->ready_isr) & node_of(cast[i])->ready_bit) != 0) {
            test_say(" ");
            test_say(node_of(cast[i])->name);
        }
    }
    test_say("\n");
}

static void say_turn(const char *what)
{
    test_say_number(++scene.count);
    test_say(": ");
    test_say(core_self()->current->name);
    test_say(" ");
    test_say(what);
    say_ready();
}

static const char *name_of(struct lev_event it)
{
    static char number[] = "event 0";
    if (it.id == LEV_EVENT_REQUEST) {
        return "request";
    }
    number[6] = (char)('0' + number_of(it));
    return number;
}

/** LO starts an op and posts up; A and B keep each other busy; HI is woken by both; SRV answers. */
static void play(struct probe *me, struct lev_event it)
{
    say_turn(name_of(it));
    if (scene.value[self() % 8]++ >= 3) { /* each acts so often and then only listens */
        return;
    }
    switch (self()) {
    case LO:
        (void)!start_op(&me->op[0], SRV, NULL, 0);
        post(A, 1);
        post(B, 2);
        break;
    case A:
        post(B, 3);
        post(HI, 4);
        break;
    case B: post(A, 5); break;
    case HI:
        post(LO, 6);
        lev_yield();
        break;
    default: CHECK(core_op_complete(request_of(it).token, 0));
    }
}

static void played(struct probe *me, struct lev_op *op)
{
    (void)me;
    (void)op;
    say_turn("completion");
}

TEST(five_nodes_twenty_turns)
{
    STEPS;
    test_say("kernel ");
    test_say(kernel_info.name);
    test_say("\n");
    for (uint32_t i = 0; i < sizeof cast; i++) {
        on_event[cast[i]] = play;
        on_done[cast[i]] = played;
    }
    post(LO, 0);
    post(A, 7);
    RUN;
    CHECK(scene.count >= 20);
    END;
}
