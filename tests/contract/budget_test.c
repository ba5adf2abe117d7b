/* SPDX-License-Identifier: MIT */
/**
 * Budgets: when a handler is ended, whoever ran before it, and wherever the guard looks between the two.
 */
#include "tests/contract/yard.h"
#include "tests/support/moment.h"

/** Budgets that a host may give before it ends a handler (core/opt/budget/lazy); and what a look may be late, a millisecond. */
enum { BUDGETS_MAX = 2, LOOK_LATE_US = 1100, RUNAWAY_BUDGETS = 20 };

static uint32_t ticks(uint32_t us)
{
    return (uint32_t)((uint64_t)us * port_ticks_per_us_q8 >> 8);
}

/** Ticks since the current handler began. */
static uint32_t spent(void)
{
    return port_clock_now() - core_self()->now;
}

static volatile uint32_t spent_last; /**< by CUT, when it was last heard of */
static uint32_t step;

/** As CUT: runs away, but not for ever. */
static void run_away(struct probe *me, struct lev_event it)
{
    (void)me;
    trace_event(it);
    if (!is_user(it)) {
        return;
    }
    do {
        spent_last = spent();
    } while (spent_last < ticks(RUNAWAY_BUDGETS * YARD_BUDGET));
    trace_word("survived", 0);
}

static void spend_arg(struct probe *me, struct lev_event it)
{
    (void)me;
    while (is_user(it) && spent() < ticks(it.arg)) {
    }
}

/** A handler's first look at the clock comes after its begin, so the last one before its end is up to so much early. */
enum { CLOCK_READ_US = 5 };

static void check_end(uint32_t latest_us)
{
    CHECK_TEXT(trace(), "cut1 cut!1");
    CHECK(spent_last >= ticks(YARD_BUDGET - CLOCK_READ_US));
    CHECK(spent_last <= ticks(latest_us));
}

TEST(a_runaway_is_ended_in_time)
{
    STEPS;
    on_event[CUT] = run_away;
    post(CUT, 1);
    RUN;
    check_end(BUDGETS_MAX * YARD_BUDGET + CLOCK_READ_US);
    END;
}

TEST(also_after_handlers_with_a_longer_budget_or_none)
{
    STEPS;
    on_event[SRV] = spend_arg;
    on_event[FREE] = spend_arg;
    on_event[CUT] = run_away;
    for (step = 0; step < YARD_LONG_BUDGET; step += 37) {
        post_arg(step % 2 != 0 ? SRV : FREE, 2, (uint16_t)step);
        post(CUT, 1);
        RUN;
        check_end(BUDGETS_MAX * YARD_BUDGET + CLOCK_READ_US);
    }
    END;
}

/* ---- Where one handler ends and the next begins -------------------------------------------------------------- */

/** As CUT: asks SRV. As SRV: completes that at once, and runs for most of its budget. */
static void ask(struct probe *me, struct lev_event it)
{
    if (is_user(it)) {
        CHECK_EQ(start_op(&me->op[0], SRV, NULL, 0), LEV_OK);
    }
}

/** Ticks before the end of its budget; SRV's handler ends then. */
enum { TICKS_BEFORE = 420 };

static void complete_and_spend(struct probe *me, struct lev_event it)
{
    (void)me;
    if (it.id == LEV_EVENT_REQUEST) {
        CHECK(core_op_complete(request_of(it).token, 1));
        while (spent() < ticks(YARD_LONG_BUDGET) - TICKS_BEFORE + step) {
        }
    }
}

static void count_done(struct probe *me, struct lev_op *op)
{
    (void)me;
    scene.count += op->result == 1;
}

/** Tick by tick the guard looks a bit later: at the old handler, between the two, at the new one. */
TEST(a_completion_is_not_charged_for_the_handler_before_it)
{
    STEPS;
    on_event[CUT] = ask;
    on_done[CUT] = count_done;
    on_event[SRV] = complete_and_spend;
    scene.token = node_of(CUT)->ram->generation;
    for (step = 0; step < TICKS_BEFORE; step++) {
        scene.count = 0;
        post(CUT, 1);
        WAIT(
            LEV_MS(2)); /* a guard that nobody needs has gone off, so that each tick is looked at */
        CHECK_EQ(scene.count, 1);
        CHECK_EQ(node_of(CUT)->ram->generation, scene.token);
    }
    END;
}

/** As SRV: makes CUT ready, and the guard looks a bit later. */
static void post_and_let_look(struct probe *me, struct lev_event it)
{
    (void)me;
    if (is_user(it)) {
        post(CUT, 1);
        moment_look(step);
    }
}

enum { STEPS_TO_BEGIN = 400 };

TEST(a_look_between_two_handlers_is_not_the_last)
{
    STEPS;
    on_event[SRV] = post_and_let_look;
    on_event[CUT] = run_away;
    for (step = 1; step < STEPS_TO_BEGIN; step += 3) { /* what is looked for takes more */
        post(SRV, 1);
        RUN;
        check_end(LOOK_LATE_US + BUDGETS_MAX * YARD_BUDGET);
        if (test_failed_checks != 0) {
            test_say("step ");
            test_say_number(step);
            test_say("\n");
            break;
        }
    }
    END;
}
