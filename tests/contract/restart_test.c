/* SPDX-License-Identifier: MIT */
/**
 * Abort and restart: what ends a handler, what its node loses and keeps, and who waits for whom.
 */
#include "tests/contract/zoo.h"

/** Event 1 and up: ways to end. Everything else is traced. */
enum { RUN_AWAY = 1, FAULT, FAIL, RESTART, SPEND_AND_LIVE };

static void end_somehow(struct probe *me, struct lev_event it)
{
    enum { lev__module = 0x8123 };
    trace_event(it);
    me->word[0]++;
    switch (is_user(it) ? number_of(it) : 0) {
    case RUN_AWAY:
        for (volatile uint32_t i = 0;; i++) {
        }
    case FAULT: __builtin_trap();
    case FAIL: LEV_ASSERT(77, me->word[0] == 1000); break;
    case RESTART: lev_restart();
    case SPEND_AND_LIVE: test_spend(ZOO_BUDGET / 4); break;
    default: break;
    }
}

/** The newest abort in the log; older entries are thrown away. */
static struct lev_log_entry last_abort(void)
{
    struct lev_log_entry entry = {.rank = 0xff}; /* nobody */
    struct lev_log_entry next;
    while (core_log_take(&next)) {
        entry = next;
    }
    return entry;
}

TEST(a_runaway_handler_is_aborted_and_its_node_restarted)
{
    STEPS;
    on_event[LO] = end_somehow;
    post(LO, RUN_AWAY);
    post(LO, 9);
    RUN;
    CHECK_TEXT(trace(), "lo1 lo!1 lo9");
    struct lev_log_entry entry = last_abort();
    CHECK_EQ(entry.rank, LO);
    CHECK_EQ(entry.reason, LEV_START_BUDGET);
    CHECK_EQ(entry.level, LEV_LOG_ERROR);
    CHECK(entry.text == NULL);
    CHECK(entry.place != 0);
    END;
}

TEST(a_handler_within_its_budget_is_left_alone)
{
    STEPS;
    on_event[LO] = end_somehow;
    for (uint32_t i = 0; i < 6; i++) {
        post(LO, SPEND_AND_LIVE);
    }
    RUN;
    CHECK_TEXT(trace(), "lo5 lo5 lo5 lo5 lo5 lo5");
    END;
}

static void spend_much(struct probe *me, struct lev_event it)
{
    (void)me;
    test_spend(4 * ZOO_BUDGET);
    trace_event(it);
}

TEST(a_node_without_a_budget_may_take_its_time)
{
    STEPS;
    on_event[C] = spend_much;
    post(C, 1);
    RUN;
    CHECK_TEXT(trace(), "c1");
    END;
}

TEST(a_runaway_is_found_after_a_node_without_a_budget)
{
    STEPS;
    on_event[C] = spend_much;
    on_event[LO] = end_somehow;
    post(C, 1);
    post(LO, RUN_AWAY);
    RUN;
    CHECK_TEXT(trace(), "c1 lo1 lo!1");
    END;
}

TEST(a_fault_restarts_the_node)
{
    STEPS;
    on_event[LO] = end_somehow;
    post(LO, FAULT);
    RUN;
    CHECK_TEXT(trace(), "lo2 lo!2");
    struct lev_log_entry entry = last_abort();
    CHECK_EQ(entry.rank, LO);
    CHECK_EQ(entry.reason, LEV_START_FAULT);
    CHECK(entry.place != 0);
    END;
}

TEST(a_failed_assertion_restarts_the_node_and_says_where)
{
    STEPS;
    on_event[LO] = end_somehow;
    post(LO, FAIL);
    RUN;
    CHECK_TEXT(trace(), "lo3 lo!3");
    struct lev_log_entry entry = last_abort();
    CHECK_EQ(entry.reason, LEV_START_ASSERT);
    CHECK_EQ(entry.place, 0x8123u << 16 | 77u);
    END;
}

