/* SPDX-License-Identifier: MIT */
/**
 * Objects: what servers open for clients. SRV plays a server of streams, LO and HI its clients.
 */
#include "tests/contract/zoo.h"

/** What SRV does with the next requests, in scene.value[SRV_DOES]. */
enum { DO_OPEN, DO_REFUSE, DO_OPEN_AND_FAIL, DO_KEEP, DO_OPEN_AND_KEEP };
enum { SRV_DOES = 7 };

/** A request that opens: number 500, 501 … One that closes: closed. Anything else: result is the object's number. */
static void serve_objects(struct probe *me, struct lev_event it)
{
    trace_event(it);
    if (it.id != LEV_EVENT_REQUEST && it.id != LEV_EVENT_CANCEL) {
        return;
    }
    struct core_request request = request_of(it);
    if (it.id == LEV_EVENT_CANCEL) {
        CHECK(
            core_op_complete(request.token, LEV_E_CANCELED)
            || !core_node_lives(request.client, request.life));
    } else if (request.opcode == CORE_OP_CLOSE) {
        core_op_closes(request.token);
        CHECK(core_op_complete(request.token, LEV_OK));
    } else if (request.opcode == CORE_OP_READ) {
        CHECK(core_op_complete(request.token, request.object));
    } else if (scene.value[SRV_DOES] == DO_REFUSE) {
        CHECK(core_op_complete(request.token, LEV_E_IO));
    } else if (scene.value[SRV_DOES] != DO_KEEP) {
        lev_handle handle = core_op_opens(request.token, (uint16_t)(500 + me->word[0]++));
        CHECK(handle != LEV_NO_HANDLE);
        if (scene.value[SRV_DOES] == DO_OPEN) {
            CHECK(core_op_complete(request.token, handle));
        }
    }
}

/** Start op n of a client on `target`. */
static lev_result start(struct probe *me, uint32_t n, lev_handle target, uint8_t opcode)
{
    const struct core_op_args args = {
        .target = target,
        .opcode = opcode,
        .opens = opcode == CORE_OP_TCP_CONNECT || opcode == CORE_OP_TCP_ACCEPT};
    return start_op_on(&me->op[n], &args);
}

/** What a client is told to do: its event's arg says to which op and whose handle (word n). */
enum { OPEN = 1, READ, CLOSE, OPEN_FROM, READ_ALL, FORGE, RESTART };

static void client(struct probe *me, struct lev_event it)
{
    uint32_t n = it.arg;
    switch (is_user(it) ? number_of(it) : 0) {
    case OPEN:
        scene.result = start(me, n, SRV, CORE_OP_TCP_CONNECT);
        break;
    case READ:
        scene.result = start(me, n, (lev_handle)me->word[n], CORE_OP_READ);
        break;
    case CLOSE:
        scene.result = start(me, n, (lev_handle)me->word[n], CORE_OP_CLOSE);
        break;
    case OPEN_FROM:
        scene.result = start(me, n, (lev_handle)me->word[0], CORE_OP_TCP_ACCEPT);
        break;
    case RESTART:
        lev_restart();
    default:
        trace_event(it);
    }
}

/** An opened handle is kept in the word of its op; what is no handle is traced. */
static void client_done(struct probe *me, struct lev_op *op)
{
    if (op->result >= LEV__HANDLE_OBJECT) {
        me->word[op - me->op] = (uint32_t)op->result;
        trace_word("opened", (int32_t)(op - me->op));
    } else {
        trace_done(me, op);
    }
}

static void begin(void)
{
    on_event[LO] = client;
    on_done[LO] = client_done;
    on_event[HI] = client;
    on_done[HI] = client_done;
    on_event[SRV] = serve_objects;
}

static void restart_node(struct probe *me, struct lev_event it)
{
    (void)me;
    if (is_user(it)) {
        lev_restart();
    }
    trace_event(it);
}

/** SRV begins a new life. */
static void restart_server(void)
{
    on_event[SRV] = restart_node;
    post(SRV, 1);
}

TEST(an_object_is_opened_used_and_closed)
{
    STEPS;
    begin();
    post_arg(LO, OPEN, 0);
    RUN;
    CHECK_TEXT(trace(), "srv? opened0");
    post_arg(LO, READ, 0);
    RUN;
    CHECK_TEXT(trace(), "srv? lo.0=500");
    post_arg(LO, CLOSE, 0);
    RUN;
    CHECK_TEXT(trace(), "srv? lo.0=0");
    post_arg(LO, READ, 0); /* a handle of nothing */
    RUN;
    CHECK_EQ(scene.result, LEV_E_DENIED);
    CHECK_TEXT(trace(), "");
    probe_of(SRV)->word[0] = 0;
    END;
}

