/* SPDX-License-Identifier: MIT */
/**
 * Who runs when: order within a node, priorities between nodes, turns among equals.
 */
#include "tests/contract/zoo.h"

TEST(every_node_starts_once_highest_first)
{
    CHECK_TEXT(
        trace_of_boot(),
        "drv!0 srv!0 srv2!0 hi!0 a!0 b!0 c!0 lo!0 old!0 coal!0 one!0 lim!0 stp!0 rst!0");
}

TEST(a_node_gets_events_in_the_order_of_their_posts)
{
    STEPS;
    post(A, 1);
    post(A, 2);
    post(A, 3);
    RUN;
    CHECK_TEXT(trace(), "a1 a2 a3");
    END;
}

TEST(an_event_keeps_its_arg)
{
    STEPS;
    post_arg(A, 1, 0xffff);
    post_arg(A, 0x7fef, 1);
    RUN;
    CHECK_TEXT(trace(), "a1=65535 a32751=1");
    END;
}

TEST(higher_priority_runs_first_whatever_the_order_of_posts)
{
    STEPS;
    post(ONE, 1);
    post(LO, 2);
    post(A, 3);
    post(HI, 4);
    post(SRV, 5);
    RUN;
    CHECK_TEXT(trace(), "srv5 hi4 a3 lo2 one1");
    END;
}

static void post_up_and_down(struct probe *me, struct lev_event it)
{
    (void)me;
    trace_event(it);
    if (number_of(it) == 1) {
        post(HI, 7);
        post(LO, 8);
        trace_word("end", 1);
    }
}

TEST(a_handler_that_posts_upwards_is_followed_by_the_higher_node)
{
    STEPS;
    on_event[A] = post_up_and_down;
    post(A, 1);
    post(A, 2);
    RUN;
    /* preempted or not is the kernel's: what came first and what came last is not */
    CHECK_TEXT(trace(), kernel_info.preempts ? "a1 hi7 end1 a2 lo8" : "a1 end1 hi7 a2 lo8");
    END;
}

TEST(a_node_never_runs_two_handlers_at_once)
{
    STEPS;
    post(A, 1);
    post(A, 1);
    on_event[A] = post_up_and_down;
    on_event[HI] = post_up_and_down; /* 7: traces only */
    RUN;
    CHECK_TEXT(
        trace(), kernel_info.preempts ? "a1 hi7 end1 a1 hi7 end1 lo8 lo8"
                                      : "a1 end1 hi7 a1 end1 hi7 lo8 lo8");
    END;
}

static void post_to_itself(struct probe *me, struct lev_event it)
{
    trace_event(it);
    if (me->word[0]++ < 2) {
        post(self(), number_of(it));
    }
}

TEST(a_post_to_itself_comes_after_what_was_queued)
{
    STEPS;
    on_event[LO] = post_to_itself;
    post(LO, 1);
    post(LO, 2);
    RUN;
    CHECK_TEXT(trace(), "lo1 lo2 lo1 lo2");
    probe_of(LO)->word[0] = 0;
    END;
}

/** Which nodes ran, one letter each, from a trace of plain events. */
static const char *letters(const char *words)
{
    static char found[64];
    uint32_t count = 0;
    bool first = true;
    for (; *words != '\0' && count < sizeof found - 1; words++) {
        if (first) {
            found[count++] = *words;
        }
        first = *words == ' ';
    }
    found[count] = '\0';
    return found;
}

/** True if no letter of the first `count` stands there twice. */
static bool all_different(const char *text, uint32_t count)
{
    for (uint32_t i = 0; i < count; i++) {
        if (text[i] == '\0' || memchr(text, text[i], i) != NULL) {
            return false;
        }
    }
    return true;
}

TEST(equals_take_turns)
{
    STEPS;
    for (uint16_t i = 1; i <= 3; i++) {
        post(A, i);
        post(B, i);
        post(C, i);
    }
    RUN;
    const char *order = letters(trace());
    CHECK_EQ(strlen(order), 9);
    CHECK(all_different(order, 3));
    CHECK(all_different(order + 3, 3));
    CHECK(all_different(order + 6, 3));
    END;
}