TEST(a_node_may_restart_itself_and_others_go_on)
{
    STEPS;
    on_event[LO] = end_somehow;
    post(HI, 8);
    post(LO, RESTART);
    post(ONE, 8);
    RUN;
    CHECK_TEXT(trace(), "hi8 lo4 lo!4 one8");
    CHECK_EQ(last_abort().reason, LEV_START_REQUESTED);
    END;
}

TEST(state_is_zero_again_and_the_mailbox_stays)
{
    STEPS;
    on_event[LO] = end_somehow;
    post(LO, 10);
    post(LO, RESTART);
    post(LO, 11);
    post(LO, 12);
    RUN;
    CHECK_TEXT(trace(), "lo10 lo4 lo!4 lo11 lo12");
    CHECK_EQ(probe_of(LO)->word[0], 3); /* start, 11, 12 */
    CHECK(scene_quiesced == 1u << LO);
    END;
}

TEST(a_node_restarts_as_often_as_it_may)
{
    STEPS;
    on_event[LO] = end_somehow;
    for (scene.count = 0; scene.count < 300; scene.count++) { /* generations wrap */
        post(LO, RESTART);
        RUN;
        CHECK_TEXT(trace(), "lo4 lo!4");
    }
    END;
}

static void fail_when_starting(struct probe *me, struct lev_event it)
{
    (void)me;
    trace_event(it);
    if (it.id == LEV_EVENT_START ? scene.count++ < 2 : number_of(it) == 1) {
        lev_restart();
    }
}

TEST(a_start_that_fails_is_tried_again)
{
    STEPS;
    on_event[LO] = fail_when_starting;
    post(LO, 1);
    RUN;
    CHECK_TEXT(trace(), "lo1 lo!4 lo!4 lo!4");
    END;
}

/* ---- Ops of an ended life -------------------------------------------------------------------------------- */

/** 1: start op 0 on SRV2 with a block. 2: restart. 3: both at once, on ONE, which is below. */
static void lend_and_restart(struct probe *me, struct lev_event it)
{
    trace_event(it);
    uint16_t what = is_user(it) ? number_of(it) : 0;
    if (what == 1 || what == 3) {
        lev_result block = lev_buf_get(32);
        CHECK_EQ(start_op(&me->op[0], what == 1 ? SRV2 : ONE, lev_buf_data(block), 32), LEV_OK);
    }
    if (what == 2 || what == 3) {
        lev_restart();
    }
}

static void must_not_complete(struct probe *me, struct lev_op *op)
{
    trace_done(me, op);
    NEVER("a completion of an ended life was delivered");
}

TEST(an_op_that_was_not_taken_ends_unseen)
{
    STEPS;
    on_event[LO] = lend_and_restart;
    on_done[LO] = must_not_complete;
    on_event[ONE] = serve_at_once;
    post(LO, 3);
    RUN;
    CHECK_TEXT(trace(), "lo3 lo!4");
    END;
}

TEST(a_new_life_waits_until_the_server_lets_go)
{
    STEPS;
    on_event[LO] = lend_and_restart;
    on_done[LO] = must_not_complete;
    on_event[SRV2] = serve_stubbornly;
    post(LO, 1);
    RUN;
    CHECK_TEXT(trace(), "lo1 srv2?");
    post(LO, 2);
    RUN;
    CHECK_TEXT(trace(), "lo2 srv2^");
    post(LO, 9); /* waits in the mailbox meanwhile */
    RUN;
    CHECK_TEXT(trace(), "");
    post(SRV2, 5);
    RUN;
    CHECK_TEXT(trace(), "srv25 lo!4 lo9");
    END;
}

TEST(a_server_that_lets_go_when_asked_is_not_forced)
{
    STEPS;
    on_event[LO] = lend_and_restart;
    on_event[SRV2] = serve_later;
    post(LO, 1);
    RUN;
    post(LO, 2);
    WAIT(LEV_MS(2 * ZOO_GRACE_MS));
    CHECK_TEXT(trace(), "lo1 srv2? lo2 srv2^ lo!4");
    END;
}

