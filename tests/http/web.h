/* SPDX-License-Identifier: MIT */
/**
 * An application for the tests of the http service: each path makes it answer in another way.
 *
 *     /hello           constant body                  /head      what it was told of the request
 *     /echo            the request's body             /close     constant body, and the connection closes
 *     /bytes?N         N bytes from its block         /big       large constant body
 *     /slow?N          after N milliseconds           /never     not at all
 *     /crash           loops                          /restart   restarts itself
 *     /twice           answers twice                  /take-back cancels its reply, then answers again
 *     /status?N        status N                       /wide      a head that does not fit
 */
#ifndef TESTS_HTTP_WEB_H
#define TESTS_HTTP_WEB_H

#define LEV_COMPONENT web
#define LEV_USE_core  1
#define LEV_USE_http  1
#define LEV_USE_timer 1
#include <lev/buf.h>
#include <lev/component.h>
#include <lev/http.h>
#include <lev/timer.h>

enum { WEB_WORKERS = 12, WEB_BLOCK = 4096 };

/** One request at a time. */
struct web_worker {
    struct lev_op next;
    struct lev_op reply;
    struct lev_op again; /**< a second reply; a sleep */
    lev_handle buf;
    lev_handle request;
};

struct web {
    struct web_worker workers[WEB_WORKERS];
};

#endif
