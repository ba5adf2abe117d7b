/* SPDX-License-Identifier: MIT */
/** What a connection receives, up to a complete request. */
#include "api/http/internal.h"

#include "base/bytes.h"

/** Nothing of a next message has been seen? */
static bool is_between(const struct http_conn *conn)
{
    return conn->start == conn->end && conn->message.head_bytes == 0;
}

/** May the input be looked at now? A complete request, an answer to send and too many unanswered requests hold it up. */
static bool may_parse(const struct http_conn *conn)
{
    bool held = http_has(conn, HTTP_READY) || conn->answer != 0
                || conn->requests >= http_config()->pipeline;
    return conn->state == HTTP_OPEN && !held && !http_has(conn, HTTP_LAST)
           && !http_has(conn, HTTP_FINAL);
}

/** Move what is left to the front, so that there is room behind it. */
static void compact(struct http_conn *conn, char *data)
{
    if (conn->start != 0) {
        bytes_move_down(data, data + conn->start, conn->end - conn->start);
        conn->end -= conn->start;
        conn->start = 0;
    }
}

/** Read on. Also while requests are being answered: so it is noticed when the client goes away. */
static void read_on(struct http_service *me, struct http_conn *conn)
{
    if (lev_op_pending(&conn->read) || http_has(conn, HTTP_ENDED) || conn->state == HTTP_CLOSING) {
        return;
    }
    char *data = lev_buf_data(conn->in);
    compact(conn, data);
    uint32_t room = http_config()->limits.input_bytes - conn->end;
    if (room == 0) {
        conn->answer = http_parse_full(&conn->message, data, conn->end);
    } else if (lev_read_start(&conn->read, conn->stream, data + conn->end, room) != LEV_OK) {
        http_conn_end(me, conn);
    }
}

/** A complete request about the server itself: OPTIONS *. */
static void answer_self(struct http_conn *conn)
{
    conn->answer = 204;
    http_consume(conn);
}

/** Look at the input once. */
static void parse(struct http_service *me, struct http_conn *conn)
{
    char *data = lev_buf_data(conn->in);
    uint32_t bytes = conn->end - conn->start;
    uint16_t verdict = http_parse(
        &conn->message, data + conn->start, &bytes, &http_config()->limits, http_scratch());
    if (verdict == HTTP_MORE) {
        conn->end = conn->start + bytes;
        if (http_has(conn, HTTP_ENDED) && !is_between(conn)) {
            conn->answer = 400; /* it ends in the middle of a request */
        }
    } else if (verdict != HTTP_COMPLETE) {
        conn->answer = verdict;
    } else if (http_has(conn, HTTP_SURPLUS)) {
        conn->answer = 503;
    } else if ((conn->message.flags & HTTP_IS_STAR) != 0) {
        answer_self(conn);
    } else {
        conn->flags |= HTTP_READY;
        http_push(&me->ready, conn);
    }
}

void http_input(struct http_service *me, struct http_conn *conn)
{
    if (!may_parse(conn) || lev_op_pending(&conn->read)) {
        return; /* while the block is lent there is nothing new in it */
    }
    if (conn->start != conn->end || http_has(conn, HTTP_ENDED)) {
        parse(me, conn);
    }
    if (may_parse(conn)) {
        read_on(me, conn);
    }
}

void http_consume(struct http_conn *conn)
{
    if ((conn->message.flags & HTTP_CLOSES) != 0) {
        conn->flags |= HTTP_LAST;
    }
    conn->flags &= (uint8_t) ~(HTTP_READY | HTTP_TOLD);
    conn->start += conn->message.end;
    conn->message = (struct http_message){0};
    if (conn->start == conn->end) {
        conn->start = 0;
        conn->end = 0;
    }
}

/** Bytes have come. The time for a request runs from its first byte, however slowly the others come. */
static void received(const struct http_service *me, struct http_conn *conn, uint32_t bytes)
{
    if (is_between(conn) && !http_has(conn, HTTP_SURPLUS)) {
        conn->deadline = http_after(me, http_config()->request_ms);
    }
    conn->end += bytes;
}

/** Throw away what comes, until the client has read the answer and closes, or time is up. */
static void linger(struct http_service *me, struct http_conn *conn, lev_result result)
{
    if (result <= 0) {
        http_conn_end(me, conn);
        return;
    }
    conn->start = 0;
    conn->end = 0;
    read_on(me, conn);
}

void http_on_read(void *state, struct lev_op *op)
{
    struct http_service *me = state;
    struct http_conn *conn =
        (struct http_conn *)(void *)((char *)op - offsetof(struct http_conn, read));
    if (http_conn_release(me, conn)) {
        return;
    }
    if (conn->state == HTTP_LINGERING) {
        linger(me, conn, op->result);
        return;
    }
    if (op->result < 0) {
        http_conn_end(me, conn);
        return;
    }
    if (op->result == 0) {
        conn->flags |= HTTP_ENDED;
    } else {
        received(me, conn, (uint32_t)op->result);
    }
    http_run(me, conn);
    http_serve(me);
}