TEST(a_server_that_does_not_let_go_is_stopped_after_the_grace_period)
{
    STEPS;
    on_event[LO] = lend_and_restart;
    on_done[LO] = must_not_complete;
    on_event[SRV2] = serve_stubbornly;
    post(LO, 1);
    RUN;
    post(LO, 2);
    WAIT(LEV_MS(ZOO_GRACE_MS / 2));
    CHECK_TEXT(trace(), "lo1 srv2? lo2 srv2^");
    CHECK_EQ(scene_quiesced & 1u << SRV2, 0);
    WAIT(LEV_MS(2 * ZOO_GRACE_MS));
    CHECK_TEXT(trace(), "srv2!5 lo!4");
    CHECK(scene_quiesced == (1u << SRV2 | 1u << LO));
    CHECK_EQ(last_abort().reason, LEV_START_FORCED);
    END;
}

/** C's handler takes so many eighths of the grace. Event 2: it has told SRV2 to let go. */
static uint32_t c_eighths;

static void hold_everybody_up(struct probe *me, struct lev_event it)
{
    (void)me;
    trace_event(it);
    if (number_of(it) == 2) {
        post(SRV2, 5);
    }
    test_spend(LEV_MS(ZOO_GRACE_MS) / 8 * c_eighths);
}

/** 1: start op 0 on ONE, which is below. 2: restart when C, which is above ONE, has two things to do. */
static void lend_below_and_restart(struct probe *me, struct lev_event it)
{
    trace_event(it);
    if (is_user(it) && number_of(it) == 1) {
        CHECK_EQ(start_op(&me->op[0], ONE, NULL, 0), LEV_OK);
    } else if (is_user(it)) {
        post(C, 1);
        post(C, 1);
        lev_restart();
    }
}

TEST(a_server_that_was_not_asked_yet_is_not_forced)
{
    STEPS;
    on_event[LO] = lend_below_and_restart;
    on_event[ONE] = serve_later;
    on_event[C] = hold_everybody_up;
    c_eighths = 9; /* the clock looks after each */
    post(LO, 1);
    RUN;
    post(LO, 2);
    WAIT(LEV_MS(4 * ZOO_GRACE_MS));
    CHECK_TEXT(trace(), "lo1 one? lo2 c1 c1 one^ lo!4");
    END;
}

TEST(a_server_that_nobody_let_run_is_not_forced)
{
    STEPS;
    on_event[LO] = lend_and_restart;
    on_event[SRV2] = serve_stubbornly;
    on_event[C] = hold_everybody_up;
    c_eighths = 16;
    post(LO, 1);
    RUN;
    post(LO, 2);
    RUN;
    post(C, 2); /* SRV2's turn comes after the clock's */
    WAIT(LEV_MS(3 * ZOO_GRACE_MS));
    CHECK_TEXT(trace(), "lo1 srv2? lo2 srv2^ c2 srv25 lo!4");
    END;
}

/** SRV2, and when it was started afresh. */
static void serve_and_note_start(struct probe *me, struct lev_event it)
{
    scene.time = it.id == LEV_EVENT_START ? lev_now() : scene.time;
    serve_stubbornly(me, it);
}

TEST(grace_ends_in_time_when_nothing_else_wakes_the_clock)
{
    STEPS;
    on_event[LO] = lend_and_restart;
    on_event[SRV2] = serve_and_note_start;
    post(LO, 1);
    RUN;
    post(LO, 2);
    WAIT(LEV_MS(8 * ZOO_GRACE_MS));
    CHECK_TEXT(trace(), "lo1 srv2? lo2 srv2^ srv2!5 lo!4");
    CHECK(lev_now() - scene.time > LEV_MS(4 * ZOO_GRACE_MS)); /* not when this wait ended */
    END;
}

