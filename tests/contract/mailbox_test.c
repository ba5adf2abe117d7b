/* SPDX-License-Identifier: MIT */
/**
 * Bounded mailboxes: the three policies, what is counted, and the blocks that travel in events.
 */
#include "tests/contract/zoo.h"

/** A block with one byte in it. */
static lev_handle block_with(uint8_t byte)
{
    lev_result block = lev_buf_get(1);
    CHECK(block >= 0);
    *(uint8_t *)lev_buf_data(block) = byte;
    return block;
}

/** Trace the byte that a block brings, then put the block. */
static void unpack(struct probe *me, struct lev_event it)
{
    (void)me;
    trace_event(it);
    if ((it.id & LEV_EVENT_BUFFER) != 0) {
        trace_word("#", *(uint8_t *)lev_buf_data(lev_event_buf(it)));
        CHECK_EQ(lev_buf_put(lev_event_buf(it)), LEV_OK);
    }
}

TEST(reject_loses_the_new_event)
{
    STEPS;
    for (uint16_t i = 1; i <= 11; i++) {
        post(A, i);
    }
    CHECK_EQ(drops(A), 3);
    RUN;
    CHECK_TEXT(trace(), "a1 a2 a3 a4 a5 a6 a7 a8");
    post(A, 9);
    RUN;
    CHECK_TEXT(trace(), "a9");
    CHECK_EQ(drops(A), 0);
    END;
}

TEST(a_mailbox_of_one_holds_exactly_one)
{
    STEPS;
    post(ONE, 1);
    CHECK_EQ(drops(ONE), 0);
    post(ONE, 2);
    CHECK_EQ(drops(ONE), 1);
    RUN;
    CHECK_TEXT(trace(), "one1");
    END;
}

TEST(the_poster_is_not_told_that_a_mailbox_is_full)
{
    STEPS;
    CHECK_EQ(lev_post(ONE, event(1)), LEV_OK);
    CHECK_EQ(lev_post(ONE, event(2)), LEV_OK);
    RUN;
    CHECK_TEXT(trace(), "one1");
    CHECK_EQ(drops(ONE), 1);
    END;
}

TEST(drop_oldest_keeps_the_newest_in_order)
{
    STEPS;
    for (uint16_t i = 1; i <= 5; i++) {
        post(OLD, i);
    }
    CHECK_EQ(drops(OLD), 3);
    RUN;
    CHECK_TEXT(trace(), "old4 old5");
    END;
}

TEST(coalesce_gives_a_queued_event_the_new_arg)
{
    STEPS;
    post_arg(COAL, 1, 10);
    post_arg(COAL, 2, 20);
    post_arg(COAL, 2, 21);
    post_arg(COAL, 1, 11);
    CHECK_EQ(drops(COAL), 2);
    post_arg(COAL, 3, 30); /* nobody to join: lost */
    CHECK_EQ(drops(COAL), 1);
    RUN;
    CHECK_TEXT(trace(), "coal1=11 coal2=21");
    END;
}

TEST(coalesce_only_when_full)
{
    STEPS;
    post_arg(COAL, 1, 10);
    post_arg(COAL, 1, 11);
    CHECK_EQ(drops(COAL), 0);
    RUN;
    CHECK_TEXT(trace(), "coal1=10 coal1=11");
    END;
}

TEST(positions_wrap)
{
    STEPS;
    for (scene.count = 0; scene.count < 300; scene.count++) {
        post(OLD, 1);
        post(OLD, 2);
        post(COAL, 3);
        RUN;
        CHECK_TEXT(trace(), "old1 old2 coal3");
    }
    CHECK_EQ(drops(OLD) + drops(COAL), 0);
    END;
}

TEST(drops_saturate)
{
    STEPS;
    node_of(ONE)->ram->dropped = UINT16_MAX - 1;
    post(ONE, 1);
    post(ONE, 2);
    post(ONE, 3);
    post(ONE, 4);
    CHECK_EQ(drops(ONE), UINT16_MAX);
    RUN;
    CHECK_TEXT(trace(), "one1");
    END;
}

TEST(a_sent_block_arrives_with_its_bytes)
{
    STEPS;
    on_event[LO] = unpack;
    lev_handle block = block_with(42);
    CHECK_EQ(lev_send(LO, LEV_EVENT_USER + 5, block), LEV_OK);
    /* no longer the sender's in any way */
    CHECK(lev_buf_data(block) == NULL);
    CHECK_EQ(lev_buf_size(block), 0);
    CHECK_EQ(lev_buf_put(block), LEV_E_DENIED);
    CHECK_EQ(lev_send(LO, LEV_EVENT_USER + 5, block), LEV_E_DENIED);
    RUN;
    CHECK_TEXT(trace(), "lo*5 #42");
    END;
}

