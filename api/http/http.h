/* SPDX-License-Identifier: MIT */
/**
 * The http service: an HTTP/1.1 server, a client of the net service and a server for applications.
 *
 *     static const struct http_config http_config = {
 *         HTTP_USUAL, .address = {.port = 8080}, .backlog = 128, .connections = 64};
 *     NODE(http, http, LEV_PRIORITY(10), 4, LEV_REJECT, LEV_MS(20), HTTP_OPS(64), 1, HTTP_BUFS(64), HTTP_OBJS(64),
 *          HTTP_HEAP(64, HTTP_REQUESTS, HTTP_NEXTS, HTTP_HEADERS),
 *          .config = &http_config, LEV_LINKS(LEV_TO(net)))
 *
 * All its memory is named here: the records are in its heap, a connection holds one block for what it receives and, while
 * something is sent, one for that. Connections past the limit (HTTP_SPARE at a time) are answered with 503 and closed.
 */
#ifndef API_HTTP_HTTP_H
#define API_HTTP_HTTP_H

#include <lev/net_tcp.h>

#include "api/http/parse.h"

/** Settings of an http node. */
struct http_config {
    struct lev_address address;  /**< where to listen */
    uint16_t backlog;
    uint16_t connections;        /**< served at a time */
    uint16_t requests;           /**< given to applications and not answered yet, at a time */
    uint16_t nexts;              /**< lev_http_next_start() ops that wait, of all applications */
    uint16_t pipeline;           /**< requests of one connection that are not answered yet, at a time */
    uint16_t send_bytes;         /**< block for what is sent: heads, and bodies that are not constant */
    struct http_limits limits;   /**< input_bytes: the block for what is received */
    uint16_t request_ms;         /**< from a request's first byte to its last; then 408 */
    uint16_t send_ms;            /**< for the client to take some of what is sent; then the connection is closed */
    uint16_t idle_ms;            /**< between requests; then the connection is closed */
};

/** Usual numbers. */
enum { HTTP_REQUESTS = 64, HTTP_NEXTS = 16, HTTP_HEADERS = 32 };

/** Usual settings of all but address, backlog and connections. */
#define HTTP_USUAL                                                                                 \
    .requests = HTTP_REQUESTS, .nexts = HTTP_NEXTS, .pipeline = 8, .send_bytes = 2048,             \
    .limits = {.input_bytes = 4096, .body_bytes = 4096, .head_bytes = 2048, .target_bytes = 1024,  \
               .headers = HTTP_HEADERS},                                                           \
    .request_ms = 10000, .send_ms = 10000, .idle_ms = 30000

/** Connections that are only told that there are too many. */
#define HTTP_SPARE 4

/** A connection. Indices; 0xffff: none. */
struct http_conn {
    struct lev_op read;
    struct lev_op write;
    struct lev_op close;
    lev_handle stream;
    lev_handle in;               /**< block for what is received */
    lev_handle out;              /**< block for what is sent; LEV_NO_HANDLE: nothing is */
    uint32_t start, end;         /**< input not consumed */
    struct http_message message; /**< at `start` */
    uint32_t body_sent;          /**< of the reply to the first request */
    uint32_t deadline;           /**< ticks of the service's timer */
    uint16_t out_bytes;
    uint16_t answer;             /**< the service's own next reply: status; 0: none */
    uint16_t first, last;        /**< requests that are not answered yet, in order */
    uint16_t queue_next;         /**< in the list of free, ready or starved connections */
    uint16_t requests;           /**< how many */
    uint8_t state;               /**< enum http_conn_state */
    uint8_t flags;               /**< enum http_conn_flags */
};

/** A request that an application has. */
struct http_slot {
    uint32_t reply;  /**< token of the pending reply */
    uint16_t number; /**< its name in the application's requests: generation and index, never 0 */
    uint16_t next;   /**< of its connection; free: next free one */
    uint16_t conn;   /**< 0xffff: the connection is gone */
    uint8_t client;  /**< rank and life of the application */
    uint8_t life;
    uint8_t used;
    uint8_t flags;   /**< enum http_message_flags */
    uint8_t method;
    uint8_t unused;
};

/** A list of connections. */
struct http_queue {
    uint16_t first, last;
};

/** State of an http node; its records are in the heap. */
struct http {
    struct lev_op listen;        /**< also asks for the port, and closes the listener */
    struct lev_op accept;
    lev_handle listener;         /**< LEV_NO_HANDLE: not listening */
    lev_handle timer;            /**< LEV_NO_HANDLE: nothing waits for time */
    uint32_t tick;               /**< of that timer */
    uint16_t open;               /**< connections that are not free */
    uint16_t slot_free;          /**< request slots; used again in turn */
    uint16_t slot_free_last;
    uint16_t next_first;         /**< position of the oldest waiting lev_http_next() in the ring */
    uint16_t next_count;
    struct http_queue free;      /**< connections that may be used */
    struct http_queue ready;     /**< … that have a complete request for an application */
    struct http_queue starved;   /**< … that wait for a block to send from */
    uint8_t index_bits;          /**< of a slot's number */
    uint8_t phase;               /**< enum http_phase: what `listen` does */
    uint8_t unused[2];
};

/** Heap of an http node; the same numbers as in its settings. */
#define HTTP_HEAP(connection_count, request_count, next_count, header_count)                       \
    (((HTTP_SPARE + (connection_count)) * sizeof(struct http_conn) +                               \
      (request_count) * sizeof(struct http_slot) + (next_count) * sizeof(uint32_t) +               \
      (header_count) * HTTP_SCRATCH_BYTES + 24u) &                                                 \
     ~(size_t)7u)
#define HTTP_SCRATCH_BYTES (4 * sizeof(void *)) /* of a struct phr_header */
#define HTTP_OPS(connection_count) (3 * ((connection_count) + HTTP_SPARE) + 2)
#define HTTP_BUFS(connection_count) (2 * ((connection_count) + HTTP_SPARE))
#define HTTP_OBJS(connection_count) ((connection_count) + HTTP_SPARE + 2)

void http_on_event(void *state, struct lev_event event);
extern const struct lev_component http_component;

#endif
