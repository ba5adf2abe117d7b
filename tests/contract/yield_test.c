/* SPDX-License-Identifier: MIT */
/**
 * Yield points: ready nodes of higher priority run nested, on kernels that do not let them run at once anyway.
 */
#include "tests/contract/zoo.h"

/** Event 1: post 2 to the nodes in scene.value, yield, go on. */
static void post_and_yield(struct probe *me, struct lev_event it)
{
    trace_event(it);
    if (!is_user(it) || number_of(it) != 1) {
        return;
    }
    lev_time before = lev_now();
    me->word[0] = 5;
    for (uint32_t i = 0; scene.value[i] != 0; i++) {
        post((uint8_t)scene.value[i], 2);
    }
    lev_yield();
    CHECK_EQ(self(), LO);
    CHECK_EQ(lev_now(), before);
    CHECK_EQ(me->word[0], 5);
    trace_word("end", 0);
}

TEST(higher_nodes_run_at_a_yield_point_lower_ones_and_itself_do_not)
{
    STEPS;
    on_event[LO] = post_and_yield;
    scene.value[0] = ONE;
    scene.value[1] = LO;
    scene.value[2] = HI;
    post(LO, 1);
    RUN;
    CHECK_TEXT(trace(), "lo1 hi2 end0 lo2 one2");
    END;
}

TEST(a_yield_with_nothing_above_does_nothing)
{
    STEPS;
    on_event[LO] = post_and_yield;
    scene.value[0] = ONE;
    post(LO, 1);
    RUN;
    CHECK_TEXT(trace(), "lo1 end0 one2");
    END;
}

/** Yields with the nodes of scene.value ready: an equal, perhaps a higher node. */
static void yield_among_equals(struct probe *me, struct lev_event it)
{
    (void)me;
    trace_event(it);
    if (number_of(it) == 1) {
        post((uint8_t)scene.value[0], 2);
        post((uint8_t)scene.value[1], 2);
        lev_yield();
        trace_word("end", 0);
    }
}

TEST(equals_do_not_run_at_a_yield_point)
{
    STEPS;
    on_event[A] = yield_among_equals;
    scene.value[0] = B;
    scene.value[1] = HI;
    post(A, 1);
    RUN;
    CHECK_TEXT(trace(), "a1 hi2 end0 b2");
    END;
}

TEST(nor_do_equals_that_stand_before_the_node)
{
    STEPS;
    on_event[B] = yield_among_equals;
    scene.value[0] = A;
    scene.value[1] = HI;
    post(B, 1);
    RUN;
    CHECK_TEXT(trace(), "b1 hi2 end0 a2");
    scene.value[1] = ONE; /* nothing is above: A alone is no reason to nest */
    post(B, 1);
    RUN;
    CHECK_TEXT(trace(), "b1 end0 a2 one2");
    END;
}

static void take_time(struct probe *me, struct lev_event it)
{
    (void)me;
    test_spend(LEV_MS(1));
    scene.time = lev_now();
    trace_event(it);
}

TEST(time_stands_still_across_a_yield_and_goes_on_after_it)
{
    STEPS;
    on_event[LO] = post_and_yield; /* checks its own time */
    on_event[HI] = take_time;
    scene.value[0] = HI;
    scene.value[1] = SRV;
    post(LO, 1);
    RUN;
    CHECK_TEXT(trace(), "lo1 srv2 hi2 end0");
    CHECK(
        lev_now()
        >= scene.time); /* hosts: one stamp for up to 64 dispatches, or until the next sleep */
    WAIT(LEV_MS(1));
    CHECK(lev_now() > scene.time);
    END;
}

/** Each yields: LO, above it A, above it HI, above it SRV. */
static void yield_upwards(struct probe *me, struct lev_event it)
{
    (void)me;
    static const uint8_t above[] = {[LO] = A, [A] = HI, [HI] = SRV};
    trace_event(it);
    if (self() != SRV) {
        post(above[self()], 2);
        lev_yield();
        trace_word("end", self());
    }
}

TEST(yield_points_nest)
{
    STEPS;
    on_event[LO] = yield_upwards;
    on_event[A] = yield_upwards;
    on_event[HI] = yield_upwards;
    post(LO, 1);
    RUN;
    CHECK_TEXT(trace(), "lo1 a2 hi2 srv2 end5 end6 end9");
    END;
}

