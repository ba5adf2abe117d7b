/* SPDX-License-Identifier: MIT */
/**
 * Staging: from an interrupt to its driver node, bytes in order, all or nothing, every loss counted.
 */
#include "tests/contract/zoo.h"

/** Takes at most scene.count bytes of source 0 and traces them as letters. */
static void take(struct probe *me, struct lev_event it)
{
    (void)me;
    char letters[17] = {0};
    trace_event(it);
    if (it.id == LEV_EVENT_STAGED && it.arg == 0) {
        CHECK(core_staged(0) <= 16);
        uint32_t count = core_stage_take(0, letters, scene.count);
        letters[count] = '\0';
        trace_word(letters, (int32_t)core_staged(0));
    }
}

TEST(bytes_arrive_in_order)
{
    STEPS;
    scene.count = 16;
    on_event[DRV] = take;
    CHECK(interrupt(source_of(0), "abc", 3));
    CHECK(interrupt(source_of(0), "d", 1));
    RUN;
    CHECK_TEXT(trace(), "drv:0 abcd0");
    END;
}

TEST(what_is_left_stays)
{
    STEPS;
    scene.count = 2;
    on_event[DRV] = take;
    CHECK(interrupt(source_of(0), "abcde", 5));
    RUN;
    CHECK_TEXT(trace(), "drv:0 ab3");
    CHECK(interrupt(source_of(0), NULL, 0)); /* only a signal */
    RUN;
    CHECK_TEXT(trace(), "drv:0 cd1");
    CHECK(interrupt(source_of(0), "f", 1));
    RUN;
    CHECK_TEXT(trace(), "drv:0 ef0");
    END;
}

static void take_lost(struct probe *me, struct lev_event it)
{
    take(me, it);
    trace_word("lost", core_stage_lost(0));
}

TEST(what_does_not_fit_is_lost_as_a_whole_and_counted)
{
    STEPS;
    scene.count = 16;
    on_event[DRV] = take_lost;
    CHECK(interrupt(source_of(0), "0123456789", 10));
    CHECK(!interrupt(source_of(0), "abcdefg", 7));
    CHECK(interrupt(source_of(0), "ABCDEF", 6));
    CHECK(!interrupt(source_of(0), "x", 1));
    CHECK(interrupt(source_of(0), NULL, 0));
    RUN;
    CHECK_TEXT(trace(), "drv:0 0123456789ABCDEF0 lost8");
    CHECK(interrupt(source_of(0), "y", 1));
    RUN;
    CHECK_TEXT(trace(), "drv:0 y0 lost0");
    END;
}

TEST(a_source_without_a_ring_takes_signals_only)
{
    STEPS;
    CHECK(!interrupt(source_of(1), "x", 1));
    CHECK(interrupt(source_of(2), NULL, 0));
    RUN;
    CHECK_TEXT(trace(), "drv:1 drv:2");
    source_of(1)->ram->lost = 0;
    END;
}

TEST(losses_saturate)
{
    STEPS;
    scene.count = 16;
    on_event[DRV] = take_lost;
    source_of(0)->ram->lost = UINT16_MAX - 2;
    CHECK(interrupt(source_of(0), "0123456789abcdef", 16));
    CHECK(!interrupt(source_of(0), "0123", 4));
    RUN;
    CHECK_TEXT(trace(), "drv:0 0123456789abcdef0 lost65535");
    END;
}

TEST(signals_of_one_source_become_one_and_sources_stay_apart)
{
    STEPS;
    CHECK(interrupt(source_of(2), NULL, 0));
    CHECK(interrupt(source_of(1), NULL, 0));
    CHECK(interrupt(source_of(1), NULL, 0));
    CHECK(interrupt(source_of(2), NULL, 0));
    RUN;
    CHECK_TEXT(trace(), "drv:1 drv:2");
    END;
}

static void signal_again(struct probe *me, struct lev_event it)
{
    (void)me;
    trace_event(it);
    if (scene.count != 0) {
        scene.count--;
        CHECK(interrupt(source_of(1), NULL, 0)); /* while the handler for it runs */
    }
}

TEST(a_signal_during_its_handler_is_not_lost)
{
    STEPS;
    scene.count = 3;
    on_event[DRV] = signal_again;
    CHECK(interrupt(source_of(1), NULL, 0));
    RUN;
    CHECK_TEXT(trace(), "drv:1 drv:1 drv:1 drv:1");
    END;
}

