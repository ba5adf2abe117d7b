/* SPDX-License-Identifier: MIT */
/**
 * The people of the town, and the ledger.
 */
#include "tests/sim/town.h"

#include <lev/assert.h>

enum { lev__module = 0x8200 };

enum { EVENT_TALK = LEV_EVENT_USER, EVENT_TICK, EVENT_PARCEL, EVENT_GIVE_UP };
enum {
    OP_ASK = CORE_OP_READ,
    OP_OPEN = CORE_OP_TCP_CONNECT,
    OP_OPEN_MORE = CORE_OP_TCP_ACCEPT,
    OP_CLOSE = CORE_OP_CLOSE
};
/** In microseconds: how long the driver waits for its device, and how long the store keeps an op: longer than the grace. */
enum { PATIENCE = 3000, STORE_TIME = 9000 };

struct town town;
struct town_counts town_counts;

/** Per node: its life, and which of its ops it has started and not seen completed. */
static struct {
    uint32_t life;
    bool pending[TOWN_OPS];
} ledger[TOWN_NODES];
static uint64_t poked_at;

static uint8_t self(void)
{
    return core_self()->current->rank;
}

static bool closing(void)
{
    return sim_now() >= town.closes_at;
}

/* ---- What every handler begins with --------------------------------------------------------------------- */

/** An entry of the ledger and its sum change together: no abort comes in between. */
static void ledger_begin(void)
{
    core_enter(core_self());
}

static void ledger_end(void)
{
    core_leave(core_self());
}

static void begin_life(uint8_t rank)
{
    ledger_begin();
    town_counts.lives++;
    ledger[rank].life++;
    for (uint32_t i = 0; i < TOWN_OPS; i++) {
        town_counts.died += ledger[rank].pending[i];
        ledger[rank].pending[i] = false;
    }
    ledger_end();
}

/** Once everything closes nobody fails any more, so that it comes to an end. */
static void maybe_die(void)
{
    if (closing()) {
        return;
    }
    if (sim_chance(town.restart)) {
        lev_restart();
    }
    LEV_ASSERT(1, !sim_chance(town.fail));
}

void town_enter(struct lev_event event)
{
    town_counts.dispatches++;
    sim_trace("event", self(), (uint64_t)event.id << 16 | event.arg);
    if (sim_chance(town.look)) {
        check_invariants();
    }
    if (event.id == LEV_EVENT_START) {
        begin_life(self());
    }
    maybe_die();
}

/* ---- Clients -------------------------------------------------------------------------------------------- */

/** Write into the ledger before the call: an abort may come before the call is back. */
static bool note(uint32_t n)
{
    bool free = !ledger[self()].pending[n];
    ledger_begin();
    ledger[self()].pending[n] = true;
    town_counts.started += free;
    ledger_end();
    return free;
}

/** What became of the call. */
static void noted(uint32_t n, bool was_free, lev_result result)
{
    sim_trace("start", (uint32_t)self() << 8 | n, (uint32_t)result);
    if (was_free) {
        ledger_begin();
        ledger[self()].pending[n] = result == LEV_OK;
        town_counts.started -= result != LEV_OK;
        ledger_end();
    } else {
        CHECK_EQ(result, LEV_E_DENIED); /* it is pending */
    }
}

static lev_result start(struct client *me, uint32_t n, const struct core_op_args *args)
{
    bool was_free = note(n);
    lev_op_then(&me->op[n], 0);
    lev_result result = core_op_start(&me->op[n], args);
    noted(n, was_free, result);
    return result;
}

static void lend(struct client *me, uint32_t n, uint8_t server)
{
    if (me->block[n] == 0) {
        lev_result block = lev_buf_get(sim_chance(16384) ? 100 : 20);
        if (block < 0) {
            return;
        }
        me->block[n] = block;
    }
    const struct core_op_args args = {
        .target = server,
        .opcode = OP_ASK,
        .writes = true,
        .data = lev_buf_data(me->block[n]),
        .bytes = lev_buf_size(me->block[n])};
    (void)start(me, n, &args);
}

/** Open an object, or use the one at place k. */
static void use_object(struct client *me, uint32_t n, uint32_t k)
{
    static const uint8_t uses[] = {OP_ASK, OP_ASK, OP_CLOSE, OP_OPEN_MORE};
    struct core_op_args args = {.target = TOWN_HUB, .opcode = OP_OPEN, .opens = true};
    if (me->object[k] != 0) {
        args.target = me->object[k];
        args.opcode = closing() ? OP_CLOSE : uses[sim_random(4)];
        args.opens = args.opcode == OP_OPEN_MORE;
    }
    bool pending = lev_op_pending(&me->op[n]);
    if (start(me, n, &args) == LEV_E_DENIED && !pending) {
        me->object[k] = 0; /* it was closed, or its server restarted */
    }
}

