/* SPDX-License-Identifier: MIT */
/**
 * Ops: started means exactly one completion, never from inside the starting call; refused means none.
 */
#include "tests/contract/zoo.h"

/** Start op `n` of the caller on `server` with `arg`, which most servers here give back as the result. */
static lev_result ask(struct probe *me, uint32_t n, uint8_t server, uint32_t arg)
{
    const struct core_op_args args = {.target = server, .opcode = CORE_OP_READ, .arg = arg};
    return start_op_on(&me->op[n], &args);
}

/** A user event n: start op 0 on node n. */
static void ask_node(struct probe *me, struct lev_event it)
{
    trace_event(it);
    if (is_user(it)) {
        CHECK_EQ(ask(me, 0, (uint8_t)number_of(it), 70), LEV_OK);
        CHECK(lev_op_pending(&me->op[0]));
        trace_word("end", 0);
    }
}

TEST(a_completion_comes_after_the_handler_that_started_it)
{
    STEPS;
    on_event[LO] = ask_node;
    on_event[ONE] = serve_at_once;
    post(LO, ONE); /* a server below its client */
    RUN;
    CHECK_TEXT(trace(), "lo12 end0 one? lo.0=70");
    CHECK(!lev_op_pending(&probe_of(LO)->op[0]));
    END;
}

TEST(a_server_above_its_client_completes_it_too)
{
    STEPS;
    on_event[LO] = ask_node;
    on_event[SRV] = serve_at_once;
    post(LO, SRV);
    RUN;
    CHECK_TEXT(trace(), kernel_info.preempts ? "lo3 srv? end0 lo.0=70" : "lo3 end0 srv? lo.0=70");
    END;
}

static void ask_twice(struct probe *me, struct lev_op *op)
{
    trace_done(me, op);
    CHECK(!lev_op_pending(op));
    if (scene.count++ < 2) {
        CHECK_EQ(ask(me, 0, SRV, 70 + scene.count), LEV_OK);
    }
}

TEST(an_op_may_be_started_again_from_its_completion)
{
    STEPS;
    on_event[HI] = ask_node;
    on_done[HI] = ask_twice;
    on_event[SRV] = serve_at_once;
    post(HI, SRV);
    RUN;
    CHECK_EQ(scene.count, 3);
    CHECK_EQ(probe_of(HI)->op[0].result, 72);
    END;
}

static void ask_itself(struct probe *me, struct lev_event it)
{
    if (it.id == LEV_EVENT_REQUEST) {
        serve_at_once(me, it);
    } else {
        ask_node(me, it);
    }
}

TEST(a_node_may_serve_itself)
{
    STEPS;
    on_event[LO] = ask_itself;
    post(LO, LO);
    RUN;
    CHECK_TEXT(trace(), "lo9 end0 lo? lo.0=70");
    END;
}

static void ask_all(struct probe *me, struct lev_event it)
{
    (void)it;
    for (uint32_t i = 0; i < LO_OPS; i++) {
        CHECK_EQ(ask(me, i, ONE, i), LEV_OK);
    }
    CHECK_EQ(ask(me, LO_OPS, ONE, 9), LEV_E_NOMEM);
    CHECK(!lev_op_pending(&me->op[LO_OPS]));
}

TEST(a_quota_of_ops_is_exact_and_comes_back)
{
    STEPS;
    on_event[LO] = ask_all;
    on_event[ONE] = serve_at_once;
    post(LO, 1);
    RUN;
    CHECK_TEXT(trace(), "one? lo.0=0 one? lo.1=1 one? lo.2=2 one? lo.3=3");
    post(LO, 1);
    RUN;
    CHECK_TEXT(trace(), "one? lo.0=0 one? lo.1=1 one? lo.2=2 one? lo.3=3");
    END;
}

