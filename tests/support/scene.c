/* SPDX-License-Identifier: MIT */
/**
 * Director, quiet, probe, and the trace.
 */
#include "tests/support/scene.h"

#include "tests/support/invariants.h"

/** Events between director and quiet. */
enum { EVENT_GO_ON = LEV_EVENT_USER, EVENT_QUIET, EVENT_TIME };

probe_event_fn *on_event[SCENE_NODES_MAX];
probe_done_fn *on_done[SCENE_NODES_MAX];
struct scene scene;
uint32_t scene_quiesced;

static char text[SCENE_TRACE_BYTES];
static uint32_t text_bytes;

/* ---- Trace --------------------------------------------------------------------------------------------- */

static char boot_text[SCENE_TRACE_BYTES];
static bool booted;

static void add(const char *more)
{
    while (*more != '\0' && text_bytes < sizeof text - 1) {
        text[text_bytes++] = *more++;
    }
}

static void add_number(int32_t number)
{
    char digits[12];
    char *at = digits + sizeof digits - 1;
    uint32_t rest = number < 0 ? 0u - (uint32_t)number : (uint32_t)number;
    *at = '\0';
    do {
        *--at = (char)('0' + rest % 10u);
        rest /= 10u;
    } while (rest != 0);
    if (number < 0) {
        *--at = '-';
    }
    add(at);
}

static void begin_word(const char *name)
{
    if (text_bytes != 0) {
        add(" ");
    }
    add(name);
}

const char *trace(void)
{
    text[text_bytes] = '\0';
    text_bytes = 0;
    return text;
}

const char *trace_of_boot(void)
{
    return boot_text;
}

void trace_word(const char *word, int32_t number)
{
    begin_word(word);
    add_number(number);
}

static void add_user_event(struct lev_event it)
{
    if ((it.id & LEV_EVENT_BUFFER) != 0) {
        add("*");
    }
    add_number(number_of(it));
    if (it.arg != 0 && (it.id & LEV_EVENT_BUFFER) == 0) {
        add("=");
        add_number(it.arg);
    }
}

void trace_event(struct lev_event it)
{
    static const char *const marks[] = {
        [LEV_EVENT_START] = "!",  [LEV_EVENT_STAGED] = ":",  [LEV_EVENT_REQUEST] = "?",
        [LEV_EVENT_CANCEL] = "^", [LEV_EVENT_ORPHANS] = "~",
    };
    begin_word(core_self()->current->name);
    if (is_user(it)) {
        add_user_event(it);
        return;
    }
    add(it.id <= LEV_EVENT_ORPHANS ? marks[it.id] : "system ");
    if (it.id == LEV_EVENT_START || it.id == LEV_EVENT_STAGED || it.id > LEV_EVENT_ORPHANS) {
        add_number(it.arg);
    }
}

void trace_done(const struct probe *me, const struct lev_op *op)
{
    begin_word(core_self()->current->name);
    add(".");
    add_number((int32_t)(op - me->op));
    add("=");
    add_number(op->result);
}

/* ---- Probe --------------------------------------------------------------------------------------------- */

void probe_on_event(void *state, struct lev_event it)
{
    probe_event_fn *handler = on_event[self()];
    if (handler != NULL) {
        handler(state, it);
        return;
    }
    trace_event(it);
    if ((it.id & LEV_EVENT_BUFFER) != 0) {
        (void)lev_buf_put(lev_event_buf(it));
    }
}

static void probe_on_done(void *state, struct lev_op *op)
{
    probe_done_fn *handler = on_done[self()];
    if (handler != NULL) {
        handler(state, op);
        return;
    }
    trace_done(state, op);
}

static lev_completion_fn *const completions[] = {probe_on_done};

void scene_quiesce(uint16_t unit)
{
    scene_quiesced |= 1u << unit;
}

const struct lev_component probe_component = {
    .name = "probe",
    .completions = completions,
    .completion_count = 1,
    .state_bytes = sizeof(struct probe),
    .quiesce = scene_quiesce,
};

lev_result start_op_on(struct lev_op *op, const struct core_op_args *args)
{
    lev_op_then(op, 0);
    return core_op_start(op, args);
}

lev_result start_op(struct lev_op *op, uint8_t server, void *data, uint32_t bytes)
{
    const struct core_op_args args = {
        .target = server, .opcode = CORE_OP_READ, .writes = true, .data = data, .bytes = bytes};
    return start_op_on(op, &args);
}