/** Ops that a client starts without a server's help. */
static void start_own(struct client *me, uint32_t n)
{
    bool was_free = note(n);
    lev_op_then(&me->op[n], 0);
    if (sim_chance(32768)) {
        noted(n, was_free, lev_sleep_start(&me->op[n], (lev_time)sim_random(4000)));
    } else {
        struct lev_event talk = {EVENT_TALK, (uint16_t)sim_random(4)};
        noted(n, was_free, lev_post_start(&me->op[n], (lev_handle)(TOWN_V + sim_random(6)), talk));
    }
}

static void send_parcel(void)
{
    lev_result block = lev_buf_get(1);
    if (block >= 0) {
        *(uint8_t *)lev_buf_data(block) = self();
        CHECK_EQ(lev_send((lev_handle)(TOWN_V + sim_random(6)), EVENT_PARCEL, block), LEV_OK);
        CHECK(lev_buf_data(block) == NULL);
    }
}

static void turn_timer(struct client *me)
{
    if (me->timer != 0) {
        CHECK_EQ(lev_timer_stop(me->timer), LEV_OK);
        me->timer = 0;
    } else {
        lev_result timer = lev_timer_start(
            (lev_time)sim_random(2000), 500 + (lev_time)sim_random(2000), EVENT_TICK);
        me->timer = timer >= 0 ? timer : 0;
    }
}

static void cancel(struct client *me, uint32_t n)
{
    lev_result result = lev_op_cancel(&me->op[n]);
    CHECK_EQ(result, ledger[self()].pending[n] ? LEV_OK : LEV_E_DENIED);
}

/** One thing, by chance. */
static void do_something(struct client *me)
{
    uint32_t n = sim_random(self() == TOWN_V ? 3 : TOWN_OPS);
    switch (sim_random(10)) {
    case 0: lend(me, n, TOWN_DEV); break;
    case 1: lend(me, n, TOWN_STORE); break;
    case 2: use_object(me, n, sim_random(2)); break;
    case 3: start_own(me, n); break;
    case 4: send_parcel(); break;
    case 5: turn_timer(me); break;
    case 6: cancel(me, n); break;
    case 7: lev_yield(); break;
    default:
        (void)lev_post(
            (lev_handle)(TOWN_V + sim_random(6)),
            (struct lev_event){EVENT_TALK, (uint16_t)sim_random(4)});
    }
}

static bool owes_nothing(const struct client *me)
{
    for (uint32_t i = 0; i < TOWN_OPS; i++) {
        if (lev_op_pending(&me->op[i])) {
            return false;
        }
    }
    return true;
}

/** Give everything back; what is pending is cancelled and comes here again. */
static void finish(struct client *me)
{
    if (me->timer != 0) {
        turn_timer(me);
    }
    for (uint32_t i = 0; i < TOWN_OPS; i++) {
        if (lev_op_pending(&me->op[i])) {
            CHECK_EQ(lev_op_cancel(&me->op[i]), LEV_OK);
        } else if (me->block[i] != 0) {
            CHECK_EQ(lev_buf_put(me->block[i]), LEV_OK);
            me->block[i] = 0;
        }
    }
    for (uint32_t k = 0; k < 2; k++) {
        if (me->object[k] != 0 && owes_nothing(me)) {
            use_object(me, 0, k);
        }
    }
}

static void go_on(struct client *me)
{
    if (closing()) {
        finish(me);
        return;
    }
    for (uint32_t i = 0; i < 3; i++) {
        do_something(me);
    }
}

static void open_parcel(struct lev_event event)
{
    const uint8_t *data = lev_buf_data(lev_event_buf(event));
    CHECK(data != NULL && *data >= TOWN_V && *data <= TOWN_W);
    CHECK_EQ(lev_buf_put(lev_event_buf(event)), LEV_OK);
}

void client_on_event(void *state, struct lev_event event)
{
    struct client *me = state;
    town_enter(event);
    if (event.id == LEV_EVENT_START) {
        static const struct client fresh;
        CHECK_EQ(memcmp(me, &fresh, sizeof fresh), 0);
        me->timer = lev_timer_start(100 + (lev_time)sim_random(1000), 1500, EVENT_TICK);
        CHECK(me->timer >= 0);
    }
    if ((event.id & LEV_EVENT_BUFFER) != 0) {
        open_parcel(event);
    }
    go_on(me);
}

static bool is_dead(const struct lev_node *node, lev_handle object)
{
    const struct lev_object_slot *slot = &node->objects[object & 0xffff];
    return slot->server == 0 || slot->opening
           || slot->generation != ((uint32_t)object >> 16 & 0xffu);
}