/** Ops that are not in the caller's state, or pending. */
static void forge_ops(struct probe *me, struct lev_event it)
{
    (void)it;
    static struct lev_op elsewhere;
    struct lev_op on_the_stack = {0};
    uint8_t *block = (uint8_t *)me;
    const struct core_op_args args = {.target = SRV, .opcode = CORE_OP_READ};
    struct lev_op *const forged[] = {
        &elsewhere,
        &on_the_stack,
        &probe_of(HI)->op[0],
        (struct lev_op *)(void *)(block - 4),
        (struct lev_op *)(void *)(block - sizeof(struct lev_op)),
        (struct lev_op *)(void *)(block + node_of(LO)->block_bytes),
        (struct lev_op *)(void *)(block + node_of(LO)->block_bytes - 8),
        (struct lev_op *)(uintptr_t)(UINTPTR_MAX - 3),
        NULL,
    };
    for (uint32_t i = 0; i < sizeof forged / sizeof forged[0]; i++) {
        CHECK_EQ(core_op_start(forged[i], &args), LEV_E_DENIED);
        CHECK_EQ(lev_sleep_start(forged[i], 1), LEV_E_DENIED);
        CHECK_EQ(lev_op_cancel(forged[i]), LEV_E_DENIED);
    }
    CHECK_EQ(lev_op_cancel(&me->op[0]), LEV_E_DENIED);
}

TEST(forged_op_pointers_are_refused)
{
    STEPS;
    on_event[LO] = forge_ops;
    post(LO, 1);
    RUN;
    CHECK_TEXT(trace(), "");
    END;
}

static void forge_targets(struct probe *me, struct lev_event it)
{
    (void)it;
    const lev_handle forged[] = {
        ZOO_NODES,
        -1,
        INT32_MIN,
        INT32_MAX,
        LEV__HANDLE_OBJECT,
        LEV__HANDLE_OBJECT | 1,
        LEV__HANDLE_OBJECT | (LO_OBJECTS + 1),
        LEV__HANDLE_OBJECT | 0xffff,
        LEV__HANDLE_BUF,
        LEV__HANDLE_OP,
        LEV__HANDLE_TIMER | 1};
    for (uint32_t i = 0; i < sizeof forged / sizeof forged[0]; i++) {
        const struct core_op_args args = {.target = forged[i], .opcode = CORE_OP_READ};
        CHECK_EQ(start_op_on(&me->op[0], &args), LEV_E_DENIED);
        CHECK(!lev_op_pending(&me->op[0]));
    }
}

TEST(forged_targets_are_refused)
{
    STEPS;
    on_event[LO] = forge_targets;
    post(LO, 1);
    RUN;
    CHECK_TEXT(trace(), "");
    END;
}

/** Start op 0, then start it again and forge handles beside it. */
static void start_and_forge(struct probe *me, struct lev_event it)
{
    if (!is_user(it)) {
        return;
    }
    CHECK_EQ(ask(me, 0, ONE, 1), LEV_OK);
    CHECK_EQ(ask(me, 0, ONE, 1), LEV_E_DENIED);
    CHECK_EQ(lev_sleep_start(&me->op[0], 1), LEV_E_DENIED);
    me->op[1].handle = me->op[0].handle + 1; /* a record that is free */
    CHECK_EQ(lev_op_cancel(&me->op[1]), LEV_E_DENIED);
    me->op[1].handle = me->op[0].handle + 0x10000; /* another generation */
    CHECK_EQ(lev_op_cancel(&me->op[1]), LEV_E_DENIED);
    me->op[1].handle = me->op[0].handle ^ LEV__HANDLE_OP;
    CHECK_EQ(lev_op_cancel(&me->op[1]), LEV_E_DENIED);
    me->op[1].handle = (me->op[0].handle & ~0xffff) | LO_OPS; /* the next node's record */
    CHECK_EQ(lev_op_cancel(&me->op[1]), LEV_E_DENIED);
    me->op[1].handle = 0;
}

TEST(forged_op_handles_are_refused)
{
    STEPS;
    on_event[LO] = start_and_forge;
    on_event[ONE] = serve_at_once;
    post(LO, 1);
    RUN;
    CHECK_TEXT(trace(), "one? lo.0=1");
    END;
}

static void serve_nothing(struct probe *me, struct lev_event it)
{
    (void)me;
    (void)it;
}

static void ask_nobody(struct probe *me, struct lev_event it)
{
    (void)it;
    CHECK_EQ(ask(me, 0, ONE, 1), LEV_OK);
    if (scene.value[0] != 0) {
        CHECK_EQ(lev_op_cancel(&me->op[0]), LEV_OK);
    }
}

