/* SPDX-License-Identifier: MIT */
/**
 * What a connection sends: replies in the order of the requests, as few writes as possible.
 *
 * Heads and bodies are put into one block, replies of several requests behind each other, until it is full or there is
 * nothing more to say; one write sends it. A large constant body is not copied: it is written from where it is.
 */
#include "api/http/internal.h"

#include "base/bytes.h"

/** Constant bodies are written in pieces of this size, so that a slow client is seen to take something in time. */
#define PIECE_BYTES 65536u

static const char continue_text[] = "HTTP/1.1 100 Continue\r\n\r\n";

/** Where to put the next bytes; NULL: no block is to be had now. */
static char *out_data(struct http_service *me, struct http_conn *conn)
{
    if (conn->out < 0) {
        conn->out = lev_buf_get(http_config()->send_bytes);
        if (conn->out < 0) {
            conn->flags |= HTTP_STARVED;
            http_push(&me->starved, conn);
            return NULL;
        }
    }
    return (char *)lev_buf_data(conn->out) + conn->out_bytes;
}

static uint32_t out_room(const struct http_conn *conn)
{
    return http_config()->send_bytes - conn->out_bytes;
}

/** What the application said in its reply to the first request. */
struct reply {
    struct core_request op;
    uint32_t body_bytes; /**< to be sent: none for HEAD and some statuses */
    bool constant;
    bool closes;
};

static bool
reply_of(const struct http_conn *conn, const struct http_slot *slot, struct reply *reply)
{
    if (slot->reply == HTTP_NO_OP || !core_request_get((uint16_t)slot->reply, &reply->op)) {
        return false;
    }
    bool bodiless = slot->method == LEV_HTTP_HEAD || !http_has_body((uint16_t)reply->op.arg);
    reply->body_bytes = bodiless ? 0 : reply->op.bytes;
    reply->closes = (slot->flags & HTTP_CLOSES) != 0 || (reply->op.arg2 & LEV_HTTP_CLOSE) != 0;
    (void)conn;
    return true;
}

/** The reply to the first request is out: the application gets its completion, the slot is free. */
static void finish(
    struct http_service *me, struct http_conn *conn, const struct reply *reply, lev_result result)
{
    struct http_slot *slot = &http_slots()[conn->first];
    conn->first = slot->next;
    conn->requests--;
    conn->body_sent = 0;
    conn->flags &= (uint8_t)~HTTP_HEAD_OUT;
    core_op_closes(reply->op.token);
    (void)core_op_complete(reply->op.token, result);
    http_slot_free(me, slot);
    if (reply->closes) {
        conn->flags |= HTTP_FINAL;
    }
}

/** Put out the head. @return false: it needs more room */
static bool put_head(struct http_conn *conn, char *to, const struct http_head *head)
{
    uint32_t bytes = http_head_write(to, out_room(conn), head);
    conn->out_bytes = (uint16_t)(conn->out_bytes + bytes);
    return bytes != 0;
}

/** A head that does not fit an empty block: the application's mistake. The client is told something else. */
static void refuse_head(struct http_service *me, struct http_conn *conn, struct reply *reply)
{
    reply->closes = false;
    finish(me, conn, reply, LEV_E_RANGE);
    conn->answer = 500;
    conn->flags |= HTTP_LAST;
}

static bool
put_reply_head(struct http_service *me, struct http_conn *conn, char *to, struct reply *reply)
{
    const struct http_slot *slot = &http_slots()[conn->first];
    const struct http_head head = {
        .status = (uint16_t)reply->op.arg,
        .keeps_1_0 = (slot->flags & HTTP_IS_1_0) != 0,
        .closes = reply->closes,
        .more = reply->op.extra,
        .body_bytes = reply->op.bytes,
    };
    if (put_head(conn, to, &head)) {
        conn->flags |= HTTP_HEAD_OUT;
        return true;
    }
    if (conn->out_bytes == 0) {
        refuse_head(me, conn, reply);
        return true;
    }
    return false;
}

/** Put out as much of the body as fits; all of it, or nothing if it is constant. @return false: more is left */
static bool put_body(struct http_service *me, struct http_conn *conn, const struct reply *reply)
{
    uint32_t left = reply->body_bytes - conn->body_sent;
    uint32_t room = out_room(conn);
    const uint8_t *body = reply->op.data;
    if (left > room && port_is_constant(body, reply->op.bytes)) {
        return false;
    }
    uint32_t count = left < room ? left : room;
    if (count != 0) {
        bytes_copy(
            (char *)lev_buf_data(conn->out) + conn->out_bytes, body + conn->body_sent, count);
    }
    conn->out_bytes = (uint16_t)(conn->out_bytes + count);
    conn->body_sent += count;
    if (count != left) {
        return false;
    }
    finish(me, conn, reply, LEV_OK);
    return true;
}

/** Put out of the first request's reply what fits. @return true: there may be room for more */
static bool put_reply(struct http_service *me, struct http_conn *conn)
{
    struct reply reply;
    if (!reply_of(conn, &http_slots()[conn->first], &reply)) {
        return false;
    }
    char *to = out_data(me, conn);
    if (to == NULL) {
        return false;
    }
    if (!http_has(conn, HTTP_HEAD_OUT)) {
        if (!put_reply_head(me, conn, to, &reply)) {
            return false;
        }
        if (!http_has(conn, HTTP_HEAD_OUT)) {
            return true; /* refused */
        }
    }
    return put_body(me, conn, &reply);
}