TEST(a_full_table_of_objects_refuses_when_starting)
{
    STEPS;
    begin();
    scene.value[SRV_DOES] = DO_KEEP;
    post_arg(LO, OPEN, 0);
    RUN;
    post_arg(LO, OPEN, 1);
    RUN;
    CHECK_EQ(scene.result, LEV_OK);
    post_arg(LO, OPEN, 2); /* entries are reserved from the start on */
    RUN;
    CHECK_EQ(scene.result, LEV_E_NOMEM);
    CHECK_TEXT(trace(), "srv? srv?");
    restart_server();
    RUN;
    CHECK_TEXT(trace(), "srv!4 lo.0=-13 lo.1=-13");
    END;
}

TEST(an_entry_whose_opening_failed_is_free_again)
{
    STEPS;
    begin();
    for (scene.count = 0; scene.count < 2 * LO_OBJECTS; scene.count++) {
        scene.value[SRV_DOES] = DO_REFUSE;
        post_arg(LO, OPEN, 0);
        RUN;
        CHECK_TEXT(trace(), "srv? lo.0=-8");
    }
    END;
}

TEST(an_entry_whose_opening_was_cancelled_is_free_again)
{
    STEPS;
    begin();
    scene.value[SRV_DOES] = DO_KEEP;
    for (scene.count = 0; scene.count < 2 * LO_OBJECTS; scene.count++) {
        post_arg(LO, OPEN, 0);
        RUN;
        CHECK_EQ(scene.result, LEV_OK);
        (void)trace();
        restart_server(); /* which ends what it held */
        RUN;
        CHECK_TEXT(trace(), "srv!4 lo.0=-13");
        on_event[SRV] = serve_objects;
    }
    END;
}

TEST(a_server_that_restarts_between_opening_and_completing_leaves_no_entry)
{
    STEPS;
    begin();
    for (scene.count = 0; scene.count < 2 * LO_OBJECTS; scene.count++) {
        scene.value[SRV_DOES] = DO_OPEN_AND_KEEP;
        post_arg(LO, OPEN, 0);
        RUN;
        CHECK_EQ(scene.result, LEV_OK);
        restart_server();
        RUN;
        CHECK_TEXT(trace(), "srv? srv!4 lo.0=-13");
        on_event[SRV] = serve_objects;
    }
    END;
}

TEST(handles_of_another_node_or_generation_are_refused)
{
    STEPS;
    begin();
    post_arg(LO, OPEN, 0);
    RUN;
    (void)trace();
    scene.handle = (lev_handle)probe_of(LO)->word[0];
    probe_of(HI)->word[0] = (uint32_t)scene.handle; /* HI guesses LO's handle */
    post_arg(HI, READ, 0);
    RUN;
    CHECK_EQ(scene.result, LEV_E_DENIED);
    for (scene.count = 0; scene.count < 4; scene.count++) {
        static const int32_t changes[] = {0x10000, 1, 0xff0000, (int32_t)0x80000000};
        probe_of(LO)->word[1] = (uint32_t)(scene.handle ^ changes[scene.count]);
        post_arg(LO, READ, 1);
        RUN;
        CHECK_EQ(scene.result, LEV_E_DENIED);
    }
    CHECK_TEXT(trace(), "");
    post_arg(LO, CLOSE, 0);
    RUN;
    post_arg(LO, OPEN, 0); /* the same entry, another generation */
    RUN;
    CHECK(probe_of(LO)->word[0] != (uint32_t)scene.handle);
    probe_of(LO)->word[1] = (uint32_t)scene.handle;
    post_arg(LO, READ, 1);
    RUN;
    CHECK_EQ(scene.result, LEV_E_DENIED);
    post_arg(LO, CLOSE, 0);
    RUN;
    probe_of(SRV)->word[0] = 0;
    END;
}

TEST(objects_of_a_server_that_restarted_say_so_once)
{
    STEPS;
    begin();
    post_arg(LO, OPEN, 0);
    RUN;
    restart_server();
    RUN;
    on_event[SRV] = serve_objects;
    (void)trace();
    post_arg(LO, READ, 0);
    RUN;
    CHECK_EQ(scene.result, LEV_OK);
    CHECK_TEXT(trace(), "lo.0=-13"); /* the new life never hears of it */
    post_arg(LO, READ, 0);
    RUN;
    CHECK_EQ(scene.result, LEV_E_DENIED);
    CHECK_TEXT(trace(), "");
    END;
}