/* ---- Servers ------------------------------------------------------------------------------------------- */

struct core_request request_of(struct lev_event it)
{
    struct core_request request = {0};
    CHECK(core_request_get(it.arg, &request));
    return request;
}

void serve_at_once(struct probe *me, struct lev_event it)
{
    (void)me;
    trace_event(it);
    if (it.id == LEV_EVENT_REQUEST) {
        struct core_request request = request_of(it);
        CHECK(core_op_complete(request.token, (lev_result)request.arg));
    }
}

/** Forget kept token number `at`, 1 and up. */
static uint32_t take_kept(struct probe *me, uint32_t at)
{
    uint32_t token = me->word[at];
    for (uint32_t i = at; i < me->word[0]; i++) {
        me->word[i] = me->word[i + 1];
    }
    me->word[0]--;
    return token;
}

void serve_stubbornly(struct probe *me, struct lev_event it)
{
    trace_event(it);
    if (it.id == LEV_EVENT_REQUEST) {
        CHECK(me->word[0] + 1 < sizeof me->word / sizeof me->word[0]);
        me->word[++me->word[0]] = request_of(it).token;
    } else if (is_user(it) && me->word[0] != 0) {
        (void)core_op_complete(take_kept(me, 1), (lev_result)number_of(it));
    }
}

void serve_later(struct probe *me, struct lev_event it)
{
    serve_stubbornly(me, it);
    if (it.id != LEV_EVENT_CANCEL) {
        return;
    }
    uint32_t token = request_of(it).token;
    for (uint32_t at = 1; at <= me->word[0]; at++) {
        if (me->word[at] == token) {
            (void)core_op_complete(take_kept(me, at), LEV_E_CANCELED);
            return;
        }
    }
}

bool interrupt(const struct lev_source *source, const void *data, uint32_t bytes)
{
    port_irq_mask();
    bool fits = core_isr_stage(source, data, bytes);
    port_irq_unmask();
    return fits;
}

uint16_t drops(uint8_t rank)
{
    struct lev_node_ram *ram = node_of(rank)->ram;
    uint16_t dropped = ram->dropped;
    ram->dropped = 0;
    return dropped;
}

/* ---- Director and quiet -------------------------------------------------------------------------------- */

/** The next turn comes when quiet has had its turn, or a time later. */
static void pause(struct director *me, int64_t after_us)
{
    if (after_us == 0) {
        (void)lev_post((lev_handle)scene_quiet, (struct lev_event){EVENT_QUIET, 0});
        return;
    }
    lev_result timer = lev_timer_start(after_us, 0, EVENT_TIME);
    CHECK(timer >= 0);
    me->timer = timer;
}

static void forget_case(void)
{
    memset(on_event, 0, sizeof on_event);
    memset(on_done, 0, sizeof on_done);
    scene = (struct scene){0};
    scene_quiesced = 0;
    (void)trace();
    for (uint8_t rank = 0; rank < core_image()->node_count; rank++) {
        (void)drops(rank);
    }
}

static void go_on(struct director *me)
{
    int64_t after_us = 0;
    if (me->over) {
        me->over = 0;
        check_all_is_given_back();
        if (!test_next()) {
            test_say("stopped: the next case would begin on what this one left\n");
            test_finish();
        }
        forget_case();
    }
    switch (test_turn(&after_us)) {
    case TEST_PAUSED:
        pause(me, after_us);
        break;
    case TEST_CASE_OVER:
        me->over = 1;
        pause(me, 0);
        break;
    case TEST_ALL_OVER:
        test_finish();
    }
}

void director_on_event(void *state, struct lev_event it)
{
    struct director *me = state;
    if (it.id == LEV_EVENT_START || it.id == EVENT_TIME) {
        pause(me, 0);
        return;
    }
    if (!booted) {
        booted = true;
        memcpy(boot_text, trace(), sizeof boot_text);
    }
    check_invariants();
    go_on(me);
}

void quiet_on_event(void *state, struct lev_event it)
{
    (void)state;
    if (it.id == EVENT_QUIET) {
        (void)lev_post((lev_handle)scene_director, (struct lev_event){EVENT_GO_ON, 0});
    }
}

const struct lev_component director_component = {
    .name = "director", .state_bytes = sizeof(struct director)};
const struct lev_component quiet_component = {.name = "quiet", .state_bytes = sizeof(struct quiet)};