TEST(the_turn_goes_on_where_it_was)
{
    STEPS;
    post(A, 1);
    post(B, 1);
    post(C, 1);
    post(B, 1);
    RUN;
    const char *order = letters(trace());
    CHECK(all_different(order, 3));
    CHECK_EQ(order[3], 'b');
    END;
}

/** A and B keep each other ready, C waits for one event. */
static void ping_pong(struct probe *me, struct lev_event it)
{
    (void)me;
    trace_event(it);
    if (scene.count != 0) {
        scene.count--;
        post(self() == A ? B : A, number_of(it));
    }
}

TEST(two_equals_that_keep_each_other_ready_do_not_starve_the_third)
{
    STEPS;
    scene.count = 6;
    on_event[A] = ping_pong;
    on_event[B] = ping_pong;
    post(A, 1);
    post(B, 2);
    post(C, 3);
    RUN;
    const char *order = letters(trace());
    CHECK_EQ(strlen(order), 9);
    CHECK(all_different(order, 3));
    END;
}

/** As ping_pong; the third handler wakes C. */
static void ping_pong_and_wake(struct probe *me, struct lev_event it)
{
    if (scene.count == 10) {
        post(C, 3);
    }
    ping_pong(me, it);
}

TEST(an_equal_that_becomes_ready_later_gets_its_turn_soon)
{
    STEPS;
    scene.count = 12;
    on_event[A] = ping_pong_and_wake;
    on_event[B] = ping_pong_and_wake;
    post(A, 1);
    RUN;
    const char *order = letters(trace());
    CHECK_EQ(strlen(order), 14);
    /* behind the third at most two turns of each of the two others */
    CHECK(memchr(order + 3, 'c', 5) != NULL);
    END;
}

TEST(a_lower_node_waits_for_all_equals_above_it)
{
    STEPS;
    scene.count = 4;
    on_event[A] = ping_pong;
    on_event[B] = ping_pong;
    post(LO, 9);
    post(A, 1);
    RUN;
    CHECK_TEXT(trace(), "a1 b1 a1 b1 a1 lo9");
    END;
}

TEST(posts_refuse_what_only_the_system_may_send)
{
    CHECK_EQ(lev_post(A, (struct lev_event){LEV_EVENT_START, 0}), LEV_E_DENIED);
    CHECK_EQ(lev_post(A, (struct lev_event){LEV_EVENT_USER - 1, 0}), LEV_E_DENIED);
    CHECK_EQ(lev_post(A, (struct lev_event){0, 0}), LEV_E_DENIED);
    CHECK_EQ(lev_post(A, (struct lev_event){LEV_EVENT_BUFFER, 0}), LEV_E_DENIED);
    CHECK_EQ(lev_post(A, (struct lev_event){LEV_EVENT_BUFFER | LEV_EVENT_USER, 0}), LEV_E_DENIED);
    CHECK_EQ(lev_post(A, (struct lev_event){0xffff, 0}), LEV_E_DENIED);
}

TEST(posts_refuse_links_that_are_none)
{
    CHECK_EQ(lev_post(ZOO_NODES, event(1)), LEV_E_DENIED);
    CHECK_EQ(lev_post(-1, event(1)), LEV_E_DENIED);
    CHECK_EQ(lev_post(INT32_MIN, event(1)), LEV_E_DENIED);
    CHECK_EQ(lev_post(INT32_MAX, event(1)), LEV_E_DENIED);
    CHECK_EQ(lev_post(LEV__HANDLE_OP, event(1)), LEV_E_DENIED);
    CHECK_EQ(lev_post(LEV__HANDLE_BUF | 1, event(1)), LEV_E_DENIED);
}

static void read_the_time(struct probe *me, struct lev_event it)
{
    (void)me;
    (void)it;
    lev_time before = lev_now();
    CHECK(before >= scene.time);
    for (volatile int i = 0; i < 1000; i++) {
    }
    CHECK_EQ(lev_now(), before);
    scene.time = before;
    scene.count++;
}

TEST(time_stands_still_in_a_handler_and_never_goes_back)
{
    STEPS;
    for (uint8_t rank = DRV; rank <= LO; rank++) {
        on_event[rank] = read_the_time;
        post(rank, 1);
        post(rank, 2);
    }
    RUN;
    CHECK_EQ(scene.count, 2 * (LO - DRV + 1));
    END;
}
