/* SPDX-License-Identifier: MIT */
/** The http service node: what applications ask of it, its lists, its timer. See http.h and internal.h. */
#include <lev/assert.h>
#include <lev/timer.h>
#include <picohttpparser.h>

#include "api/http/internal.h"

#include "base/bytes.h"

LEV_MODULE(MODULE_API + 1);

LEV_STATIC_ASSERT(
    sizeof(struct phr_header) == HTTP_SCRATCH_BYTES,
    "the deployment sizes the heap without the parser");

/* ---- Lists ----------------------------------------------------------------------------------------------- */

void http_push(struct http_queue *queue, struct http_conn *conn)
{
    uint16_t index = http_index(conn);
    conn->next[queue->link] = HTTP_NONE;
    if (queue->first == HTTP_NONE) {
        queue->first = index;
    } else {
        http_conns()[queue->last].next[queue->link] = index;
    }
    queue->last = index;
}

static void push_front(struct http_queue *queue, struct http_conn *conn)
{
    uint16_t index = http_index(conn);
    conn->next[queue->link] = queue->first;
    if (queue->first == HTTP_NONE) {
        queue->last = index;
    }
    queue->first = index;
}

struct http_conn *http_pop(struct http_queue *queue)
{
    LEV_ASSERT(6, queue->first != HTTP_NONE);
    struct http_conn *conn = &http_conns()[queue->first];
    queue->first = conn->next[queue->link];
    return conn;
}

/** Only when a connection ends while it waits: a pass over those that wait. */
void http_unlink(struct http_queue *queue, const struct http_conn *conn)
{
    uint16_t index = http_index(conn);
    uint16_t before = HTTP_NONE;
    for (uint16_t at = queue->first; at != index; at = http_conns()[at].next[queue->link]) {
        LEV_ASSERT(1, at != HTTP_NONE);
        before = at;
    }
    if (before == HTTP_NONE) {
        queue->first = conn->next[queue->link];
    } else {
        http_conns()[before].next[queue->link] = conn->next[queue->link];
    }
    if (queue->last == index) {
        queue->last = before;
    }
}

/* ---- Requests given to applications ------------------------------------------------------------------------ */

/** Free slots are used again in turn, each time under another number: a late reply cannot reach another request. */
void http_slot_free(struct http_service *me, struct http_slot *slot)
{
    uint16_t index = (uint16_t)(slot - http_slots());
    uint32_t one = 1u << me->index_bits;
    uint32_t number = (slot->number + one) & 0xffffu;
    slot->number = (uint16_t)(number < one ? number + one : number);
    slot->used = 0;
    slot->next = HTTP_NONE;
    if (me->slot_free == HTTP_NONE) {
        me->slot_free = index;
    } else {
        http_slots()[me->slot_free_last].next = index;
    }
    me->slot_free_last = index;
}

static struct http_slot *slot_of(const struct http_service *me, uint16_t number)
{
    uint16_t index = (uint16_t)(number & ((1u << me->index_bits) - 1u));
    if (index >= http_config()->requests) {
        return NULL;
    }
    struct http_slot *slot = &http_slots()[index];
    return slot->used && slot->number == number ? slot : NULL;
}

/** The connection's complete request gets a slot, behind the ones before it. The caller has seen that there is one. */
static struct http_slot *
add_slot(struct http_service *me, struct http_conn *conn, const struct core_request *request)
{
    uint16_t index = me->slot_free;
    struct http_slot *slot = &http_slots()[index];
    me->slot_free = slot->next;
    slot->used = 1;
    slot->reply = HTTP_NO_OP;
    slot->next = HTTP_NONE;
    slot->conn = http_index(conn);
    slot->client = request->client;
    slot->life = request->life;
    slot->flags = conn->message.flags;
    slot->method = conn->message.method;
    if (conn->first == HTTP_NONE) {
        conn->first = index;
    } else {
        http_slots()[conn->last].next = index;
    }
    conn->last = index;
    conn->requests++;
    return slot;
}