TEST(a_node_that_serves_nothing_is_no_black_hole)
{
    STEPS;
    on_event[LO] = ask_nobody;
    on_event[ONE] = serve_nothing;
    post(LO, 1);
    RUN;
    CHECK_TEXT(trace(), "lo.0=-7");
    post(LO, 1); /* its ops have all come back, and so it goes on */
    RUN;
    CHECK_TEXT(trace(), "lo.0=-7");
    scene.value[0] = 1; /* cancelled before it was seen */
    post(LO, 1);
    RUN;
    CHECK_TEXT(trace(), "lo.0=-1");
    END;
}

/* ---- Cancel --------------------------------------------------------------------------------------------- */

static void ask_and_cancel(struct probe *me, struct lev_event it)
{
    (void)it;
    CHECK_EQ(ask(me, 0, ONE, 1), LEV_OK);
    CHECK_EQ(lev_op_cancel(&me->op[0]), LEV_OK);
    CHECK_EQ(lev_op_cancel(&me->op[0]), LEV_OK);
    CHECK(lev_op_pending(&me->op[0]));
}

TEST(cancelled_before_it_was_taken_the_server_never_sees_it)
{
    STEPS;
    on_event[LO] = ask_and_cancel;
    on_event[ONE] = serve_at_once;
    post(LO, 1);
    RUN;
    CHECK_TEXT(trace(), "lo.0=-1");
    END;
}

/** 1: start op 0 on SRV2. 2: cancel it. 3: cancel it twice. */
static void ask_or_cancel(struct probe *me, struct lev_event it)
{
    if (number_of(it) == 1) {
        CHECK_EQ(ask(me, 0, SRV2, 1), LEV_OK);
        return;
    }
    for (uint16_t i = 2; i <= number_of(it); i++) {
        CHECK_EQ(lev_op_cancel(&me->op[0]), LEV_OK);
    }
}

TEST(cancelled_while_taken_the_server_is_asked_once)
{
    STEPS;
    on_event[LO] = ask_or_cancel;
    on_event[SRV2] = serve_later;
    post(LO, 1);
    RUN;
    CHECK_TEXT(trace(), "srv2?");
    post(LO, 3);
    RUN;
    CHECK_TEXT(trace(), "srv2^ lo.0=-1");
    END;
}

TEST(a_server_may_ignore_a_cancel)
{
    STEPS;
    on_event[LO] = ask_or_cancel;
    on_event[SRV2] = serve_stubbornly;
    post(LO, 1);
    RUN;
    post(LO, 2);
    RUN;
    post(LO, 2);
    RUN;
    CHECK_TEXT(trace(), "srv2? srv2^");
    post(SRV2, 33);
    RUN;
    CHECK_TEXT(trace(), "srv233 lo.0=33");
    END;
}

static void ask_two(struct probe *me, struct lev_event it)
{
    for (uint32_t i = 0; i < 2; i++) {
        if (number_of(it) == 1) {
            CHECK_EQ(ask(me, i, SRV2, i), LEV_OK);
        } else {
            CHECK_EQ(lev_op_cancel(&me->op[i]), LEV_OK);
        }
    }
}

/** At the first cancel, complete both: the second one's cancel is under way. */
static void complete_both(struct probe *me, struct lev_event it)
{
    if (it.id == LEV_EVENT_CANCEL) {
        trace_event(it);
        CHECK(core_op_complete(me->word[1], 51));
        CHECK(core_op_complete(me->word[2], 52));
        CHECK(!core_op_complete(me->word[2], 53));
        me->word[0] = 0;
    } else {
        serve_stubbornly(me, it);
    }
}

TEST(a_completion_that_races_a_cancel_wins_and_comes_once)
{
    STEPS;
    on_event[LO] = ask_two;
    on_event[SRV2] = complete_both;
    post(LO, 1);
    RUN;
    post(LO, 2);
    RUN;
    CHECK_TEXT(trace(), "srv2? srv2? srv2^ lo.0=51 lo.1=52");
    END;
}

static void cancel_the_other(struct probe *me, struct lev_op *op)
{
    trace_done(me, op);
    if (op == &me->op[0]) {
        CHECK(lev_op_pending(&me->op[1]));
        CHECK_EQ(lev_op_cancel(&me->op[1]), LEV_OK);
        CHECK_EQ(lev_op_cancel(&me->op[0]), LEV_E_DENIED);
    }
}

