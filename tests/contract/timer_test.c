/* SPDX-License-Identifier: MIT */
/**
 * Timers. Run once more with the clock just below its wraps (simulator): nothing here may notice.
 *
 * Real machines are late, so cases check what is true however late they are: order, never early, no drift, what was missed.
 */
#include "tests/contract/zoo.h"

/** Deadlines far enough apart that a busy machine keeps them apart. */
#define SHORT LEV_MS(2)
#define LONG  LEV_MS(6)

/** Start what scene.value says: count, then delays in microseconds; the n-th timer posts event n. */
static void start_all(struct probe *me, struct lev_event it)
{
    if (number_of(it) != 99) {
        CHECK(lev_now() >= scene.time + (lev_time)scene.value[number_of(it)]);
        trace_event((struct lev_event){it.id, 0});
        return;
    }
    scene.time = lev_now();
    for (uint16_t i = 1; i <= scene.value[0]; i++) {
        lev_result timer =
            lev_timer_start((lev_time)scene.value[i], 0, (uint16_t)(LEV_EVENT_USER + i));
        CHECK(timer >= 0);
        me->word[0] = (uint32_t)timer;
    }
    trace_word("end", 0);
}

TEST(a_timer_fires_once_and_never_early)
{
    STEPS;
    on_event[LO] = start_all;
    scene.value[0] = 1;
    scene.value[1] = SHORT;
    post(LO, 99);
    WAIT(3 * SHORT);
    CHECK_TEXT(trace(), "end0 lo1");
    END;
}

TEST(timers_fire_in_the_order_of_their_deadlines)
{
    STEPS;
    on_event[LO] = start_all;
    scene.value[0] = 4;
    scene.value[1] = LEV_MS(12);
    scene.value[2] = LEV_MS(4);
    scene.value[3] = LEV_MS(16);
    scene.value[4] = LEV_MS(8);
    post(LO, 99);
    WAIT(LEV_MS(24));
    CHECK_TEXT(trace(), "end0 lo2 lo4 lo1 lo3");
    END;
}

TEST(a_timer_that_is_almost_due_waits)
{
    STEPS;
    on_event[LO] = start_all;
    scene.value[0] = 3;
    scene.value[1] = SHORT;
    scene.value[2] = SHORT + 40;
    scene.value[3] = SHORT + 80;
    post(LO, 99);
    WAIT(3 * SHORT);
    CHECK_TEXT(trace(), "end0 lo1 lo2 lo3");
    END;
}

TEST(equal_deadlines_fire_in_the_order_of_their_starts)
{
    STEPS;
    on_event[LO] = start_all;
    scene.value[0] = 4;
    scene.value[1] = SHORT;
    scene.value[2] = SHORT;
    scene.value[3] = SHORT;
    scene.value[4] = SHORT;
    post(LO, 99);
    WAIT(3 * SHORT);
    CHECK_TEXT(trace(), "end0 lo1 lo2 lo3 lo4");
    END;
}

TEST(a_delay_of_nothing_comes_after_the_handler)
{
    STEPS;
    on_event[LO] = start_all;
    scene.value[0] = 2;
    post(LO, 99);
    WAIT(SHORT);
    CHECK_TEXT(trace(), "end0 lo1 lo2");
    END;
}

