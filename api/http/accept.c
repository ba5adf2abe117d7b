/* SPDX-License-Identifier: MIT */
/** Listening and accepting; how a connection begins and ends. */
#include <lev/log.h>
#include <lev/net_tcp.h>
#include <lev/timer.h>

#include "api/http/internal.h"

/** The link to the net service. */
#define NET ((lev_handle)0)

/** Something waits for time: let the timer run. */
static void keep_time(struct http_service *me)
{
    if (me->timer == LEV_NO_HANDLE) {
        me->timer = lev_timer_start(LEV_MS(HTTP_TICK_MS), LEV_MS(HTTP_TICK_MS), HTTP_EVENT_TICK);
    }
}

void http_listen(struct http_service *me)
{
    if (me->listener != LEV_NO_HANDLE || lev_op_pending(&me->listen)) {
        return;
    }
    lev_op_then(&me->listen, HTTP_ON_LISTEN);
    me->phase = HTTP_LISTENS;
    struct lev_address address = {.host = http_config()->host, .port = http_config()->port};
    if (lev_tcp_listen_start(&me->listen, NET, address, http_config()->backlog) != LEV_OK) {
        keep_time(me);
    }
}

/** The listener is of no use any more: give its handle up, then listen again. */
static void unlisten(struct http_service *me)
{
    me->phase = HTTP_UNLISTENS;
    lev_op_then(&me->listen, HTTP_ON_LISTEN);
    if (lev_op_pending(&me->listen) || lev_close_start(&me->listen, me->listener) != LEV_OK) {
        me->listener = LEV_NO_HANDLE;
    }
}

void http_accept(struct http_service *me)
{
    if (me->listener == LEV_NO_HANDLE || lev_op_pending(&me->listen) || lev_op_pending(&me->accept)
        || me->free.first == HTTP_NONE) {
        return;
    }
    lev_op_then(&me->accept, HTTP_ON_ACCEPT);
    if (lev_tcp_accept_start(&me->accept, me->listener) != LEV_OK) {
        unlisten(me);
        keep_time(me);
    }
}

/** It has listened, asked for the port, or closed the listener. What failed is tried again at the next tick. */
void http_on_listen(void *state, struct lev_op *op)
{
    struct http_service *me = state;
    if (op->result < 0 || me->phase == HTTP_UNLISTENS) {
        if (me->phase == HTTP_LISTENS && !me->refused) {
            lev_log(
                LEV_LOG_WARN, "http: cannot listen on port %d, trying again", http_config()->port);
            lev_log(LEV_LOG_WARN, "http: the transport says %d", op->result);
            me->refused = 1; /* said once */
        }
        me->listener = LEV_NO_HANDLE;
        keep_time(me);
        return;
    }
    if (me->phase == HTTP_LISTENS) {
        me->listener = op->result;
        me->refused = 0;
        me->phase = HTTP_ASKS_PORT;
        if (lev_tcp_port_start(op, me->listener) == LEV_OK) {
            return;
        }
    }
    lev_log(LEV_LOG_INFO, "http: listening on port %d", op->result);
    http_accept(me);
}

/** A connection record for a stream, with a block to receive into. */
static void begin(struct http_service *me, lev_handle stream)
{
    struct http_conn *conn = http_pop(&me->free);
    me->open++;
    conn->state = HTTP_OPEN;
    conn->flags = me->open > http_config()->connections ? HTTP_SURPLUS : 0;
    conn->stream = stream;
    conn->out = LEV_NO_HANDLE;
    conn->out_bytes = 0;
    conn->start = 0;
    conn->end = 0;
    conn->message = (struct http_message){0};
    conn->body_sent = 0;
    conn->answer = 0;
    conn->first = HTTP_NONE;
    conn->requests = 0;
    bool surplus = http_has(conn, HTTP_SURPLUS);
    conn->deadline = http_after(me, surplus ? HTTP_SURPLUS_MS : http_config()->idle_ms);
    lev_op_then(&conn->read, HTTP_ON_READ);
    lev_op_then(&conn->write, HTTP_ON_WRITE);
    lev_op_then(&conn->close, HTTP_ON_CLOSE);
    conn->in = lev_buf_get(http_config()->limits.input_bytes);
    if (conn->in < 0) {
        http_conn_end(me, conn);
        return;
    }
    http_input(me, conn);
}

void http_on_accept(void *state, struct lev_op *op)
{
    struct http_service *me = state;
    keep_time(me);
    if (op->result >= 0) {
        begin(me, op->result);
        http_accept(me);
    } else if (op->result == LEV_E_RESTARTED || op->result == LEV_E_CLOSED) {
        unlisten(me);
    } /* else: the next tick tries again */
}

/** Nobody waits for the replies to these requests any more. Pending ones end; for others the application's reply will. */
static void drop_requests(struct http_service *me, struct http_conn *conn)
{
    uint16_t at = conn->first;
    while (at != HTTP_NONE) {
        struct http_slot *slot = &http_slots()[at];
        at = slot->next;
        slot->conn = HTTP_NONE;
        if (slot->reply != HTTP_NO_OP) {
            core_op_closes(slot->reply);
            (void)core_op_complete(slot->reply, LEV_E_CLOSED);
            http_slot_free(me, slot);
        }
    }
    conn->first = HTTP_NONE;
    conn->requests = 0;
}

void http_conn_end(struct http_service *me, struct http_conn *conn)
{
    if (conn->state == HTTP_CLOSING) {
        return;
    }
    conn->state = HTTP_CLOSING;
    if (http_has(conn, HTTP_READY)) {
        http_unlink(&me->ready, conn);
    }
    if (http_has(conn, HTTP_STARVED)) {
        http_unlink(&me->starved, conn);
    }
    drop_requests(me, conn);
    if (lev_close_start(&conn->close, conn->stream) != LEV_OK) {
        (void)http_conn_release(me, conn); /* the stream went with a life of the net service */
    }
}

bool http_conn_release(struct http_service *me, struct http_conn *conn)
{
    if (conn->state != HTTP_CLOSING || lev_op_pending(&conn->read) || lev_op_pending(&conn->write)
        || lev_op_pending(&conn->close)) {
        return conn->state == HTTP_CLOSING;
    }
    if (conn->in >= 0) {
        (void)lev_buf_put(conn->in);
    }
    if (conn->out >= 0) {
        (void)lev_buf_put(conn->out);
    }
    conn->state = HTTP_FREE;
    http_push(&me->free, conn);
    me->open--;
    http_accept(me);
    return true;
}

void http_on_close(void *state, struct lev_op *op)
{
    struct http_service *me = state;
    struct http_conn *conn =
        (struct http_conn *)(void *)((char *)op - offsetof(struct http_conn, close));
    (void)http_conn_release(me, conn);
    http_serve(me);
}