static void complete_two(struct probe *me, struct lev_event it)
{
    serve_stubbornly(me, it);
    if (me->word[0] == 2) {
        CHECK(core_op_complete(me->word[1], 61));
        CHECK(core_op_complete(me->word[2], 62));
        me->word[0] = 0;
    }
}

TEST(cancelled_after_it_was_done_the_true_result_comes)
{
    STEPS;
    on_event[LO] = ask_two;
    on_done[LO] = cancel_the_other;
    on_event[SRV2] = complete_two;
    post(LO, 1);
    RUN;
    CHECK_TEXT(trace(), "srv2? srv2? lo.0=61 lo.1=62");
    END;
}

/* ---- Completions and mailboxes --------------------------------------------------------------------------- */

TEST(a_completion_needs_no_mailbox_slot_and_comes_first)
{
    STEPS;
    on_event[ONE] = ask_node;
    on_event[SRV] = serve_later;
    post(ONE, SRV);
    RUN;
    CHECK_TEXT(trace(), kernel_info.preempts ? "one3 srv? end0" : "one3 end0 srv?");
    on_event[ONE] = NULL;
    post(ONE, 5); /* its mailbox of one is full */
    post(ONE, 6);
    post(SRV, 44);
    RUN;
    CHECK_TEXT(trace(), "srv44 one.0=44 one5");
    CHECK_EQ(drops(ONE), 1);
    END;
}

TEST(a_request_needs_no_mailbox_slot)
{
    STEPS;
    on_event[LO] = ask_node;
    on_event[ONE] = serve_at_once;
    post(ONE, 1);
    post(LO, ONE);
    RUN;
    CHECK_TEXT(trace(), "lo12 end0 one? lo.0=70 one1");
    CHECK_EQ(drops(ONE), 0);
    END;
}

/* ---- Tokens --------------------------------------------------------------------------------------------- */

static void misuse_token(struct probe *me, struct lev_event it)
{
    (void)me;
    struct core_request request;
    if (it.id == LEV_EVENT_REQUEST) {
        scene.token = request_of(it).token;
        scene.value[0] = it.arg;
        return;
    }
    CHECK(!core_request_get((uint16_t)scene.value[0], &request));
    CHECK(!core_op_complete(scene.token, 1));
    CHECK_EQ(core_op_opens(scene.token, 1), LEV_NO_HANDLE);
}

static void use_token(struct probe *me, struct lev_event it)
{
    (void)me;
    (void)it;
    struct core_request request;
    CHECK(!core_request_get(LEV__NONE, &request));
    CHECK(!core_request_get(core_image()->op_count, &request));
    CHECK(!core_op_complete(scene.token + 0x10000, 1));
    CHECK(!core_op_complete(scene.token + 1, 1));
    CHECK(!core_op_complete(0xffffffff, 1));
    CHECK(core_request_get((uint16_t)scene.value[0], &request));
    CHECK_EQ(request.token, scene.token);
    CHECK(core_op_complete(scene.token, 7));
    CHECK(!core_op_complete(scene.token, 8));
    CHECK(!core_request_get((uint16_t)scene.value[0], &request));
}

TEST(only_the_server_may_complete_and_only_once)
{
    STEPS;
    on_event[LO] = ask_node;
    on_event[SRV] = misuse_token;
    on_event[SRV2] = misuse_token;
    post(LO, SRV);
    RUN;
    post(SRV2, 1); /* not its op */
    RUN;
    on_event[SRV] = use_token;
    (void)trace();
    post(SRV, 1);
    RUN;
    CHECK_TEXT(trace(), "lo.0=7");
    on_event[SRV] = misuse_token;
    post(SRV, 1); /* a dead token */
    RUN;
    END;
}

static void see_request(struct probe *me, struct lev_event it)
{
    (void)me;
    struct core_request request = request_of(it);
    CHECK_EQ(request.opcode, CORE_OP_I2C_TRANSFER);
    CHECK_EQ(request.client, LO);
    CHECK_EQ(request.life, node_of(LO)->ram->generation);
    CHECK(core_node_lives(request.client, request.life));
    CHECK(!core_node_lives(request.client, (uint8_t)(request.life + 1)));
    CHECK_EQ(request.object, 0);
    CHECK_EQ(request.arg, 0xfffffffe);
    CHECK_EQ(request.arg2, 17);
    CHECK_EQ(request.bytes, 5);
    CHECK_EQ(memcmp(request.data, "hello", 5), 0);
    CHECK_TEXT(request.extra, "extra");
    CHECK(core_op_complete(request.token, 5));
}

