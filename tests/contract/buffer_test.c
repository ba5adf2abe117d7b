/* SPDX-License-Identifier: MIT */
/**
 * Blocks: classes, quotas, exhaustion, and handles that are not the caller's.
 */
#include "tests/contract/zoo.h"

/** Runs the current case's body in LO, whose quotas are known. */
static void in_lo(probe_event_fn *body)
{
    on_event[LO] = body;
    post(LO, 1);
}

static void take_classes(struct probe *me, struct lev_event it)
{
    (void)me;
    (void)it;
    lev_result small = lev_buf_get(0);
    lev_result whole = lev_buf_get(32);
    lev_result large = lev_buf_get(33);
    CHECK_EQ(lev_buf_size(small), 32);
    CHECK_EQ(lev_buf_size(whole), 32);
    CHECK_EQ(lev_buf_size(large), 128);
    CHECK_EQ((uintptr_t)lev_buf_data(small) % 8, 0);
    CHECK_EQ((uintptr_t)lev_buf_data(large) % 8, 0);
    CHECK(small != whole && lev_buf_data(small) != lev_buf_data(whole));
    CHECK_EQ(lev_buf_put(small), LEV_OK);
    CHECK_EQ(lev_buf_put(whole), LEV_OK);
    CHECK_EQ(lev_buf_put(large), LEV_OK);
    CHECK_EQ(lev_buf_get(129), LEV_E_RANGE);
    CHECK_EQ(lev_buf_get(UINT32_MAX), LEV_E_RANGE);
}

TEST(the_smallest_class_that_fits_is_taken)
{
    STEPS;
    in_lo(take_classes);
    RUN;
    END;
}

static void use_up_quota(struct probe *me, struct lev_event it)
{
    (void)it;
    for (uint32_t i = 0; i < LO_BUFFERS; i++) {
        lev_result block = lev_buf_get(1);
        CHECK(block >= 0);
        me->word[i] = (uint32_t)block;
    }
    CHECK_EQ(lev_buf_get(1), LEV_E_NOMEM);
    CHECK_EQ(lev_buf_put((lev_handle)me->word[1]), LEV_OK);
    lev_result again = lev_buf_get(100);
    CHECK(again >= 0);
    CHECK((uint32_t)again != me->word[1]);
    CHECK_EQ(lev_buf_get(1), LEV_E_NOMEM);
    me->word[1] = (uint32_t)again;
    for (uint32_t i = 0; i < LO_BUFFERS; i++) {
        CHECK_EQ(lev_buf_put((lev_handle)me->word[i]), LEV_OK);
    }
}

TEST(a_quota_is_exact)
{
    STEPS;
    in_lo(use_up_quota);
    RUN;
    END;
}

static void take_two(struct probe *me, struct lev_event it)
{
    if (number_of(it) == 1) {
        me->word[0] = (uint32_t)lev_buf_get(128);
    } else {
        CHECK_EQ(lev_buf_put((lev_handle)me->word[0]), LEV_OK);
    }
}

TEST(an_empty_pool_refuses_and_recovers)
{
    STEPS;
    on_event[HI] = take_two;
    on_event[LO] = take_two;
    post(HI, 1);
    post(LO, 1);
    RUN;
    CHECK_EQ(lev_buf_get(128), LEV_E_NOMEM);
    /* the smaller class has blocks, and is not touched by that */
    lev_result small = lev_buf_get(1);
    CHECK(small >= 0);
    CHECK_EQ(lev_buf_put(small), LEV_OK);
    post(HI, 2);
    RUN;
    lev_result large = lev_buf_get(128);
    CHECK(large >= 0);
    CHECK_EQ(lev_buf_put(large), LEV_OK);
    post(LO, 2);
    RUN;
    END;
}

TEST(a_node_without_quota_gets_none)
{
    STEPS;
    on_event[C] = take_two;
    post(C, 1);
    RUN;
    CHECK_EQ((lev_result)probe_of(C)->word[0], LEV_E_NOMEM);
    END;
}

static void forge(struct probe *me, struct lev_event it)
{
    (void)me;
    (void)it;
    lev_handle mine = lev_buf_get(1);
    const lev_handle forged[] = {
        mine + 1,
        mine + 0x100,
        mine - 0x100,
        mine | 0x10000,
        mine ^ LEV__HANDLE_BUF,
        mine ^ LEV__HANDLE_BUF ^ LEV__HANDLE_TIMER,
        mine | INT32_MIN,
        (mine & ~0xff) | 0xff,
        LEV_NO_HANDLE,
        0,
        LO,
        scene.handle,
    };
    for (uint32_t i = 0; i < sizeof forged / sizeof forged[0]; i++) {
        CHECK(lev_buf_data(forged[i]) == NULL);
        CHECK_EQ(lev_buf_size(forged[i]), 0);
        CHECK_EQ(lev_buf_put(forged[i]), LEV_E_DENIED);
        CHECK_EQ(lev_send(HI, LEV_EVENT_USER, forged[i]), LEV_E_DENIED);
    }
    CHECK(lev_buf_data(mine) != NULL);
    CHECK_EQ(lev_buf_put(mine), LEV_OK);
    CHECK_EQ(lev_buf_put(mine), LEV_E_DENIED);
    CHECK(lev_buf_data(mine) == NULL);
}