TEST(ring_positions_wrap)
{
    STEPS;
    on_event[DRV] = take;
    scene.count = 16;
    source_of(0)->ram->head = UINT16_MAX - 20;
    source_of(0)->ram->tail = UINT16_MAX - 20;
    for (scene.value[0] = 0; scene.value[0] < 4; scene.value[0]++) {
        CHECK(interrupt(source_of(0), "0123456789abc", 13));
        CHECK(!interrupt(source_of(0), "0123", 4));
        RUN;
        CHECK_TEXT(trace(), "drv:0 0123456789abc0");
    }
    CHECK_EQ(source_of(0)->ram->lost, 16);
    source_of(0)->ram->lost = 0;
    END;
}

static void start_one(struct probe *me, struct lev_event it)
{
    trace_event(it);
    if (is_user(it) && number_of(it) == 1) {
        CHECK_EQ(start_op(&me->op[0], SRV, NULL, 0), LEV_OK);
    }
}

TEST(completions_come_before_staged_bytes_and_these_before_the_mailbox)
{
    STEPS;
    on_event[DRV] = start_one;
    on_event[SRV] = serve_stubbornly;
    post(DRV, 1);
    RUN;
    CHECK_TEXT(trace(), "drv1 srv?");
    /* at once, from a node above the driver: SRV is below it, so its completion is put in by hand */
    post(DRV, 2);
    CHECK(interrupt(source_of(1), NULL, 0));
    RUN;
    CHECK_TEXT(trace(), "drv:1 drv2");
    post(SRV, 9);
    on_event[SRV] = serve_stubbornly;
    RUN;
    CHECK_TEXT(trace(), "srv9 drv.0=9");
    END;
}

/** As a server above nobody: completes, signals and posts in one handler. */
static void complete_signal_post(struct probe *me, struct lev_event it)
{
    if (is_user(it)) {
        post(DRV, 3);
        CHECK(interrupt(source_of(1), NULL, 0));
        CHECK(core_op_complete(me->word[1], 4));
        me->word[0] = 0;
        return;
    }
    serve_stubbornly(me, it);
}

TEST(the_inbox_comes_first)
{
    STEPS;
    on_event[DRV] = start_one;
    on_event[SRV] = complete_signal_post;
    post(DRV, 1);
    RUN;
    (void)trace();
    post(SRV, 1);
    RUN;
    /* a kernel that preempts dispatches each at once, in the order in which they came */
    CHECK_TEXT(trace(), kernel_info.preempts ? "drv3 drv:1 drv.0=4" : "drv.0=4 drv:1 drv3");
    END;
}

static void name_a_wrong_source(struct probe *me, struct lev_event it)
{
    (void)me;
    if (is_user(it)) {
        trace_word("staged", (int32_t)core_staged(3));
    }
    trace_event(it);
}

TEST(a_source_that_is_not_the_nodes_restarts_it)
{
    STEPS;
    on_event[DRV] = name_a_wrong_source;
    post(DRV, 1);
    RUN;
    CHECK_TEXT(trace(), "drv!3");
    END;
}

static void restart(struct probe *me, struct lev_event it)
{
    if (is_user(it)) {
        lev_restart();
    }
    take(me, it);
}

static void signal_and_restart(struct probe *me, struct lev_event it)
{
    (void)me;
    trace_event(it);
    if (is_user(it)) {
        CHECK(interrupt(source_of(2), NULL, 0));
        lev_restart();
    }
}

TEST(a_signal_that_comes_before_an_abort_reaches_the_new_life)
{
    STEPS;
    on_event[DRV] = signal_and_restart;
    post(DRV, 1);
    RUN;
    CHECK_TEXT(trace(), "drv1 drv!4 drv:2");
    END;
}

TEST(staged_bytes_outlive_a_restart_of_their_driver)
{
    STEPS;
    scene.count = 16;
    on_event[DRV] = restart;
    post(DRV, 1);
    RUN;
    CHECK(interrupt(source_of(0), "abc", 3));
    RUN;
    CHECK_TEXT(trace(), "drv!4 drv:0 abc0");
    END;
}