static void ask_with_everything(struct probe *me, struct lev_event it)
{
    (void)it;
    static const char text[] = "hello";
    static const char extra[] = "extra";
    const struct core_op_args args = {
        .target = SRV,
        .opcode = CORE_OP_I2C_TRANSFER,
        .arg = 0xfffffffe,
        .arg2 = 17,
        .extra = extra,
        .extra_bytes = sizeof extra,
        .data = (void *)(uintptr_t)text,
        .bytes = 5,
    };
    CHECK_EQ(start_op_on(&me->op[0], &args), LEV_OK);
}

TEST(a_request_tells_what_was_asked_and_constant_memory_is_not_lent)
{
    STEPS;
    on_event[LO] = ask_with_everything;
    on_event[SRV] = see_request;
    post(LO, 1);
    RUN;
    CHECK_TEXT(trace(), "lo.0=5");
    END;
}

/* ---- Lent blocks ----------------------------------------------------------------------------------------- */

/** 1: lend a block with op 0 to SRV2. 2: cancel. 3: put it. */
static void lend(struct probe *me, struct lev_event it)
{
    if (number_of(it) == 2) {
        CHECK_EQ(lev_op_cancel(&me->op[0]), LEV_OK);
    } else if (number_of(it) == 1) {
        lev_handle block = lev_buf_get(32);
        me->word[0] = (uint32_t)block;
        void *data = lev_buf_data(block);
        CHECK_EQ(start_op(&me->op[0], SRV2, data, 32), LEV_OK);
        CHECK(lev_buf_data(block) == NULL);
        CHECK_EQ(lev_buf_size(block), 0);
        CHECK_EQ(lev_buf_put(block), LEV_E_DENIED);
        CHECK_EQ(lev_send(HI, LEV_EVENT_USER, block), LEV_E_DENIED);
        CHECK_EQ(start_op(&me->op[1], SRV2, data, 1), LEV_E_DENIED);
        CHECK(!lev_op_pending(&me->op[1]));
    }
}

static void lent_is_back(struct probe *me, struct lev_op *op)
{
    trace_done(me, op);
    const uint8_t *data = lev_buf_data((lev_handle)me->word[0]);
    CHECK(data != NULL);
    if (data != NULL) {
        trace_word("#", data[31]);
    }
    CHECK_EQ(lev_buf_put((lev_handle)me->word[0]), LEV_OK);
}

static void write_into_it(struct probe *me, struct lev_event it)
{
    serve_later(me, it);
    if (it.id == LEV_EVENT_REQUEST) {
        memset(request_of(it).data, 9, request_of(it).bytes);
    }
}

TEST(a_lent_block_is_nobodys_until_the_completion)
{
    STEPS;
    on_event[LO] = lend;
    on_done[LO] = lent_is_back;
    on_event[SRV2] = write_into_it;
    post(LO, 1);
    RUN;
    post(SRV2, 32);
    RUN;
    CHECK_TEXT(trace(), "srv2? srv232 lo.0=32 #9");
    END;
}

TEST(a_lent_block_comes_back_from_a_cancel)
{
    STEPS;
    on_event[LO] = lend;
    on_done[LO] = lent_is_back;
    on_event[SRV2] = write_into_it;
    post(LO, 1);
    RUN;
    post(LO, 2);
    RUN;
    CHECK_TEXT(trace(), "srv2? srv2^ lo.0=-1 #9");
    END;
}

static void lend_and_cancel(struct probe *me, struct lev_event it)
{
    (void)it;
    lev_handle block = lev_buf_get(32);
    me->word[0] = (uint32_t)block;
    *((uint8_t *)lev_buf_data(block) + 31) = 4;
    CHECK_EQ(start_op(&me->op[0], ONE, lev_buf_data(block), 32), LEV_OK);
    CHECK_EQ(lev_op_cancel(&me->op[0]), LEV_OK);
}

TEST(a_lent_block_comes_back_from_a_server_that_never_saw_it)
{
    STEPS;
    on_event[LO] = lend_and_cancel;
    on_done[LO] = lent_is_back;
    post(LO, 1);
    RUN;
    CHECK_TEXT(trace(), "lo.0=-1 #4");
    END;
}