/** Uses up the quota, then is refused in every way. */
static void refuse(struct probe *me, struct lev_event it)
{
    (void)it;
    lev_result timer[LO_TIMERS];
    CHECK_EQ(lev_timer_start(-1, 0, LEV_EVENT_USER), LEV_E_RANGE);
    CHECK_EQ(lev_timer_start(LEV_TIMER_MAX + 1, 0, LEV_EVENT_USER), LEV_E_RANGE);
    CHECK_EQ(lev_timer_start(0, -1, LEV_EVENT_USER), LEV_E_RANGE);
    CHECK_EQ(lev_timer_start(0, LEV_TIMER_MAX + 1, LEV_EVENT_USER), LEV_E_RANGE);
    CHECK_EQ(lev_timer_start(0, 0, LEV_EVENT_USER - 1), LEV_E_RANGE);
    CHECK_EQ(lev_timer_start(0, 0, LEV_EVENT_BUFFER), LEV_E_RANGE);
    CHECK_EQ(lev_sleep_start(&me->op[0], -1), LEV_E_RANGE);
    CHECK_EQ(lev_sleep_start(&me->op[0], LEV_TIMER_MAX + 1), LEV_E_RANGE);
    for (uint32_t i = 0; i < LO_TIMERS; i++) {
        timer[i] = lev_timer_start(LEV_TIMER_MAX, 0, LEV_EVENT_USER);
        CHECK(timer[i] >= 0);
    }
    CHECK_EQ(lev_timer_start(0, 0, LEV_EVENT_USER), LEV_E_NOMEM);
    CHECK_EQ(lev_sleep_start(&me->op[0], 1), LEV_E_NOMEM);
    CHECK(!lev_op_pending(&me->op[0]));
    const lev_handle forged[] = {
        timer[0] ^ 0x10000, timer[0] ^ LEV__HANDLE_BUF, timer[0] + LO_TIMERS, -1, 0, 1, INT32_MIN};
    for (uint32_t i = 0; i < sizeof forged / sizeof forged[0]; i++) {
        CHECK_EQ(lev_timer_stop(forged[i]), LEV_E_DENIED);
    }
    for (uint32_t i = 0; i < LO_TIMERS; i++) {
        CHECK_EQ(lev_timer_stop(timer[i]), LEV_OK);
        CHECK_EQ(lev_timer_stop(timer[i]), LEV_E_DENIED);
    }
}

TEST(quotas_ranges_and_forged_timers_are_refused)
{
    STEPS;
    on_event[LO] = refuse;
    post(LO, 1);
    RUN;
    CHECK_TEXT(trace(), "");
    END;
}

static void stop_the_fired(struct probe *me, struct lev_event it)
{
    trace_event(it);
    CHECK_EQ(lev_timer_stop((lev_handle)me->word[2]), LEV_E_DENIED); /* it has fired: gone */
}

static void start_and_keep(struct probe *me, struct lev_event it)
{
    (void)it;
    me->word[2] = (uint32_t)lev_timer_start(SHORT, 0, LEV_EVENT_USER + 1);
}

TEST(a_timer_that_has_fired_is_no_more)
{
    STEPS;
    on_event[LO] = start_and_keep;
    post(LO, 0);
    RUN;
    on_event[LO] = stop_the_fired;
    WAIT(3 * SHORT);
    CHECK_TEXT(trace(), "lo1");
    END;
}

/** Two timers of one deadline; the first that fires stops the other, which is due and waits. */
static void stop_the_due(struct probe *me, struct lev_event it)
{
    if (number_of(it) == 99) {
        for (uint32_t i = 0; i < 3; i++) {
            me->word[i] = (uint32_t)lev_timer_start(
                SHORT, i == 2 ? SHORT : 0, (uint16_t)(LEV_EVENT_USER + i));
        }
        return;
    }
    trace_event((struct lev_event){it.id, 0});
    if (number_of(it) == 0) {
        CHECK_EQ(lev_timer_stop((lev_handle)me->word[2]), LEV_OK);
        CHECK_EQ(lev_timer_stop((lev_handle)me->word[1]), LEV_OK);
        CHECK_EQ(lev_timer_stop((lev_handle)me->word[1]), LEV_E_DENIED);
    }
}

TEST(a_timer_stopped_when_it_is_already_due_does_not_fire)
{
    STEPS;
    on_event[LO] = stop_the_due;
    post(LO, 99);
    WAIT(4 * SHORT);
    CHECK_TEXT(trace(), "lo0");
    END;
}