/** A place is free, or held by a handle that is dead: no more objects than places are allowed. */
static void keep_object(struct client *me, lev_handle object)
{
    const struct lev_node *node = core_self()->current;
    for (uint32_t k = 0; k < 2; k++) {
        if (me->object[k] == 0 || is_dead(node, me->object[k])) {
            me->object[k] = object;
            return;
        }
    }
    NEVER("more objects than the quota");
}

/** An op has completed: once, in the life that started it, and its block is back. */
static void client_on_done(void *state, struct lev_op *op)
{
    struct client *me = state;
    uint32_t n = (uint32_t)(op - me->op);
    sim_trace("done", (uint32_t)self() << 8 | n, (uint32_t)op->result);
    CHECK(ledger[self()].pending[n]);
    ledger_begin();
    ledger[self()].pending[n] = false;
    town_counts.completed++;
    ledger_end();
    CHECK(me->block[n] == 0 || lev_buf_data(me->block[n]) != NULL);
    if (op->result >= LEV__HANDLE_OBJECT) {
        keep_object(me, op->result);
    }
    maybe_die();
    go_on(me);
}

static lev_completion_fn *const client_completions[] = {client_on_done};
const struct lev_component client_component = {
    .name = "client",
    .completions = client_completions,
    .completion_count = 1,
    .state_bytes = sizeof(struct client)};

/* ---- Device, driver, store ------------------------------------------------------------------------------- */

/** The device answers: a byte that says how, by an interrupt that may be late or come twice. */
static void answer(void *context)
{
    (void)context;
    uint8_t byte = sim_chance(town.error) ? 0xff : 1;
    sim_stage(SIM_UART, &core_nodes()[TOWN_DEV].sources[0], &byte, 1);
    if (sim_chance(town.doubled)) {
        sim_stage(SIM_UART, &core_nodes()[TOWN_DEV].sources[0], &byte, 1);
    }
}

/** Complete the first kept op. */
static void complete_one(struct keeper *me, lev_result result)
{
    for (uint32_t i = 0; i < TOWN_KEPT; i++) {
        if (me->kept[i] != 0) {
            uint32_t token = me->kept[i];
            me->kept[i] = 0;
            (void)core_op_complete(token, result);
            return;
        }
    }
}

static void keep(struct keeper *me, uint16_t index)
{
    struct core_request request;
    if (!core_request_get(index, &request)) {
        NEVER("a request that came cannot be read");
        return;
    }
    for (uint32_t i = 0; i < TOWN_KEPT; i++) {
        if (me->kept[i] == 0) {
            me->kept[i] = request.token;
            if (request.bytes != 0) {
                memset(request.data, (int)i, request.bytes); /* the block is ours to write into */
            }
            if (self() == TOWN_DEV && !sim_chance(town.lost)) {
                sim_after(200 + sim_random(1000), answer, NULL);
            }
            if (lev_timer_start(self() == TOWN_DEV ? PATIENCE : STORE_TIME, 0, EVENT_GIVE_UP)
                >= 0) {
                return;
            }
            me->kept[i] = 0;
            break;
        }
    }
    CHECK(core_op_complete(request.token, LEV_E_BUSY));
}

/** Let go of the op that is to be cancelled, or be deaf. */
static void let_go(struct keeper *me, uint16_t index)
{
    struct core_request request;
    if (!core_request_get(index, &request) || (self() == TOWN_STORE && sim_chance(town.deaf))) {
        return;
    }
    for (uint32_t i = 0; i < TOWN_KEPT; i++) {
        if (me->kept[i] == request.token) {
            me->kept[i] = 0;
            (void)core_op_complete(request.token, LEV_E_CANCELED);
        }
    }
}

static void take_answers(struct keeper *me)
{
    uint8_t byte;
    while (core_stage_take(0, &byte, 1) == 1) {
        complete_one(me, byte == 0xff ? LEV_E_IO : 1);
    }
    uint16_t lost = core_stage_lost(0);
    sim_trace("lost", lost, 0);
}

static void staged(struct keeper *me, uint16_t number)
{
    if (number == 0) {
        take_answers(me);
        return;
    }
    CHECK(
        sim_now() - poked_at
        <= town.soon); /* a wake-up that is lost is found much later, or never */
    town_counts.noticed = town_counts.pokes;
    for (uint8_t rank = TOWN_V; closing() && rank <= TOWN_W; rank++) {
        (void)lev_post((lev_handle)rank, (struct lev_event){EVENT_TALK, 0});
    }
}