TEST(opening_from_an_object_looks_at_the_life_of_that_object)
{
    STEPS;
    begin();
    restart_server();
    RUN;
    on_event[SRV] = serve_objects;
    post_arg(LO, OPEN, 0);
    RUN;
    CHECK_TEXT(trace(), "srv!4 srv? opened0");
    post_arg(LO, OPEN_FROM, 1);
    RUN;
    CHECK_TEXT(trace(), "srv? opened1");
    CHECK(probe_of(LO)->word[0] != probe_of(LO)->word[1]);
    post_arg(LO, READ, 1);
    RUN;
    CHECK_TEXT(trace(), "srv? lo.1=501");
    post_arg(LO, CLOSE, 1);
    RUN;
    post_arg(LO, READ, 0); /* the first is still there */
    RUN;
    CHECK_TEXT(trace(), "srv? lo.1=0 srv? lo.0=500");
    restart_server();
    RUN;
    on_event[SRV] = serve_objects;
    (void)trace();
    post_arg(LO, OPEN_FROM, 1);
    RUN;
    CHECK_TEXT(trace(), "lo.1=-13");
    post_arg(LO, READ, 0);
    RUN;
    CHECK_TEXT(trace(), "lo.0=-13");
    END;
}

TEST(a_client_that_restarts_leaves_orphans_and_no_handles)
{
    STEPS;
    begin();
    post_arg(LO, OPEN, 0);
    RUN;
    post_arg(LO, OPEN, 1);
    RUN;
    CHECK_TEXT(trace(), "srv? opened0 srv? opened1");
    scene.handle = (lev_handle)probe_of(LO)->word[1];
    scene.value[0] = node_of(LO)->ram->generation;
    post(LO, RESTART);
    RUN;
    CHECK_TEXT(trace(), "srv~ lo!4"); /* told once, however many there are */
    CHECK(!core_node_lives(LO, (uint8_t)scene.value[0]));
    probe_of(LO)->word[1] = (uint32_t)scene.handle;
    post_arg(LO, READ, 1);
    RUN;
    CHECK_EQ(scene.result, LEV_E_DENIED);
    CHECK_TEXT(trace(), "");
    probe_of(SRV)->word[0] = 0;
    END;
}

TEST(a_client_that_restarts_while_opening_gets_no_object)
{
    STEPS;
    begin();
    scene.value[SRV_DOES] = DO_KEEP;
    post_arg(LO, OPEN, 0);
    RUN;
    post(LO, RESTART);
    RUN;
    CHECK_TEXT(trace(), "srv? srv^ lo!4");
    for (scene.count = 0; scene.count < LO_OBJECTS; scene.count++) {
        scene.value[SRV_DOES] = DO_OPEN;
        post_arg(LO, OPEN, (uint16_t)scene.count);
        RUN;
        CHECK_EQ(scene.result, LEV_OK);
    }
    CHECK_TEXT(trace(), "srv? opened0 srv? opened1");
    for (scene.count = 0; scene.count < LO_OBJECTS; scene.count++) {
        post_arg(LO, CLOSE, (uint16_t)scene.count);
        RUN;
    }
    probe_of(SRV)->word[0] = 0;
    END;
}

TEST(a_close_that_overtakes_a_read_frees_the_entry_once)
{
    STEPS;
    begin();
    post_arg(LO, OPEN, 0);
    RUN;
    probe_of(LO)->word[1] = probe_of(LO)->word[0];
    (void)trace();
    on_event[SRV] = serve_stubbornly;
    probe_of(SRV)->word[0] = 0;
    post_arg(LO, READ, 0);
    RUN;
    scene.token = probe_of(SRV)->word[1];
    probe_of(SRV)->word[0] = 0;
    on_event[SRV] = serve_objects;
    post_arg(LO, CLOSE, 1);
    RUN;
    CHECK_TEXT(trace(), "srv? srv? lo.1=0");
    post_arg(LO, OPEN, 2); /* takes the entry that the read still names */
    RUN;
    probe_of(SRV)->word[0] = 1;
    probe_of(SRV)->word[1] = scene.token;
    on_event[SRV] = serve_stubbornly;
    post(SRV, 3);
    RUN;
    CHECK_TEXT(trace(), "srv? opened2 srv3 lo.0=3");
    on_event[SRV] = serve_objects;
    post_arg(LO, READ, 2);
    RUN;
    CHECK_EQ(scene.result, LEV_OK);
    post_arg(LO, CLOSE, 2);
    RUN;
    probe_of(SRV)->word[0] = 0;
    END;
}