/** Three timers of one deadline and a sleep. The first stops the last, and ends the sleep, which comes behind the second. */
static void stop_the_last(struct probe *me, struct lev_event it)
{
    if (number_of(it) == 99) {
        for (uint32_t i = 0; i < 3; i++) {
            me->word[i] = (uint32_t)lev_timer_start(SHORT, 0, (uint16_t)(LEV_EVENT_USER + i));
        }
        lev_op_then(&me->op[0], 0);
        CHECK_EQ(lev_sleep_start(&me->op[0], LONG), LEV_OK);
        return;
    }
    trace_event((struct lev_event){it.id, 0});
    if (number_of(it) == 0) {
        CHECK_EQ(lev_timer_stop((lev_handle)me->word[2]), LEV_OK);
        CHECK_EQ(lev_op_cancel(&me->op[0]), LEV_OK);
    }
}

TEST(what_comes_after_a_stopped_timer_that_was_last_arrives)
{
    STEPS;
    on_event[LO] = stop_the_last;
    post(LO, 99);
    WAIT(4 * SHORT);
    CHECK_TEXT(trace(), "lo0 lo1 lo.0=-1");
    END;
}

static void stop_before(struct probe *me, struct lev_event it)
{
    if (number_of(it) == 99) {
        me->word[0] = (uint32_t)lev_timer_start(SHORT, 0, LEV_EVENT_USER + 1);
        me->word[1] = (uint32_t)lev_timer_start(LONG, 0, LEV_EVENT_USER + 2);
        me->word[2] = (uint32_t)lev_timer_start(2 * LONG, 0, LEV_EVENT_USER + 3);
        CHECK_EQ(lev_timer_stop((lev_handle)me->word[1]), LEV_OK);
        CHECK_EQ(lev_timer_stop((lev_handle)me->word[0]), LEV_OK);
        return;
    }
    trace_event((struct lev_event){it.id, 0});
}

TEST(a_timer_stopped_before_does_not_fire_and_others_do)
{
    STEPS;
    on_event[LO] = stop_before;
    post(LO, 99);
    WAIT(3 * LONG);
    CHECK_TEXT(trace(), "lo3");
    END;
}

/* ---- Periodic ------------------------------------------------------------------------------------------- */

enum { PERIODS = 24 };

/** Counts firings and what they say was missed; at each, exactly so many periods have passed. */
static void tick(struct probe *me, struct lev_event it)
{
    if (number_of(it) == 99) {
        scene.time = lev_now();
        me->word[0] = (uint32_t)lev_timer_start(SHORT, SHORT, LEV_EVENT_USER + 1);
        return;
    }
    scene.count += 1u + it.arg;
    lev_time passed = lev_now() - scene.time;
    CHECK(passed >= (lev_time)scene.count * SHORT);       /* not early */
    CHECK(passed < (lev_time)(scene.count + 1u) * SHORT); /* none forgotten, and no drift */
    uint32_t late = (uint32_t)(passed - (lev_time)scene.count * SHORT);
    scene.value[1] = late < scene.value[1] ? late : scene.value[1];
    if (scene.value[0] != 0) {
        test_spend(scene.value[0]);
        scene.value[0] = 0;
        scene.value[1] = UINT32_MAX;
    }
    if (scene.count >= PERIODS) {
        CHECK_EQ(lev_timer_stop((lev_handle)me->word[0]), LEV_OK);
    }
}

TEST(a_periodic_timer_does_not_drift)
{
    STEPS;
    on_event[ONE] = tick;
    post(ONE, 99);
    WAIT((PERIODS + 8) * SHORT);
    CHECK(scene.count >= PERIODS);
    END;
}

TEST(a_late_node_is_told_how_many_periods_it_missed)
{
    STEPS;
    on_event[ONE] = tick;
    scene.value[0] = (uint32_t)(3 * SHORT + SHORT / 2);
    post(ONE, 99);
    WAIT((PERIODS + 8) * SHORT);
    CHECK(scene.count >= PERIODS);
    CHECK(
        scene.value[1]
        < SHORT / 4); /* afterwards it is in step again, once at least on a busy host */
    END;
}

static void tick_of_one(struct probe *me, struct lev_event it)
{
    if (number_of(it) == 99) {
        me->word[0] = (uint32_t)lev_timer_start(1, 1, LEV_EVENT_USER + 1);
        return;
    }
    if (scene.count++ == 0) {
        test_spend(70000); /* more than the count of missed periods can say */
        return;
    }
    if (scene.count == 2) {
        CHECK_EQ(it.arg, UINT16_MAX);
        scene.time = lev_now();
    }
    if (scene.count == 3) {
        CHECK(it.arg <= lev_now() - scene.time); /* what could not be said is skipped, too */
        CHECK_EQ(lev_timer_stop((lev_handle)me->word[0]), LEV_OK);
    }
}

