/* SPDX-License-Identifier: MIT */
/**
 * Group http: an HTTP/1.1 server, through a link to the http service node.
 *
 * The service owns the connections: keep-alive, pipelining, limits, time-outs and every malformed request (which gets
 * its 4xx without the application seeing it). The application takes one request at a time, or several with several ops,
 * and replies to each once. Replies on one connection go out in request order, whatever order they are given in.
 */
#ifndef LEV_HTTP_H
#define LEV_HTTP_H

#include <lev/core.h>

#if !defined(LEV_USE_http) && !defined(LEV__OS)
#error "undeclared API group: add '#define LEV_USE_http 1' to the component's declaration header"
#endif
#ifdef LEV_USE_http
#if !defined(LEV__MANIFEST)
#error "include <lev/component.h> in the component's declaration header, after its LEV_USE_ lines"
#elif LEV_USE_http != 1
#error "group http is at major version 1: write '#define LEV_USE_http 1'"
#endif
LEV__MANIFEST("use", "http " LEV__TEXT(LEV_USE_http));
#endif

LEV_BEGIN_DECLS

/** Request methods; any other gets 501 from the service. */
enum lev_http_method {
    LEV_HTTP_GET = 1,
    LEV_HTTP_HEAD = 2,
    LEV_HTTP_POST = 3,
    LEV_HTTP_PUT = 4,
    LEV_HTTP_DELETE = 5,
    LEV_HTTP_OPTIONS = 6,
    LEV_HTTP_PATCH = 7
};

/**
 * A request, written by the service at the start of the application's block. The bytes follow it in the block;
 * offsets count from the start of the block. Path and query are as sent (still percent-encoded); the path begins with '/'.
 */
struct lev_http_request {
    lev_handle reply; /**< names the request in lev_http_reply_start() */
    uint16_t method;  /**< enum lev_http_method */
    uint16_t path_offset;
    uint16_t path_bytes;
    uint16_t query_offset; /**< after '?'; query_bytes 0: none */
    uint16_t query_bytes;
    uint16_t headers_offset; /**< "name: value" lines separated by LF, names in lower case */
    uint16_t headers_bytes;
    uint16_t body_offset;
    uint32_t body_bytes;
};

/** Further head of a reply, in constant memory of the image. */
struct lev_http_head {
    const char *content_type; /**< zero-terminated, constant; NULL: none */
    const char *headers;      /**< more header lines, each ended by CR LF; constant; NULL: none */
};

/** Close the connection after this reply. */
enum { LEV_HTTP_CLOSE = 1 };

/**
 * Take the next request. Several may be pending; they are served in order.
 *
 * Completes with the bytes used in the block; LEV_E_RANGE: `bytes` is below LEV_HTTP_REQUEST_MIN, or `data` is not aligned
 * as a struct lev_http_request; LEV_E_FULL: the service keeps no more of them waiting; LEV_E_CANCELED; LEV_E_RESTARTED.
 * Starting: LEV_E_DENIED; LEV_E_NOMEM: ops or objects (a request is one until its reply completes). A request that does not fit gets 413 or 431 from the service.
 *
 * @data  in a block that the caller owns; lent until the completion
 */
LEV_CTX(handler)
LEV_MUST_USE lev_result
lev_http_next_start(struct lev_op *op, lev_handle http, void *data, uint32_t bytes);

/** Smallest block for a request. */
#define LEV_HTTP_REQUEST_MIN 256u

/**
 * Reply to a request, once. The service adds Content-Length, and no Date. A reply to HEAD is the head alone.
 *
 * Completes with LEV_OK when the reply is accepted under the connection's high-water mark; LEV_E_CLOSED: the client has
 * gone; LEV_E_DENIED (in the completion): no such request, or answered before; LEV_E_RANGE: status, flags, or a head
 * longer than the service's block; LEV_E_CANCELED; LEV_E_RESTARTED. Starting: LEV_E_DENIED, LEV_E_NOMEM.
 *
 * @request  lev_http_request.reply
 * @status   200 .. 599
 * @flags    0 or LEV_HTTP_CLOSE
 * @head     constant memory; NULL: no content type and no further headers
 * @data     body: in a block that the caller owns (lent until the completion) or constant; bytes 0: no body
 */
LEV_CTX(handler)
LEV_MUST_USE lev_result lev_http_reply_start(
    struct lev_op *op,
    lev_handle request,
    uint16_t status,
    uint16_t flags,
    const struct lev_http_head *head,
    const void *data,
    uint32_t bytes);

/**
 * Compare a part of a request with a text: pure, reads only the block.
 *
 * @return  true: the `bytes` at `offset` of the block equal `text` exactly
 */
LEV_CTX(any)
static inline bool lev_http_is(
    const struct lev_http_request *request, uint16_t offset, uint16_t bytes, const char *text)
{
    const char *at = (const char *)request + offset;
    uint16_t i = 0;
    while (i < bytes && text[i] != '\0' && at[i] == text[i]) {
        i++;
    }
    return i == bytes && text[i] == '\0';
}

LEV_END_DECLS

#endif