/* ---- Who is told ---------------------------------------------------------------------------------------- */

static void wait_otherwise(struct probe *me, struct lev_event it)
{
    const struct core_op_args args = {.target = SRV, .opcode = CORE_OP_READ, .arg = 3};
    struct lev_frame frame = {.entry = number_of(it) == 2 ? 0 : 0xffff, .resume = 1};
    memcpy(&me->word[2], &frame, sizeof frame);
    me->op[0].waiter = LEV_WAIT_NOBODY;
    if (number_of(it) != 1) {
        me->op[0].waiter = (uint32_t)LEV_WAIT_FRAME | (uint32_t)offsetof(struct probe, word[2]);
    }
    CHECK_EQ(core_op_start(&me->op[0], &args), LEV_OK);
}

TEST(nobody_is_told_but_the_result_is_there)
{
    STEPS;
    on_event[LO] = wait_otherwise;
    on_event[SRV] = serve_at_once;
    post(LO, 1);
    RUN;
    CHECK_TEXT(trace(), "srv?");
    CHECK_EQ(probe_of(LO)->op[0].result, 3);
    CHECK(!lev_op_pending(&probe_of(LO)->op[0]));
    END;
}

TEST(a_frame_that_waits_is_resumed_through_its_entry)
{
    STEPS;
    on_event[LO] = wait_otherwise;
    on_event[SRV] = serve_at_once;
    post(LO, 2);
    RUN;
    CHECK_TEXT(trace(), "srv? lo.0=3");
    END;
}

static void trace_only(struct probe *me, struct lev_event it)
{
    if (is_user(it)) {
        wait_otherwise(me, it);
    } else {
        trace_event(it);
    }
}

TEST(a_frame_with_a_bad_entry_restarts_its_node)
{
    STEPS;
    on_event[LO] = trace_only;
    on_event[SRV] = serve_at_once;
    post(LO, 3);
    RUN;
    CHECK_TEXT(trace(), "srv? lo!3");
    END;
}

static void overwrite(struct probe *me, struct lev_event it)
{
    if (!is_user(it)) {
        trace_event(it);
        return;
    }
    CHECK_EQ(ask(me, 0, ONE, 1), LEV_OK);
    if (number_of(it) == 1) {
        me->op[0].handle = 0;
    } else {
        lev_op_then(&me->op[0], 1); /* the component has one entry */
    }
}

TEST(a_node_that_overwrites_a_pending_op_is_restarted)
{
    STEPS;
    on_event[LO] = overwrite;
    on_event[ONE] = serve_at_once;
    post(LO, 1);
    RUN;
    CHECK_TEXT(trace(), "one? lo!3");
    post(LO, 2);
    RUN;
    CHECK_TEXT(trace(), "one? lo!3");
    END;
}

/* ---- A post that is an op -------------------------------------------------------------------------------- */

static void post_by_op(struct probe *me, struct lev_event it)
{
    trace_event(it);
    if (!is_user(it)) {
        return;
    }
    lev_op_then(&me->op[0], 0);
    lev_op_then(&me->op[1], 0);
    CHECK_EQ(lev_post_start(&me->op[0], ONE, event(1)), LEV_OK);
    CHECK_EQ(lev_post_start(&me->op[1], ONE, event(2)), LEV_OK);
    CHECK(lev_op_pending(&me->op[0]));
    CHECK_EQ(lev_post_start(&me->op[2], ZOO_NODES, event(2)), LEV_E_DENIED);
    CHECK_EQ(lev_post_start(&me->op[2], ONE, (struct lev_event){LEV_EVENT_START, 0}), LEV_E_DENIED);
    CHECK_EQ(
        lev_post_start(&me->op[2], ONE, (struct lev_event){LEV_EVENT_BUFFER | 20, 0}),
        LEV_E_DENIED);
    CHECK(!lev_op_pending(&me->op[2]));
    trace_word("end", 0);
}

TEST(a_post_that_is_an_op_tells_of_a_full_mailbox)
{
    STEPS;
    on_event[LO] = post_by_op;
    post(LO, 1);
    RUN;
    CHECK_TEXT(trace(), "lo1 end0 lo.0=0 lo.1=-4 one1");
    CHECK_EQ(drops(ONE), 1);
    END;
}