/** LO gives its op to SRV2, ONE its own to SRV; neither server lets go. */
static void lend_from_one(struct probe *me, struct lev_event it)
{
    if (!is_user(it)) {
        trace_event(it);
    } else if (number_of(it) == 1) {
        CHECK_EQ(start_op(&me->op[0], SRV, NULL, 0), LEV_OK);
    } else {
        lev_restart();
    }
}

TEST(each_server_has_its_whole_grace_and_nobody_waits_for_anothers)
{
    STEPS;
    on_event[LO] = lend_and_restart;
    on_event[ONE] = lend_from_one;
    on_event[SRV2] = serve_stubbornly;
    on_event[SRV] = serve_stubbornly;
    post(LO, 1);
    post(ONE, 1);
    RUN;
    (void)trace();
    post(LO, 2);
    WAIT(LEV_MS(ZOO_GRACE_MS * 7 / 8));
    post(ONE, 2);
    WAIT(LEV_MS(ZOO_GRACE_MS * 3 / 4)); /* LO's is over, ONE's not */
    WAIT(LEV_MS(3 * ZOO_GRACE_MS));
    const char *got = trace();
    CHECK(
        strcmp(got, "lo2 srv2^ srv^ srv2!5 lo!4 srv!5 one!4") == 0
        || strcmp(got, "lo2 srv2^ srv2!5 lo!4 srv^ srv!5 one!4") == 0); /* a busy host was late */
    END;
}

/** Completes both ops of LO in one handler; the first completion restarts LO while the second is in its inbox. */
static void complete_two(struct probe *me, struct lev_event it)
{
    serve_stubbornly(me, it);
    if (me->word[0] == 2) {
        CHECK(core_op_complete(me->word[1], 1));
        CHECK(core_op_complete(me->word[2], 2));
        me->word[0] = 0;
    }
}

static void start_two(struct probe *me, struct lev_event it)
{
    trace_event(it);
    if (number_of(it) == 1) {
        for (uint32_t i = 0; i < 2; i++) {
            lev_result block = lev_buf_get(32);
            CHECK_EQ(start_op(&me->op[i], SRV2, lev_buf_data(block), 32), LEV_OK);
        }
    }
}

static void restart_on_done(struct probe *me, struct lev_op *op)
{
    trace_done(me, op);
    lev_restart();
}

TEST(an_op_that_is_done_but_not_told_ends_with_the_life)
{
    STEPS;
    on_event[LO] = start_two;
    on_done[LO] = restart_on_done;
    on_event[SRV2] = complete_two;
    post(LO, 1);
    RUN;
    CHECK_TEXT(trace(), "lo1 srv2? srv2? lo.0=1 lo!4");
    END;
}

static void take_all(struct probe *me, struct lev_event it)
{
    (void)me;
    trace_event(it);
    if (is_user(it)) {
        for (uint32_t i = 0; i < LO_BUFFERS; i++) {
            CHECK(lev_buf_get(32) >= 0);
        }
        lev_restart();
    }
}

TEST(blocks_go_back_with_the_life)
{
    STEPS;
    on_event[LO] = take_all;
    for (scene.count = 0; scene.count < 3; scene.count++) {
        post(LO, 1);
        RUN;
        CHECK_TEXT(trace(), "lo1 lo!4");
    }
    END;
}

static void unpack(struct probe *me, struct lev_event it)
{
    trace_event(it);
    if ((it.id & LEV_EVENT_BUFFER) != 0) {
        CHECK_EQ(lev_buf_put(lev_event_buf(it)), LEV_OK);
    } else if (is_user(it)) {
        me->word[0] = 1;
        lev_restart();
    }
}

TEST(a_block_in_the_mailbox_survives_a_restart)
{
    STEPS;
    on_event[LO] = unpack;
    post(LO, 1);
    CHECK_EQ(lev_send(LO, LEV_EVENT_USER + 2, lev_buf_get(32)), LEV_OK);
    RUN;
    CHECK_TEXT(trace(), "lo1 lo!4 lo*2");
    END;
}