TEST(forged_handles_are_refused)
{
    STEPS;
    lev_result dead = lev_buf_get(1);
    lev_result other = lev_buf_get(1); /* slot 1 of the director: LO has nothing there */
    CHECK_EQ(lev_buf_put(dead), LEV_OK);
    scene.handle = other;
    in_lo(forge);
    RUN;
    CHECK_EQ(lev_buf_put(scene.handle), LEV_OK);
    END;
}

/** Ops name memory by address: only blocks of the caller's own will do. */
static void lend_what_is_not_ours(struct probe *me, struct lev_event it)
{
    (void)it;
    static uint8_t writable[32];
    static const uint8_t constant[32] = {1};
    lev_handle mine = lev_buf_get(32);
    uint8_t *data = lev_buf_data(mine);
    CHECK_EQ(start_op(&me->op[0], SRV, writable, 32), LEV_E_DENIED);
    CHECK_EQ(start_op(&me->op[0], SRV, me, 32), LEV_E_DENIED);
    CHECK_EQ(start_op(&me->op[0], SRV, data, 33), LEV_E_DENIED);
    CHECK_EQ(start_op(&me->op[0], SRV, data + 31, 2), LEV_E_DENIED);
    CHECK_EQ(start_op(&me->op[0], SRV, data - 1, 1), LEV_E_DENIED);
    CHECK_EQ(start_op(&me->op[0], SRV, data, UINT32_MAX), LEV_E_DENIED);
    CHECK_EQ(start_op(&me->op[0], SRV, NULL, 1), LEV_E_DENIED);
    const struct core_op_args into_constant = {
        .target = SRV,
        .opcode = CORE_OP_READ,
        .writes = true,
        .data = (void *)(uintptr_t)constant,
        .bytes = 8};
    CHECK_EQ(start_op_on(&me->op[0], &into_constant), LEV_E_DENIED);
    const struct core_op_args extra_writable = {
        .target = SRV, .opcode = CORE_OP_READ, .extra = writable, .extra_bytes = 4};
    CHECK_EQ(start_op_on(&me->op[0], &extra_writable), LEV_E_DENIED);
    CHECK_EQ(lev_op_pending(&me->op[0]), false);
    CHECK(lev_buf_data(mine) == data);
    CHECK_EQ(lev_buf_put(mine), LEV_OK);
    CHECK_EQ(start_op(&me->op[0], SRV, data, 32), LEV_E_DENIED);
}

TEST(memory_that_is_not_the_callers_is_not_lent)
{
    STEPS;
    in_lo(lend_what_is_not_ours);
    RUN;
    CHECK_TEXT(trace(), "");
    END;
}

/* ---- What is another node's, or nobody's ---------------------------------------------------------------- */

static void keep_one(struct probe *me, struct lev_event it)
{
    if (number_of(it) == 1) {
        me->word[0] = (uint32_t)lev_buf_get(32);
        const uint8_t *data = lev_buf_data((lev_handle)me->word[0]);
        scene.value[0] = (uint32_t)(data - core_image()->pools[0].memory);
    } else {
        CHECK_EQ(lev_buf_put((lev_handle)me->word[0]), LEV_OK);
    }
}

/** With every slot of its own open: whichever one the other node keeps its block in, there is one of that number here. */
static void lend_anothers(struct probe *me, struct lev_event it)
{
    (void)it;
    lev_handle mine[LO_BUFFERS];
    for (uint32_t i = 0; i < LO_BUFFERS; i++) {
        mine[i] = lev_buf_get(32);
        CHECK(mine[i] >= 0);
    }
    CHECK_EQ(
        start_op(&me->op[0], SRV, core_image()->pools[0].memory + scene.value[0], 32),
        LEV_E_DENIED);
    for (uint32_t i = 0; i < LO_BUFFERS; i++) {
        CHECK_EQ(lev_buf_put(mine[i]), LEV_OK);
    }
}

TEST(another_nodes_block_is_not_lent)
{
    STEPS;
    on_event[HI] = keep_one;
    post(HI, 1);
    in_lo(lend_anothers);
    RUN;
    CHECK_TEXT(trace(), "");
    post(HI, 2);
    RUN;
    END;
}

/** Whatever became of the event: the handle is over when lev_send() returns. */
static void send_away(struct probe *me, struct lev_event it)
{
    lev_handle sent = lev_buf_get(32);
    void *data = lev_buf_data(sent);
    if (number_of(it) == 2) {
        post(ONE, 2); /* its mailbox is full: the block will be nobody's */
    }
    CHECK_EQ(lev_send(ONE, LEV_EVENT_USER, sent), LEV_OK);
    CHECK(lev_buf_data(sent) == NULL);
    CHECK_EQ(lev_buf_size(sent), 0);
    if (lev_buf_data(sent) == NULL) { /* else these would give it away twice */
        CHECK_EQ(lev_buf_put(sent), LEV_E_DENIED);
        CHECK_EQ(lev_send(ONE, LEV_EVENT_USER, sent), LEV_E_DENIED);
        CHECK_EQ(start_op(&me->op[0], SRV, data, 32), LEV_E_DENIED);
    }
}

TEST(a_sent_block_is_the_senders_no_more)
{
    STEPS;
    in_lo(send_away);
    RUN;
    CHECK_TEXT(trace(), "one*0");
    post(LO, 2);
    RUN;
    CHECK_TEXT(trace(), "one2");
    CHECK_EQ(drops(ONE), 1);
    END;
}