TEST(send_refuses_and_the_block_stays)
{
    lev_handle block = block_with(1);
    CHECK_EQ(lev_send(ZOO_NODES, LEV_EVENT_USER, block), LEV_E_DENIED);
    CHECK_EQ(lev_send(-1, LEV_EVENT_USER, block), LEV_E_DENIED);
    CHECK_EQ(lev_send(LO, LEV_EVENT_USER - 1, block), LEV_E_DENIED);
    CHECK_EQ(lev_send(LO, LEV_EVENT_BUFFER, block), LEV_E_DENIED);
    CHECK_EQ(lev_send(LO, 0, block), LEV_E_DENIED);
    CHECK_EQ(lev_send(LO, LEV_EVENT_USER, block + 1), LEV_E_DENIED);
    CHECK_EQ(lev_send(LO, LEV_EVENT_USER, LEV_NO_HANDLE), LEV_E_DENIED);
    CHECK(lev_buf_data(block) != NULL);
    CHECK_EQ(lev_buf_put(block), LEV_OK);
}

TEST(reject_gives_the_new_block_back)
{
    STEPS;
    on_event[ONE] = unpack;
    CHECK_EQ(lev_send(ONE, LEV_EVENT_USER + 1, block_with(1)), LEV_OK);
    CHECK_EQ(lev_send(ONE, LEV_EVENT_USER + 2, block_with(2)), LEV_OK);
    CHECK_EQ(drops(ONE), 1);
    RUN;
    CHECK_TEXT(trace(), "one*1 #1");
    END;
}

TEST(drop_oldest_gives_the_old_block_back)
{
    STEPS;
    on_event[OLD] = unpack;
    CHECK_EQ(lev_send(OLD, LEV_EVENT_USER + 1, block_with(1)), LEV_OK);
    CHECK_EQ(lev_send(OLD, LEV_EVENT_USER + 2, block_with(2)), LEV_OK);
    CHECK_EQ(lev_send(OLD, LEV_EVENT_USER + 3, block_with(3)), LEV_OK);
    post(OLD, 4);
    CHECK_EQ(drops(OLD), 2);
    RUN;
    CHECK_TEXT(trace(), "old*3 #3 old4");
    END;
}

TEST(coalesce_gives_the_replaced_block_back)
{
    STEPS;
    on_event[COAL] = unpack;
    CHECK_EQ(lev_send(COAL, LEV_EVENT_USER + 1, block_with(1)), LEV_OK);
    CHECK_EQ(lev_send(COAL, LEV_EVENT_USER + 2, block_with(2)), LEV_OK);
    CHECK_EQ(lev_send(COAL, LEV_EVENT_USER + 1, block_with(3)), LEV_OK);
    CHECK_EQ(drops(COAL), 1);
    CHECK_EQ(lev_send(COAL, LEV_EVENT_USER + 3, block_with(4)), LEV_OK);
    CHECK_EQ(drops(COAL), 1);
    RUN;
    CHECK_TEXT(trace(), "coal*1 #3 coal*2 #2");
    END;
}

TEST(coalesce_does_not_mix_events_with_and_without_a_block)
{
    STEPS;
    on_event[COAL] = unpack;
    CHECK_EQ(lev_send(COAL, LEV_EVENT_USER + 1, block_with(7)), LEV_OK);
    post(COAL, 2);
    post(COAL, 1);
    CHECK_EQ(drops(COAL), 1);
    RUN;
    CHECK_TEXT(trace(), "coal*1 #7 coal2");
    END;
}

/** Keep what comes. */
static void keep(struct probe *me, struct lev_event it)
{
    trace_event(it);
    if ((it.id & LEV_EVENT_BUFFER) != 0) {
        me->word[me->word[3]++] = (uint32_t)lev_event_buf(it);
    } else if (is_user(it)) {
        while (me->word[3] != 0) {
            CHECK_EQ(lev_buf_put((lev_handle)me->word[--me->word[3]]), LEV_OK);
        }
    }
}

TEST(a_receiver_whose_quota_is_used_up_loses_the_event)
{
    STEPS;
    on_event[A] = keep; /* may hold one */
    CHECK_EQ(lev_send(A, LEV_EVENT_USER + 1, block_with(1)), LEV_OK);
    CHECK_EQ(lev_send(A, LEV_EVENT_USER + 2, block_with(2)), LEV_OK);
    RUN;
    CHECK_TEXT(trace(), "a*1");
    CHECK_EQ(drops(A), 1);
    post(A, 3);
    RUN;
    CHECK_TEXT(trace(), "a3");
    END;
}

TEST(a_receiver_without_quota_gets_no_block)
{
    STEPS;
    CHECK_EQ(lev_send(C, LEV_EVENT_USER + 1, block_with(1)), LEV_OK);
    RUN;
    CHECK_TEXT(trace(), "");
    CHECK_EQ(drops(C), 1);
    END;
}