/** Bytes that the connection's request takes in an application's block. */
static uint32_t bytes_needed(const struct http_message *message)
{
    uint32_t target = (uint32_t)message->path_bytes + message->query_bytes;
    return (uint32_t)sizeof(struct lev_http_request) + target + message->headers_bytes
           + message->body_bytes;
}

/** Write the connection's request into an application's block. */
static void write_request(const struct http_conn *conn, lev_handle handle, void *data)
{
    const struct http_message *message = &conn->message;
    const char *from = (const char *)lev_buf_data(conn->in) + conn->start;
    struct lev_http_request *request = data;
    uint16_t at = sizeof *request;
    request->reply = handle;
    request->method = message->method;
    request->path_offset = at;
    request->path_bytes = message->path_bytes;
    bytes_copy((char *)data + at, from + message->path_offset, message->path_bytes);
    at = (uint16_t)(at + message->path_bytes);
    request->query_offset = at;
    request->query_bytes = message->query_bytes;
    bytes_copy((char *)data + at, from + message->query_offset, message->query_bytes);
    at = (uint16_t)(at + message->query_bytes);
    request->headers_offset = at;
    request->headers_bytes = message->headers_bytes;
    bytes_copy((char *)data + at, from + message->headers_offset, message->headers_bytes);
    at = (uint16_t)(at + message->headers_bytes);
    request->body_offset = at;
    request->body_bytes = message->body_bytes;
    bytes_copy((char *)data + at, from + message->head_bytes, message->body_bytes);
}

/** The oldest waiting lev_http_next(), left where it is. @return false: nobody waits */
static bool peek_next(struct http_service *me, struct core_request *request)
{
    while (me->next_count != 0) {
        if (core_request_get((uint16_t)http_nexts()[me->next_first], request)) {
            return true;
        }
        me->next_count--;
        me->next_first = (uint16_t)((me->next_first + 1u) % http_config()->nexts);
    }
    return false;
}

static void drop_next(struct http_service *me)
{
    me->next_count--;
    me->next_first = (uint16_t)((me->next_first + 1u) % http_config()->nexts);
}

/** Give a connection's complete request to the application that has waited longest. */
static void give(struct http_service *me, struct http_conn *conn, const struct core_request *next)
{
    uint32_t bytes = bytes_needed(&conn->message);
    if (bytes > next->bytes) {
        conn->answer = bytes - conn->message.body_bytes > next->bytes ? 431 : 413;
        conn->flags &= (uint8_t)~HTTP_READY;
        return;
    }
    drop_next(me);
    lev_handle handle = core_op_opens(next->token, http_slots()[me->slot_free].number);
    if (handle < 0) { /* it has died; the request waits for another */
        (void)core_op_complete(next->token, LEV_E_CANCELED);
        push_front(&me->ready, conn);
        return;
    }
    write_request(conn, handle, next->data);
    (void)add_slot(me, conn, next);
    (void)core_op_complete(next->token, (lev_result)bytes);
    http_consume(conn);
}

void http_run(struct http_service *me, struct http_conn *conn)
{
    do {
        http_input(me, conn);
    } while (http_output(me, conn));
}

void http_serve(struct http_service *me)
{
    struct core_request next;
    while (me->ready.first != HTTP_NONE && me->slot_free != HTTP_NONE && peek_next(me, &next)) {
        struct http_conn *conn = http_pop(&me->ready);
        give(me, conn, &next);
        http_run(me, conn);
    }
    while (me->starved.first != HTTP_NONE) {
        struct http_conn *conn = http_pop(&me->starved);
        conn->flags &= (uint8_t)~HTTP_STARVED;
        http_run(me, conn);
        if (http_has(conn, HTTP_STARVED)) {
            return;
        }
    }
}

/* ---- What applications ask ----------------------------------------------------------------------------------- */

static void on_next(struct http_service *me, const struct core_request *request)
{
    lev_result result = LEV_OK;
    if (request->bytes < LEV_HTTP_REQUEST_MIN
        || (uintptr_t)request->data % _Alignof(struct lev_http_request) != 0) {
        result = LEV_E_RANGE;
    } else if (me->next_count == http_config()->nexts) {
        result = LEV_E_FULL;
    }
    if (result != LEV_OK) {
        (void)core_op_complete(request->token, result);
        return;
    }
    uint16_t at = (uint16_t)((me->next_first + me->next_count) % http_config()->nexts);
    http_nexts()[at] = request->token;
    me->next_count++;
    http_serve(me);
}