/* ---- Servers that restart -------------------------------------------------------------------------------- */

static void lend_to_srv2(struct probe *me, struct lev_event it)
{
    trace_event(it);
    if (is_user(it)) {
        lev_result block = lev_buf_get(32);
        me->word[0] = (uint32_t)block;
        CHECK_EQ(start_op(&me->op[0], SRV2, lev_buf_data(block), 32), LEV_OK);
    }
}

static void put_on_done(struct probe *me, struct lev_op *op)
{
    trace_done(me, op);
    CHECK_EQ(lev_buf_put((lev_handle)me->word[0]), LEV_OK);
}

static void keep_until_told_to_restart(struct probe *me, struct lev_event it)
{
    if (is_user(it)) {
        trace_event(it);
        lev_restart();
    }
    serve_stubbornly(me, it);
}

TEST(ops_of_a_server_that_restarts_complete_and_blocks_come_back)
{
    STEPS;
    on_event[LO] = lend_to_srv2;
    on_done[LO] = put_on_done;
    on_event[SRV2] = keep_until_told_to_restart;
    post(LO, 1);
    RUN;
    post(SRV2, 1);
    RUN;
    CHECK_TEXT(trace(), "lo1 srv2? srv21 srv2!4 lo.0=-13");
    END;
}

TEST(a_request_that_waits_at_a_server_that_restarts_completes)
{
    STEPS;
    on_event[LO] = lend_to_srv2;
    on_done[LO] = put_on_done;
    on_event[SRV2] = keep_until_told_to_restart;
    post(LO, 1);
    RUN;
    /* the request of HI comes in behind the event that restarts the server */
    on_event[HI] = lend_to_srv2;
    on_done[HI] = put_on_done;
    post(SRV2, 1);
    post(HI, 1);
    RUN;
    CHECK_TEXT(trace(), "lo1 srv2? srv21 srv2!4 hi1 srv2? lo.0=-13");
    post(SRV2, 1);
    RUN;
    CHECK_TEXT(trace(), "srv21 srv2!4 hi.0=-13");
    END;
}

static void serve_itself(struct probe *me, struct lev_event it)
{
    trace_event(it);
    if (is_user(it)) {
        lev_result block = lev_buf_get(32);
        CHECK_EQ(start_op(&me->op[0], self(), lev_buf_data(block), 32), LEV_OK);
        if (number_of(it) == 1) {
            lev_restart();
        }
    } else if (it.id == LEV_EVENT_REQUEST) {
        lev_restart();
    }
}

TEST(a_node_that_serves_itself_restarts)
{
    STEPS;
    on_event[LO] = serve_itself;
    on_done[LO] = must_not_complete;
    post(LO, 1); /* its request still waits */
    WAIT(LEV_MS(2 * ZOO_GRACE_MS));
    CHECK_TEXT(trace(), "lo1 lo!4");
    post(LO, 2); /* … is taken */
    WAIT(LEV_MS(2 * ZOO_GRACE_MS));
    CHECK_TEXT(trace(), "lo2 lo? lo!4");
    END;
}

static void ask_each_other(struct probe *me, struct lev_event it)
{
    struct core_request request;
    trace_event(it);
    if (!is_user(it)) {
        CHECK(it.id != LEV_EVENT_REQUEST || core_request_get(it.arg, &request)); /* and keeps it */
        return;
    }
    if (number_of(it) == 1) {
        CHECK_EQ(start_op(&me->op[0], self() == HI ? LO : HI, NULL, 0), LEV_OK);
    } else {
        lev_restart();
    }
}

TEST(two_nodes_that_serve_each_other_restart)
{
    STEPS;
    on_event[HI] = ask_each_other;
    on_event[LO] = ask_each_other;
    post(HI, 1);
    post(LO, 1);
    RUN;
    CHECK_TEXT(trace(), "hi1 lo? lo1 hi?");
    post(HI, 2);
    post(LO, 2);
    WAIT(LEV_MS(3 * ZOO_GRACE_MS));
    CHECK_TEXT(trace(), "hi2 lo^ lo.0=-13 lo2 hi!4 lo!4");
    END;
}

