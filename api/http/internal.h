/* SPDX-License-Identifier: MIT */
/**
 * Between the parts of the http service:
 *
 *     http.c   the node: applications' requests and replies, the timer
 *     accept.c listening and accepting; a connection's begin and end
 *     input.c  what a connection receives, up to a complete request
 *     output.c what it sends, in the order of the requests
 *     head.c   the text of a reply's head (pure)
 *
 * A handler changes something and then calls http_run() for the connection and http_serve() for all that wait. Neither
 * calls the other back: the parts do not recurse.
 */
#ifndef API_HTTP_INTERNAL_H
#define API_HTTP_INTERNAL_H

#include <lev/buf.h>
#include <lev/http.h>
#include <lev/stream.h>

#include "api/http/http.h"
#include "core/core.h"

/** "No op": a token is an 8-bit generation and a 16-bit index. */
#define HTTP_NO_OP UINT32_MAX

/** No connection, no slot. */
#define HTTP_NONE UINT16_MAX

enum http_conn_state {
    HTTP_FREE = 0,
    HTTP_OPEN,
    HTTP_LINGERING, /**< all is sent; what still comes is thrown away, so that the client gets to read the answer */
    HTTP_CLOSING
};

enum http_conn_flags {
    HTTP_READY = 1,     /**< in the list of connections with a complete request */
    HTTP_STARVED = 2,   /**< in the list of those that wait for a block */
    HTTP_ENDED = 4,     /**< the client sends no more */
    HTTP_LAST = 8,      /**< no further request is read: the one before said so */
    HTTP_FINAL = 16,    /**< a reply that closes has been put out */
    HTTP_HEAD_OUT = 32, /**< the head of the reply to the first request has been put out */
    HTTP_SURPLUS = 64,  /**< past the limit: its request gets 503 */
    HTTP_TOLD = 128     /**< 100 Continue has been put out, or is not wanted */
};

/** What the op `listen` does. */
enum http_phase { HTTP_LISTENS = 0, HTTP_ASKS_PORT, HTTP_UNLISTENS };

/** Entries of the completion table. */
enum http_completion {
    HTTP_ON_LISTEN,
    HTTP_ON_ACCEPT,
    HTTP_ON_READ,
    HTTP_ON_WRITE,
    HTTP_ON_CLOSE,
    HTTP_COMPLETIONS
};

/** A tick of the service's timer, which runs while there are connections. */
#define HTTP_TICK_MS 250u

/** A connection past the limit has so long to ask and be told 503: others wait behind it. */
#define HTTP_SURPLUS_MS 1000u

/** Ticks that a client has to read the last answer. */
#define HTTP_LINGER_TICKS 4u

enum { HTTP_EVENT_TICK = LEV_EVENT_USER };

static inline const struct http_config *http_config(void)
{
    return core_self()->current->config;
}

static inline struct http_service *http_self(void)
{
    return core_self()->current->state;
}

static inline struct http_conn *http_conns(void)
{
    return (struct http_conn *)(http_self() + 1);
}

static inline uint16_t http_conn_count(void)
{
    return (uint16_t)(http_config()->connections + HTTP_SPARE);
}

static inline uint16_t http_index(const struct http_conn *conn)
{
    return (uint16_t)(conn - http_conns());
}

static inline struct http_slot *http_slots(void)
{
    return (struct http_slot *)(void *)(http_conns() + http_conn_count());
}

/** Header lines during a call of the parser. */
static inline struct phr_header *http_scratch(void)
{
    uintptr_t end = (uintptr_t)http_slots() + http_config()->requests * sizeof(struct http_slot)
                    + http_config()->nexts * sizeof(uint32_t);
    return (struct phr_header *)((end + 7u) & ~(uintptr_t)7u);
}

/** The ring of tokens of waiting lev_http_next(). */
static inline uint32_t *http_nexts(void)
{
    return (uint32_t *)(void *)(http_slots() + http_config()->requests);
}

static inline bool http_has(const struct http_conn *conn, enum http_conn_flags flag)
{
    return (conn->flags & flag) != 0;
}

/** A deadline `ms` from now. */
static inline uint32_t http_after(const struct http_service *me, uint32_t ms)
{
    return me->tick + 1 + (ms + HTTP_TICK_MS - 1) / HTTP_TICK_MS;
}

/* http.c */
void http_push(struct http_queue *queue, struct http_conn *conn);
struct http_conn *http_pop(struct http_queue *queue);
void http_unlink(struct http_queue *queue, const struct http_conn *conn);
void http_slot_free(struct http_service *me, struct http_slot *slot);
void http_run(
    struct http_service *me, struct http_conn *conn); /* input and output, as far as they go now */
void http_serve(
    struct http_service *me); /* complete requests to applications; blocks to the starved */

/* accept.c */
void http_listen(struct http_service *me);
void http_accept(struct http_service *me);
void http_conn_end(
    struct http_service *me,
    struct http_conn *conn); /* close it; its requests have no client any more */
bool http_conn_release(
    struct http_service *me,
    struct http_conn *conn); /* if nothing of it is pending: free. @return done */
void http_on_listen(void *state, struct lev_op *op);
void http_on_accept(void *state, struct lev_op *op);
void http_on_close(void *state, struct lev_op *op);

/* input.c */
void http_input(struct http_service *me, struct http_conn *conn); /* parse, and read on */
void http_consume(struct http_conn *conn); /* the complete message is dealt with */
void http_on_read(void *state, struct lev_op *op);

/* output.c */
bool http_output(
    struct http_service *me, struct http_conn *conn); /* @return input may go on that was held up */
void http_on_write(void *state, struct lev_op *op);

/* head.c */

/** What a reply's head says. */
struct http_head {
    uint16_t status;
    bool keeps_1_0; /**< an HTTP/1.0 client is told that the connection stays */
    bool closes;
    const struct lev_http_head *more; /**< NULL: none */
    uint32_t body_bytes;
};

/** Write a reply's head. @return its bytes; 0: there is no room */
uint32_t http_head_write(char *to, uint32_t room, const struct http_head *head);

/** Does a reply with this status have a body? */
static inline bool http_has_body(uint16_t status)
{
    return status != 204 && status != 304;
}

#endif