TEST(the_count_of_missed_periods_saturates)
{
    STEPS;
    on_event[ONE] = tick_of_one;
    post(ONE, 99);
    WAIT(LEV_MS(80));
    WAIT(LEV_MS(40)); /* a busy host was late */
    CHECK_EQ(scene.count, 3);
    END;
}

/* ---- Sleep ---------------------------------------------------------------------------------------------- */

static void sleep_ops(struct probe *me, struct lev_event it)
{
    if (number_of(it) == 99) {
        scene.time = lev_now();
        for (uint32_t i = 0; i < 3; i++) {
            lev_op_then(&me->op[i], 0);
        }
        CHECK_EQ(lev_sleep_start(&me->op[0], LONG), LEV_OK);
        CHECK_EQ(lev_sleep_start(&me->op[1], SHORT), LEV_OK);
        CHECK_EQ(lev_sleep_start(&me->op[2], LONG), LEV_OK);
        CHECK_EQ(lev_op_cancel(&me->op[2]), LEV_OK);
        CHECK(lev_op_pending(&me->op[2]));
        trace_word("end", 0);
    }
}

TEST(a_sleep_completes_after_its_delay_or_is_cancelled)
{
    STEPS;
    on_event[LO] = sleep_ops;
    post(LO, 99);
    WAIT(3 * LONG);
    CHECK_TEXT(trace(), "end0 lo.2=-1 lo.1=0 lo.0=0");
    END;
}

static void cancel_the_other_sleep(struct probe *me, struct lev_op *op)
{
    trace_done(me, op);
    if (op == &me->op[0]) {
        CHECK_EQ(lev_op_cancel(&me->op[1]), LEV_OK);
    }
}

static void sleep_twice(struct probe *me, struct lev_event it)
{
    (void)it;
    lev_op_then(&me->op[0], 0);
    lev_op_then(&me->op[1], 0);
    CHECK_EQ(lev_sleep_start(&me->op[0], SHORT), LEV_OK);
    CHECK_EQ(lev_sleep_start(&me->op[1], SHORT), LEV_OK);
}

TEST(a_sleep_cancelled_when_it_is_over_is_over)
{
    STEPS;
    on_event[LO] = sleep_twice;
    on_done[LO] = cancel_the_other_sleep;
    post(LO, 99);
    WAIT(3 * SHORT);
    CHECK_TEXT(trace(), "lo.0=0 lo.1=0");
    END;
}

TEST(a_firing_needs_no_mailbox_slot)
{
    STEPS;
    on_event[ONE] = start_and_keep;
    post(ONE, 99);
    RUN;
    on_event[ONE] = NULL;
    post(ONE, 5);
    test_spend(2 * SHORT); /* the director's time: ONE has had no turn yet */
    RUN;
    WAIT(2 * SHORT);
    const char *got = trace();
    CHECK(strcmp(got, "one1 one5") == 0 || strcmp(got, "one5 one1") == 0);
    CHECK_EQ(drops(ONE), 0);
    END;
}

static void restart_with_timers(struct probe *me, struct lev_event it)
{
    trace_event(it);
    if (number_of(it) == 99) {
        CHECK(lev_timer_start(SHORT, SHORT, LEV_EVENT_USER + 1) >= 0);
        CHECK(lev_timer_start(SHORT, 0, LEV_EVENT_USER + 2) >= 0);
        CHECK_EQ(lev_sleep_start(&me->op[0], SHORT), LEV_OK);
        lev_restart();
    }
}

TEST(timers_end_with_the_life_that_started_them)
{
    STEPS;
    on_event[LO] = restart_with_timers;
    post(LO, 99);
    WAIT(4 * SHORT);
    CHECK_TEXT(trace(), "lo99 lo!4");
    END;
}