/** Fails as often as it starts, from the first event until value[0] starts are over. */
static void fail_always(struct probe *me, struct lev_event it)
{
    (void)me;
    (void)it;
    if (scene.count < scene.value[0]) {
        scene.count++;
        lev_restart();
    }
}

static void note_starts_above(struct probe *me, struct lev_event it)
{
    (void)me;
    (void)it;
    scene.value[1] = scene.count;
}

TEST(a_node_that_fails_as_often_as_it_starts_leaves_time_to_those_below)
{
    STEPS;
    on_event[HI] = fail_always;
    on_event[LO] = note_starts_above;
    scene.value[0] = 12;
    post(HI, 1);
    post(LO, 1);
    WAIT(LEV_MS(300));
    CHECK_EQ(scene.count, 12); /* it was not given up */
    CHECK(scene.value[1] > 0 && scene.value[1] < 6);
    END;
}

/* ---- Policies -------------------------------------------------------------------------------------------- */

static void ask_the_dead(struct probe *me, struct lev_event it)
{
    (void)it;
    lev_result block = lev_buf_get(32);
    me->word[0] = (uint32_t)block;
    CHECK_EQ(start_op(&me->op[0], (uint8_t)number_of(it), lev_buf_data(block), 32), LEV_OK);
}

TEST(limits_count_within_their_window)
{
    STEPS;
    on_event[LIM] = end_somehow;
    on_event[LO] = ask_the_dead;
    on_done[LO] = put_on_done;
    post(LIM, RESTART);
    post(LIM, RESTART);
    RUN;
    CHECK_TEXT(trace(), "lim4 lim!4 lim4 lim!4");
    WAIT(LEV_MS(1100));
    post(LIM, FAIL);
    post(LIM, FAIL);
    RUN;
    CHECK_TEXT(trace(), "lim3 lim!3 lim3 lim!3");
    post(LIM, RESTART);
    RUN;
    CHECK_TEXT(trace(), "lim4");
    CHECK(core_node_is_dead(node_of(LIM)));
    post(LO, LIM);
    RUN;
    CHECK_TEXT(trace(), "lo.0=-13");
    END;
}

/** STP gives SRV2 an op, keeps one of LO's, and is told to end. */
static void live_and_stop(struct probe *me, struct lev_event it)
{
    struct core_request request;
    trace_event(it);
    CHECK(it.id != LEV_EVENT_REQUEST || core_request_get(it.arg, &request));
    if (is_user(it) && number_of(it) == 1) {
        CHECK_EQ(start_op(&me->op[0], SRV2, NULL, 0), LEV_OK);
        CHECK(lev_timer_start(LEV_MS(1), LEV_MS(1), LEV_EVENT_USER + 7) >= 0);
        CHECK(lev_buf_get(32) >= 0);
    } else if (is_user(it) && number_of(it) == 2) {
        lev_restart();
    }
}

TEST(a_node_that_stops_for_good_lets_go_of_everything)
{
    STEPS;
    on_event[STP] = live_and_stop;
    on_event[SRV2] = serve_later;
    on_event[LO] = ask_the_dead;
    on_done[LO] = put_on_done;
    post(STP, 1);
    post(STP, 2);
    post(LO, STP);
    RUN;
    CHECK_TEXT(trace(), "stp? stp1 srv2? stp2 srv2^ lo.0=-13");
    CHECK(core_node_is_dead(node_of(STP)));
    WAIT(LEV_MS(ZOO_GRACE_MS * 2));
    CHECK_TEXT(trace(), "");
    post(LO, STP);
    RUN;
    CHECK_TEXT(trace(), "lo.0=-13");
    END;
}
