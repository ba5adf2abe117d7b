/* SPDX-License-Identifier: MIT */
/** 256 connections to an application that always says the same; on port 8081 of the host, or the one that BENCH_PORT names. */
#include <stdlib.h>

#define HTTP_CONNECTIONS 256
#define HTTP_NEXTS       64
#define NET_SLOTS        (HTTP_CONNECTIONS + HTTP_SPARE + 2)
#include "api/http/http.h"
#include "api/net/net.h"
#include "core/clock.h"
#include "page.h"

static const struct net_config net_config = {.slots = NET_SLOTS};

static struct http_config http_config = {HTTP_SIZES,         HTTP_LIMITS,  HTTP_TIMES,
                                         .host = 0x7f000001, .port = 8081, .backlog = 256};

__attribute__((constructor)) static void choose_port(void)
{
    const char *port = getenv("BENCH_PORT");
    http_config.port = port == NULL ? http_config.port : (uint16_t)strtoul(port, NULL, 10);
}

/* clang-format off */
#define LEV_NODES(NODE)                                                                                  \
    NODE(clock, clock, LEV_PRIORITY(31), 1, LEV_REJECT, LEV_MS(5), 0, 0, 0, 0, 0,                        \
         LEV_SOURCES_OF(clock_alarm, 1))                                                                 \
    NODE(net, net, LEV_PRIORITY(20), 1, LEV_REJECT, LEV_MS(5), 0, 0, 0, 0, 0,                            \
         .config = &net_config, LEV_SOURCES_OF(net_reports, 1))                                          \
    NODE(http, http, LEV_PRIORITY(10), 1, LEV_REJECT, LEV_MS(20), HTTP_OPS, 1, HTTP_BUFS, HTTP_OBJS, 0,  \
         .config = &http_config, LEV_LINKS(LEV_TO(net)))                                                 \
    NODE(page, page, LEV_PRIORITY(5), 1, LEV_REJECT, LEV_MS(20), 2 * PAGE_WORKERS, 0, PAGE_WORKERS,      \
         2 * PAGE_WORKERS, 0, LEV_LINKS(LEV_TO(http)))
#define LEV_SOURCES(SOURCE) SOURCE(clock_alarm, clock, 0, 0) SOURCE(net_reports, net, 0, 16384)
#define LEV_CLOCK_SOURCE clock_alarm
#define LEV_POOLS(POOL)                                                                                  \
    POOL(1024, PAGE_WORKERS) POOL(2048, HTTP_CONNECTIONS) POOL(4096, HTTP_CONNECTIONS + HTTP_SPARE)
/* clang-format on */
#include <lev/deploy.h>