static void fail_nested(struct probe *me, struct lev_event it)
{
    (void)me;
    trace_event(it);
    if (is_user(it)) {
        lev_restart();
    }
}

/** As A: yields for HI. B, its equal, is ready meanwhile. */
static void yield_once(struct probe *me, struct lev_event it)
{
    (void)me;
    trace_event(it);
    post(HI, 2);
    lev_yield();
    trace_word("end", self());
}

TEST(an_outer_yield_point_goes_on_after_an_inner_one)
{
    STEPS;
    on_event[LO] = post_and_yield;
    on_event[A] = yield_once;
    scene.value[0] = A;
    scene.value[1] = B;
    scene.value[2] = A;
    post(LO, 1);
    RUN;
    const char *got = trace();
    CHECK(
        strcmp(got, "lo1 a2 hi2 end6 b2 a2 hi2 end6 end0") == 0
        || strcmp(got, "lo1 b2 a2 hi2 end6 a2 hi2 end6 end0") == 0);
    END;
}

TEST(an_abort_ends_the_top_nested_handler_alone)
{
    STEPS;
    on_event[LO] = post_and_yield;
    on_event[HI] = fail_nested;
    scene.value[0] = HI;
    scene.value[1] = A;
    post(LO, 1);
    RUN;
    /* HI starts again before LO goes on: it is above */
    CHECK_TEXT(trace(), "lo1 hi2 hi!4 a2 end0");
    END;
}

static void run_away_nested(struct probe *me, struct lev_event it)
{
    (void)me;
    trace_event(it);
    while (is_user(it)) {
    }
}

TEST(a_runaway_nested_handler_ends_alone)
{
    STEPS;
    on_event[LO] = post_and_yield;
    on_event[HI] = run_away_nested;
    scene.value[0] = HI;
    post(LO, 1);
    RUN;
    CHECK_TEXT(trace(), "lo1 hi2 hi!1 end0");
    END;
}

static void take_half(struct probe *me, struct lev_event it)
{
    (void)me;
    (void)it;
    test_spend(ZOO_BUDGET * 5 / 8);
    scene.count++;
}

static void yield_long(struct probe *me, struct lev_event it)
{
    (void)me;
    trace_event(it);
    if (is_user(it)) {
        post(HI, 2);
        post(A, 2);
        lev_yield(); /* twice five eighths of a budget go by, none of it its own */
        trace_word("end", 0);
    }
}

TEST(what_runs_nested_is_not_the_yielding_nodes_time)
{
    STEPS;
    on_event[LO] = yield_long;
    on_event[HI] = take_half;
    on_event[A] = take_half;
    post(LO, 1);
    RUN;
    CHECK_TEXT(trace(), "lo1 end0");
    CHECK_EQ(scene.count, 2);
    END;
}

static void answer_shortly(struct probe *me, struct lev_event it)
{
    (void)me;
    (void)it;
    scene.count++;
}

/** Ten budgets, a little at a time, with somebody above at each yield. */
static void run_away_yielding(struct probe *me, struct lev_event it)
{
    (void)me;
    trace_event(it);
    while (is_user(it) && scene.value[0] < 160) {
        post(HI, 2);
        test_spend(ZOO_BUDGET / 16);
        scene.value[0]++;
        lev_yield();
    }
}

TEST(a_runaway_that_yields_is_aborted_all_the_same)
{
    STEPS;
    on_event[LO] = run_away_yielding;
    on_event[HI] = answer_shortly;
    post(LO, 1);
    RUN;
    CHECK_TEXT(trace(), "lo1 lo!1");
    CHECK(scene.value[0] >= 15 && scene.count >= 15); /* not before its budget */
    CHECK(scene.value[0] <= 60);
    END;
}

static void yield_then_fail(struct probe *me, struct lev_event it)
{
    (void)me;
    trace_event(it);
    if (is_user(it)) {
        post(HI, 2);
        lev_yield();
        lev_restart();
    }
}

TEST(a_handler_that_has_yielded_can_be_aborted_after_it)
{
    STEPS;
    on_event[LO] = yield_then_fail;
    post(LO, 1);
    post(ONE, 3);
    RUN;
    CHECK_TEXT(trace(), "lo1 hi2 lo!4 one3");
    on_event[LO] = post_and_yield; /* and yields as before */
    scene.value[0] = HI;
    post(LO, 1);
    RUN;
    CHECK_TEXT(trace(), "lo1 hi2 end0");
    END;
}

