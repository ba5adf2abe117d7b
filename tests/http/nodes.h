/* SPDX-License-Identifier: MIT */
/**
 * What the deployments that test the http service have in common: the service with 8 connections and short times, and an
 * application that tests it. Budgets are generous: nothing here tests them but the application, which loops when it is told to,
 * and a machine under load must not look like a fault.
 */
#ifndef TESTS_HTTP_NODES_H
#define TESTS_HTTP_NODES_H

#define HTTP_CONNECTIONS 8
#define HTTP_REQUESTS    16
#define HTTP_HEADERS     24
#define NET_SLOTS        (HTTP_CONNECTIONS + HTTP_SPARE + 2)
#include "api/http/http.h"
#include "api/net/net.h"
#include "core/clock.h"
#include "web.h"

static const struct net_config net_config = {.slots = NET_SLOTS};

/* clang-format off */
#define WEB_HTTP_CONFIG                                                                                      \
    HTTP_SIZES, .host = 0x7f000001, .backlog = 64, .pipeline = 4, .send_bytes = 1024,                        \
    .limits = {.input_bytes = 4096, .body_bytes = 3000, .head_bytes = 1024, .target_bytes = 256,             \
               .headers = HTTP_HEADERS},                                                                     \
    .request_ms = 2000, .send_ms = 2000, .idle_ms = 3000

#define WEB_NODES(NODE)                                                                                      \
    NODE(clock, clock, LEV_PRIORITY(31), 1, LEV_REJECT, LEV_MS(50), 0, 0, 0, 0, 0,                            \
         LEV_SOURCES_OF(clock_alarm, 1))                                                                     \
    NODE(net, net, LEV_PRIORITY(20), 1, LEV_REJECT, LEV_MS(50), 0, 0, 0, 0, 0,                                \
         .config = &net_config, LEV_SOURCES_OF(net_reports, 1))                                              \
    NODE(http, http, LEV_PRIORITY(10), 1, LEV_REJECT, LEV_MS(50), HTTP_OPS, 1, HTTP_BUFS, HTTP_OBJS, 0,      \
         .config = &http_config, LEV_LINKS(LEV_TO(net)))                                                     \
    NODE(web, web, LEV_PRIORITY(5), 1, LEV_REJECT, LEV_MS(50), 3 * WEB_WORKERS, WEB_WORKERS, WEB_WORKERS,    \
         2 * WEB_WORKERS, 0, LEV_LINKS(LEV_TO(http)))
#define WEB_SOURCES(SOURCE) SOURCE(clock_alarm, clock, 0, 0) SOURCE(net_reports, net, 0, 1024)
#define LEV_CLOCK_SOURCE clock_alarm
#define WEB_POOLS(POOL) POOL(1024, 6) POOL(4096, HTTP_CONNECTIONS + HTTP_SPARE + WEB_WORKERS)
/* clang-format on */

#endif