/** Its connection has gone: the request ends with the reply. */
static void reply_to_nobody(struct http_service *me, struct http_slot *slot, uint32_t token)
{
    core_op_closes(token);
    (void)core_op_complete(token, LEV_E_CLOSED);
    http_slot_free(me, slot);
}

static void on_reply(struct http_service *me, const struct core_request *request)
{
    struct http_slot *slot = slot_of(me, request->object);
    if (slot == NULL || slot->reply != HTTP_NO_OP) {
        (void)core_op_complete(request->token, LEV_E_DENIED);
        return;
    }
    if (request->arg < 200 || request->arg > 599 || request->arg2 > LEV_HTTP_CLOSE) {
        (void)core_op_complete(request->token, LEV_E_RANGE);
        return;
    }
    if (slot->conn == HTTP_NONE) {
        reply_to_nobody(me, slot, request->token);
        http_serve(me);
        return;
    }
    slot->reply = request->token;
    struct http_conn *conn = &http_conns()[slot->conn];
    if (conn->first == slot - http_slots()) {
        http_run(me, conn);
        http_serve(me);
    }
}

static void on_request(struct http_service *me, uint16_t index)
{
    struct core_request request;
    if (!core_request_get(index, &request)) {
        return;
    }
    if (request.opcode == CORE_OP_HTTP_NEXT && request.object == 0) {
        on_next(me, &request);
    } else if (request.opcode == CORE_OP_HTTP_REPLY && request.object != 0) {
        on_reply(me, &request);
    } else {
        (void)core_op_complete(request.token, LEV_E_UNSUPPORTED);
    }
}

/** Take a token out of the ring of those who wait. */
static void cancel_next(struct http_service *me, uint32_t token)
{
    uint16_t size = http_config()->nexts;
    uint16_t kept = 0;
    for (uint16_t i = 0; i < me->next_count; i++) {
        uint32_t it = http_nexts()[(me->next_first + i) % size];
        if (it != token) {
            http_nexts()[(me->next_first + kept) % size] = it;
            kept++;
        }
    }
    me->next_count = kept;
    (void)core_op_complete(token, LEV_E_CANCELED);
}

/** A reply that has not begun is taken back, and may be given again; one that has begun ends the connection. */
static void cancel_reply(struct http_service *me, const struct core_request *request)
{
    struct http_slot *slot = slot_of(me, request->object);
    if (slot == NULL || slot->reply != request->token) {
        return;
    }
    struct http_conn *conn = &http_conns()[slot->conn];
    bool begun = conn->first == slot - http_slots() && http_has(conn, HTTP_HEAD_OUT);
    if (begun) {
        http_conn_end(me, conn);
        http_serve(me);
        return;
    }
    slot->reply = HTTP_NO_OP;
    (void)core_op_complete(request->token, LEV_E_CANCELED);
}

static void on_cancel(struct http_service *me, uint16_t index)
{
    struct core_request request;
    if (!core_request_get(index, &request)) {
        return;
    }
    if (request.opcode == CORE_OP_HTTP_NEXT) {
        cancel_next(me, request.token);
    } else {
        cancel_reply(me, &request);
    }
}

/** An application's life is over: its requests will not be answered. The clients are told by the end of the connection. */
static void on_orphans(struct http_service *me)
{
    for (uint16_t i = 0; i < http_config()->requests; i++) {
        struct http_slot *slot = &http_slots()[i];
        if (!slot->used || core_node_lives(slot->client, slot->life)) {
            continue;
        }
        if (slot->conn != HTTP_NONE) {
            http_conn_end(me, &http_conns()[slot->conn]);
        }
        if (slot->used) {
            http_slot_free(me, slot);
        }
    }
    http_serve(me);
}

/* ---- Time ------------------------------------------------------------------------------------------------ */