/** Start an op on the node that is suspended below, and see it completed there later. */
static void ask_below(struct probe *me, struct lev_event it)
{
    trace_event(it);
    if (is_user(it)) {
        CHECK_EQ(start_op(&me->op[0], LO, NULL, 0), LEV_OK);
    }
}

static void yield_and_serve(struct probe *me, struct lev_event it)
{
    if (it.id == LEV_EVENT_REQUEST) {
        serve_at_once(me, it);
    } else {
        post_and_yield(me, it);
    }
}

TEST(a_suspended_node_is_not_entered_again)
{
    STEPS;
    on_event[LO] = yield_and_serve;
    on_event[HI] = ask_below;
    scene.value[0] = HI;
    post(LO, 1);
    RUN;
    CHECK_TEXT(trace(), "lo1 hi2 end0 lo? hi.0=0");
    END;
}

/* ---- A server that is suspended and does not let go -------------------------------------------------------- */

/** C serves HI. Event 1: yields again and again, longer than the grace. */
static void serve_and_yield_long(struct probe *me, struct lev_event it)
{
    serve_stubbornly(me, it);
    if (!is_user(it)) {
        return;
    }
    post(HI, 2); /* restarts above */
    for (uint32_t ms = 0; ms < 2 * ZOO_GRACE_MS; ms++) {
        lev_yield();
        test_spend(LEV_MS(1));
    }
    trace_word("end", 0);
}

/** Its new life begins when C has let go, which a handler that is below others on the stack cannot. */
static void ask_c_and_restart(struct probe *me, struct lev_event it)
{
    trace_event(it);
    if (it.id == LEV_EVENT_START) {
        CHECK((node_of(C)->ram->pending & LEV__PENDING_SUSPENDED) == 0);
    } else if (is_user(it) && number_of(it) == 1) {
        CHECK_EQ(start_op(&me->op[0], C, NULL, 0), LEV_OK);
    } else if (is_user(it)) {
        lev_restart();
    }
}

/** As C, in its next life: the reason that ended the last one does not end this one, too. */
static void yield_for_hi(struct probe *me, struct lev_event it)
{
    (void)me;
    trace_event(it);
    if (is_user(it)) {
        on_event[HI] = NULL;
        post(HI, 3);
        lev_yield();
        trace_word("end", 0);
    }
}

TEST(a_suspended_server_that_does_not_let_go_is_ended_when_it_is_on_top)
{
    STEPS;
    on_event[HI] = ask_c_and_restart;
    on_event[C] = serve_and_yield_long;
    post(HI, 1);
    RUN;
    CHECK_TEXT(trace(), "hi1 c?");
    probe_of(C)->word[0] = 0; /* its event 1 completes nothing */
    scene.count = node_of(C)->ram->generation;
    post(C, 1);
    RUN;
    CHECK_TEXT(trace(), "c1 hi2 hi!4 c!5");
    CHECK_EQ(node_of(C)->ram->generation, (uint8_t)(scene.count + 1)); /* ended once */
    on_event[C] = yield_for_hi;
    post(C, 1);
    RUN;
    CHECK_TEXT(trace(), "c1 hi3 end0");
    END;
}

/* ---- Turns among nested equals --------------------------------------------------------------------------- */

static void ping_pong(struct probe *me, struct lev_event it)
{
    (void)me;
    (void)it;
    if (self() == C) {
        scene.value[7] = scene.count;
    } else if (scene.count != 0) {
        scene.count--;
        post(self() == A ? B : A, 1);
    }
}

TEST(nested_equals_take_turns_too)
{
    STEPS;
    on_event[LO] = post_and_yield;
    on_event[A] = ping_pong;
    on_event[B] = ping_pong;
    on_event[C] = ping_pong;
    scene.count = 8;
    scene.value[0] = A;
    scene.value[1] = C;
    post(LO, 1);
    RUN;
    CHECK(scene.value[7] >= 4); /* C waited for at most two turns of each of the others */
    CHECK_TEXT(trace(), "lo1 end0");
    END;
}