void keeper_on_event(void *state, struct lev_event event)
{
    struct keeper *me = state;
    town_enter(event);
    switch (event.id) {
    case LEV_EVENT_REQUEST: keep(me, event.arg); break;
    case LEV_EVENT_CANCEL: let_go(me, event.arg); break;
    case LEV_EVENT_STAGED: staged(me, event.arg); break;
    case EVENT_GIVE_UP: complete_one(me, self() == TOWN_STORE ? 7 : LEV_E_TIMEOUT); break;
    default: break;
    }
}

void town_poke(void)
{
    poked_at = sim_now();
    town_counts.pokes++;
    (void)core_isr_stage(&core_nodes()[TOWN_DEV].sources[1], NULL, 0);
}

const struct lev_component keeper_component = {
    .name = "keeper", .state_bytes = sizeof(struct keeper)};

/* ---- Hub ------------------------------------------------------------------------------------------------ */

static lev_result open_object(struct hub *me, const struct core_request *request)
{
    for (uint32_t i = 0; i < TOWN_OBJECTS; i++) {
        if (me->client[i] != 0) {
            continue;
        }
        lev_handle handle = core_op_opens(request->token, (uint16_t)(i + 1u));
        if (handle == LEV_NO_HANDLE) {
            return LEV_E_CANCELED; /* the client is gone */
        }
        me->client[i] = (uint8_t)(request->client + 1u);
        me->life[i] = request->life;
        town_counts.objects++;
        return handle;
    }
    return LEV_E_NOMEM;
}

/** An object that is addressed is known, and its client's: handles of other lives never get here. */
static lev_result use(struct hub *me, const struct core_request *request)
{
    uint32_t i = request->object - 1u;
    CHECK(i < TOWN_OBJECTS && core_node_lives(request->client, request->life));
    bool theirs =
        i < TOWN_OBJECTS && me->client[i] == request->client + 1u && me->life[i] == request->life;
    if (!theirs) { /* closed by an op that was under way before this one */
        core_op_closes(request->token);
        return LEV_E_CLOSED;
    }
    if (request->opcode == OP_CLOSE) {
        me->client[i] = 0;
        core_op_closes(request->token);
        return LEV_E_CLOSED;
    }
    return 5;
}

static void serve(struct hub *me, uint16_t index)
{
    struct core_request request;
    if (!core_request_get(index, &request)) {
        NEVER("a request that came cannot be read");
        return;
    }
    bool opens = request.opcode == OP_OPEN || request.opcode == OP_OPEN_MORE;
    lev_result result = opens ? open_object(me, &request) : use(me, &request);
    (void)core_op_complete(request.token, result);
}

/** A client's life has ended: drop what belonged to it. */
static void drop_orphans(struct hub *me)
{
    for (uint32_t i = 0; i < TOWN_OBJECTS; i++) {
        if (me->client[i] != 0 && !core_node_lives((uint8_t)(me->client[i] - 1u), me->life[i])) {
            me->client[i] = 0;
        }
    }
}

void hub_on_event(void *state, struct lev_event event)
{
    struct hub *me = state;
    town_enter(event);
    if (event.id == LEV_EVENT_REQUEST) {
        serve(me, event.arg);
    } else if (event.id == LEV_EVENT_ORPHANS) {
        drop_orphans(me);
    }
}

const struct lev_component hub_component = {.name = "hub", .state_bytes = sizeof(struct hub)};

/* ---- Heap ----------------------------------------------------------------------------------------------- */

void heap_on_event(void *state, struct lev_event event)
{
    struct heap *me = state;
    town_enter(event);
    me->count++;
    if ((event.id & LEV_EVENT_BUFFER) != 0) {
        open_parcel(event);
    }
}

const struct lev_component heap_component = {.name = "heap", .state_bytes = sizeof(struct heap)};

/* ---- Running -------------------------------------------------------------------------------------------- */

static void poke(void *context)
{
    (void)context;
    town_poke();
}

/** Nothing is ready: the invariants hold. Long after closing, all is given back and the run is over. */
static void look_at_quiet(void *context)
{
    (void)context;
    check_invariants();
    if (sim_now() > town.closes_at + 16000u) {
        check_all_is_given_back();
        CHECK_EQ(town_counts.started, town_counts.completed + town_counts.died);
        CHECK_EQ(town_counts.noticed, town_counts.pokes);
        sim_end((int)test_failed_checks);
    }
    if (sim_now() > town.closes_at) {
        sim_after(3000, poke, NULL); /* whoever had nothing to wait for finishes, too */
    }
}

int town_run(void)
{
    sim_on_quiet(look_at_quiet, NULL);
    sim_at(town.closes_at + 1u, poke, NULL);
    sim_limit(town.closes_at + 100000u);
    sim_status(99);
    return sim_run();
}