/** Time is up for what the connection does now. An application may take its time. */
static void expire(struct http_service *me, struct http_conn *conn)
{
    bool between = conn->start == conn->end && conn->message.head_bytes == 0;
    bool stuck = conn->state == HTTP_LINGERING || lev_op_pending(&conn->write);
    bool serving = conn->first != HTTP_NONE || conn->answer != 0 || http_has(conn, HTTP_READY);
    if (stuck || (between && !serving)) {
        http_conn_end(me, conn);
    } else if (serving) {
        conn->deadline = http_after(me, http_config()->idle_ms);
    } else {
        conn->answer = 408;
        http_run(me, conn);
    }
}

static void on_tick(struct http_service *me)
{
    me->tick++;
    for (uint16_t i = 0; i < http_conn_count(); i++) {
        struct http_conn *conn = &http_conns()[i];
        bool open = conn->state == HTTP_OPEN || conn->state == HTTP_LINGERING;
        if (open && (int32_t)(me->tick - conn->deadline) >= 0) {
            expire(me, conn);
        }
    }
    http_listen(me);
    http_accept(me);
    if (me->open == 0 && me->listener != LEV_NO_HANDLE && lev_op_pending(&me->accept)) {
        (void)lev_timer_stop(me->timer);
        me->timer = LEV_NO_HANDLE;
    }
    http_serve(me);
}

/* ---- The node ------------------------------------------------------------------------------------------------ */

static void on_start(struct http_service *me)
{
    const struct http_config *config = http_config();
    const char *end = (const char *)(http_scratch() + config->limits.headers);
    LEV_ASSERT(2, (size_t)(end - (const char *)me) <= core_self()->current->state_bytes);
    LEV_ASSERT(
        3, config->connections >= 1 && config->requests >= 1 && config->nexts >= 1
               && config->pipeline >= 1);
    LEV_ASSERT(
        4, config->requests <= 16383 && config->limits.input_bytes <= 65536
               && config->limits.headers >= 1);
    LEV_ASSERT(5, config->limits.head_bytes <= config->limits.input_bytes);
    me->listener = LEV_NO_HANDLE;
    me->timer = LEV_NO_HANDLE;
    me->free = (struct http_queue){HTTP_NONE, HTTP_NONE, HTTP_LINK_FREE};
    me->ready = (struct http_queue){HTTP_NONE, HTTP_NONE, HTTP_LINK_READY};
    me->starved = (struct http_queue){HTTP_NONE, HTTP_NONE, HTTP_LINK_STARVED};
    for (uint16_t i = 0; i < http_conn_count(); i++) {
        http_push(&me->free, &http_conns()[i]);
    }
    while (1u << me->index_bits < config->requests) {
        me->index_bits++;
    }
    me->slot_free = HTTP_NONE;
    for (uint16_t i = 0; i < config->requests; i++) {
        http_slots()[i].number = i;
        http_slot_free(me, &http_slots()[i]);
    }
    http_listen(me);
}

void http_on_event(void *state, struct lev_event event)
{
    struct http_service *me = state;
    switch (event.id) {
    case LEV_EVENT_START: on_start(me); break;
    case LEV_EVENT_REQUEST: on_request(me, event.arg); break;
    case LEV_EVENT_CANCEL: on_cancel(me, event.arg); break;
    case LEV_EVENT_ORPHANS: on_orphans(me); break;
    case HTTP_EVENT_TICK: on_tick(me); break;
    default: break;
    }
}

static lev_completion_fn *const completions[HTTP_COMPLETIONS] = {
    [HTTP_ON_LISTEN] = http_on_listen, [HTTP_ON_ACCEPT] = http_on_accept,
    [HTTP_ON_READ] = http_on_read,     [HTTP_ON_WRITE] = http_on_write,
    [HTTP_ON_CLOSE] = http_on_close,
};

const struct lev_component http_component = {
    .name = "http",
    .completions = completions,
    .completion_count = HTTP_COMPLETIONS,
    .links_min = 1,
    .state_bytes = sizeof(struct http_service),
};
