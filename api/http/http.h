/* SPDX-License-Identifier: MIT */
/**
 * The http service: an HTTP/1.1 server, a client of the net service and a server for applications.
 *
 *     #define HTTP_CONNECTIONS 64
 *     #include "api/http/http.h"
 *     static const struct http_config http_config = {
 *         HTTP_SIZES, HTTP_LIMITS, HTTP_TIMES, .port = 8080, .backlog = 128};
 *     NODE(http, http, LEV_PRIORITY(10), 1, LEV_REJECT, LEV_MS(20), HTTP_OPS, 1, HTTP_BUFS, HTTP_OBJS, 0,
 *          .config = &http_config, LEV_LINKS(LEV_TO(net)))
 *
 * All its memory is named here: its records are its state, a connection holds one block for what it receives and, while
 * something is sent, one for that. Connections past the limit (HTTP_SPARE at a time) are answered with 503 and closed.
 */
#ifndef API_HTTP_HTTP_H
#define API_HTTP_HTTP_H

#include <lev/core.h>

#include "api/http/parse.h"

/** Settings of an http node. */
struct http_config {
    uint32_t host; /**< where to listen: address in host byte order, 0: any */
    uint16_t port; /**< 0: any free one; the log says which */
    uint16_t backlog;
    uint16_t connections; /**< served at a time */
    uint16_t requests;    /**< given to applications and not answered yet, at a time */
    uint16_t nexts;       /**< lev_http_next_start() ops that wait, of all applications */
    uint16_t pipeline;    /**< requests of one connection that are not answered yet, at a time */
    uint16_t send_bytes;  /**< block for what is sent: heads, and bodies that are not constant */
    struct http_limits limits; /**< input_bytes: the block for what is received */
    uint16_t request_ms;       /**< from a request's first byte to its last; then 408 */
    uint16_t send_ms; /**< for the client to take some of what is sent; then it is closed */
    uint16_t idle_ms; /**< between requests; then the connection is closed */
};

/* How many there are: a deployment may say other numbers before it includes this. */
#ifndef HTTP_CONNECTIONS
#define HTTP_CONNECTIONS 16 /* served at a time */
#endif
#ifndef HTTP_REQUESTS
#define HTTP_REQUESTS (2 * HTTP_CONNECTIONS) /* that applications have */
#endif
#ifndef HTTP_NEXTS
#define HTTP_NEXTS 16 /* lev_http_next_start() ops that wait */
#endif
#ifndef HTTP_HEADERS
#define HTTP_HEADERS 32 /* header lines of a request */
#endif

/* Settings: those that must agree with the numbers above, and usual ones. */
#define HTTP_SIZES .connections = HTTP_CONNECTIONS, .requests = HTTP_REQUESTS, .nexts = HTTP_NEXTS
#define HTTP_LIMITS                    \
    .pipeline = 8, .send_bytes = 2048, \
    .limits = {                        \
        .input_bytes = 4096,           \
        .body_bytes = 4096,            \
        .head_bytes = 2048,            \
        .target_bytes = 1024,          \
        .headers = HTTP_HEADERS}
#define HTTP_TIMES .request_ms = 10000, .send_ms = 10000, .idle_ms = 30000

/** Connections that are only told that there are too many. */
#define HTTP_SPARE 4

/** A connection may be ready and starved at a time: by which link a list holds its connections. */
enum http_link { HTTP_LINK_FREE = 0, HTTP_LINK_READY = 0, HTTP_LINK_STARVED = 1, HTTP_LINKS = 2 };

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
    uint16_t answer;           /**< the service's own next reply: status; 0: none */
    uint16_t first, last;      /**< requests that are not answered yet, in order */
    uint16_t requests;         /**< how many */
    uint16_t next[HTTP_LINKS]; /**< in the lists that it is in */
    uint8_t state;             /**< enum http_conn_state */
    uint8_t flags;             /**< enum http_conn_flags */
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
    uint8_t flags; /**< enum http_message_flags */
    uint8_t method;
    uint8_t unused;
};

/** A list of connections. */
struct http_queue {
    uint16_t first, last;
    uint16_t link; /**< enum http_link */
};

/** The service itself. Its records follow. */
struct http_service {
    struct lev_op listen; /**< also asks for the port, and closes the listener */
    struct lev_op accept;
    lev_handle listener; /**< LEV_NO_HANDLE: not listening */
    lev_handle timer;    /**< LEV_NO_HANDLE: nothing waits for time */
    uint32_t tick;       /**< of that timer */
    uint16_t open;       /**< connections that are not free */
    uint16_t slot_free;  /**< request slots; used again in turn */
    uint16_t slot_free_last;
    uint16_t next_first; /**< position of the oldest waiting lev_http_next() in the ring */
    uint16_t next_count;
    struct http_queue free;    /**< connections that may be used */
    struct http_queue ready;   /**< … that have a complete request for an application */
    struct http_queue starved; /**< … that wait for a block to send from */
    uint8_t index_bits;        /**< of a slot's number */
    uint8_t phase;             /**< enum http_phase: what `listen` does */
    uint8_t refused;           /**< that it cannot listen has been logged */
};

#define HTTP_SCRATCH_BYTES (4 * sizeof(void *)) /* of a struct phr_header */

/** State of an http node. The service is built without it: it knows the numbers from its settings. */
struct http {
    struct http_service service;
    struct http_conn conns[HTTP_CONNECTIONS + HTTP_SPARE];
    struct http_slot slots[HTTP_REQUESTS];
    uint32_t nexts[HTTP_NEXTS];
    uint64_t scratch[(HTTP_HEADERS * HTTP_SCRATCH_BYTES + 7) / 8];
};

/* Its quotas. */
#define HTTP_OPS  (3 * (HTTP_CONNECTIONS + HTTP_SPARE) + 2)
#define HTTP_BUFS (2 * (HTTP_CONNECTIONS + HTTP_SPARE))
#define HTTP_OBJS (HTTP_CONNECTIONS + HTTP_SPARE + 2)

void http_on_event(void *state, struct lev_event event);
extern const struct lev_component http_component;

#endif