/** Put out the service's own answer, if it is its turn. Refusals close. */
static bool put_answer(struct http_service *me, struct http_conn *conn)
{
    char *to = out_data(me, conn);
    if (to == NULL) {
        return false;
    }
    const struct http_head head = {.status = conn->answer, .closes = conn->answer >= 400};
    if (!put_head(conn, to, &head)) {
        return false;
    }
    if (head.closes || http_has(conn, HTTP_LAST)) {
        conn->flags |= HTTP_FINAL;
    } else {
        conn->answer = 0;
    }
    return true;
}

/** The client waits for a word before it sends the body? */
static bool wants_continue(const struct http_conn *conn)
{
    bool expects = (conn->message.flags & HTTP_EXPECTS) != 0 && conn->message.head_bytes != 0;
    return expects && !http_has(conn, HTTP_TOLD) && !http_has(conn, HTTP_READY)
           && conn->end - conn->start <= conn->message.head_bytes;
}

static bool put_continue(struct http_service *me, struct http_conn *conn)
{
    char *to = out_data(me, conn);
    if (to == NULL || out_room(conn) < sizeof continue_text) {
        return false;
    }
    bytes_copy(to, continue_text, sizeof continue_text - 1);
    conn->out_bytes = (uint16_t)(conn->out_bytes + sizeof continue_text - 1);
    conn->flags |= HTTP_TOLD;
    return false;
}

/** Put out one thing. @return true: look again */
static bool put_next(struct http_service *me, struct http_conn *conn)
{
    if (http_has(conn, HTTP_FINAL) || http_has(conn, HTTP_STARVED)) {
        return false;
    }
    if (conn->first != HTTP_NONE) {
        return put_reply(me, conn);
    }
    if (conn->answer != 0) {
        return put_answer(me, conn);
    }
    return wants_continue(conn) && put_continue(me, conn);
}

static void
start_write(struct http_service *me, struct http_conn *conn, const void *data, uint32_t bytes)
{
    conn->deadline = http_after(me, http_config()->send_ms);
    if (lev_write_start(&conn->write, conn->stream, data, bytes) != LEV_OK) {
        http_conn_end(me, conn);
    }
}

/** The rest of a constant body, from where it is. */
static void write_constant(struct http_service *me, struct http_conn *conn)
{
    struct reply reply;
    if (conn->first == HTTP_NONE || !http_has(conn, HTTP_HEAD_OUT)
        || !reply_of(conn, &http_slots()[conn->first], &reply)) {
        return;
    }
    uint32_t left = reply.body_bytes - conn->body_sent;
    uint32_t bytes = left < PIECE_BYTES ? left : PIECE_BYTES;
    const uint8_t *body = reply.op.data;
    conn->body_sent += bytes;
    start_write(me, conn, body + conn->body_sent - bytes, bytes);
}

/** Everything has been sent: the block is free, and the connection may end. */
static void rest(struct http_service *me, struct http_conn *conn)
{
    if (conn->out >= 0) {
        (void)lev_buf_put(conn->out);
        conn->out = LEV_NO_HANDLE;
    }
    bool idle = conn->first == HTTP_NONE && conn->answer == 0 && !http_has(conn, HTTP_READY);
    bool unread = conn->answer != 0 || conn->start != conn->end;
    if (http_has(conn, HTTP_FINAL) && unread && !http_has(conn, HTTP_ENDED)) {
        conn->state = HTTP_LINGERING;
        conn->deadline = me->tick + HTTP_LINGER_TICKS;
        conn->start = 0;
        conn->end = 0;
        if (!lev_op_pending(&conn->read)
            && lev_read_start(
                   &conn->read, conn->stream, lev_buf_data(conn->in),
                   http_config()->limits.input_bytes)
                   != LEV_OK) {
            http_conn_end(me, conn);
        }
    } else if (http_has(conn, HTTP_FINAL) || (http_has(conn, HTTP_ENDED) && idle)) {
        http_conn_end(me, conn);
    }
}

bool http_output(struct http_service *me, struct http_conn *conn)
{
    if (conn->state != HTTP_OPEN || lev_op_pending(&conn->write)) {
        return false;
    }
    bool held = conn->requests >= http_config()->pipeline || conn->answer != 0;
    while (put_next(me, conn)) {
    }
    if (conn->out_bytes != 0) {
        start_write(me, conn, lev_buf_data(conn->out), conn->out_bytes);
    } else {
        write_constant(me, conn);
    }
    if (conn->state == HTTP_OPEN && !lev_op_pending(&conn->write)
        && !http_has(conn, HTTP_STARVED)) {
        rest(me, conn);
    }
    bool holds = conn->requests >= http_config()->pipeline || conn->answer != 0;
    return conn->state == HTTP_OPEN && held && !holds;
}

void http_on_write(void *state, struct lev_op *op)
{
    struct http_service *me = state;
    struct http_conn *conn =
        (struct http_conn *)(void *)((char *)op - offsetof(struct http_conn, write));
    if (http_conn_release(me, conn)) {
        return;
    }
    if (op->result < 0) {
        http_conn_end(me, conn);
        return;
    }
    conn->out_bytes = 0;
    const struct http_config *config = http_config();
    bool between = conn->start == conn->end && conn->message.head_bytes == 0;
    conn->deadline = http_after(me, between ? config->idle_ms : config->request_ms);
    http_run(me, conn);
    http_serve(me);
}
