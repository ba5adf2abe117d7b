/* SPDX-License-Identifier: MIT */
/** The greenhouse as a Linux process: console on the terminal, page at http://127.0.0.1:8080/. */
#define HTTP_CONNECTIONS 16
#define NET_SLOTS        (HTTP_CONNECTIONS + 6)
#ifndef GREENHOUSE_PORT
#define GREENHOUSE_PORT 8080 /* 0: any free one, the log says which */
#endif

#include "api/http/http.h"
#include "api/net/net.h"
#include "greenhouse_web.h"
#include "nodes.h"

static const struct net_config net_config = {.slots = NET_SLOTS};
static const struct http_config http_config = {
    HTTP_SIZES,   HTTP_LIMITS, HTTP_TIMES, .host = 0x7f000001, .port = GREENHOUSE_PORT,
    .backlog = 64};

/* clang-format off */
#define LEV_NODES(NODE)                                                                                           \
GREENHOUSE_DRIVERS(NODE)                                                                                          \
NODE(net,        net,        LEV_PRIORITY(16), 1,    LEV_REJECT,   LEV_MS(50),  0,  0,     0,   0,   0,           \
     .config = &net_config, LEV_SOURCES_OF(net_reports, 1))                                                       \
NODE(http,       http,       LEV_PRIORITY(10), 1,    LEV_REJECT,   LEV_MS(50),  HTTP_OPS, 1, HTTP_BUFS, HTTP_OBJS, 0, \
     .config = &http_config, LEV_LINKS(LEV_TO(net)))                                                              \
NODE(greenhouse, greenhouse, LEV_PRIORITY(5),  8,    LEV_REJECT,   LEV_MS(50),  4,  1,     3,   0,   0,           \
     LEV_LINKS([GREENHOUSE_CONSOLE] = LEV_TO(uart0), [GREENHOUSE_SENSOR] = LEV_TO(i2c0),                          \
               [GREENHOUSE_FAN] = LEV_TO(gpio0), [GREENHOUSE_WEB] = LEV_TO(web)))                                 \
NODE(web,        greenhouse_web, LEV_PRIORITY(4), 8, LEV_COALESCE, LEV_MS(50),                                    \
     2 * GREENHOUSE_WEB_DESKS, 0, GREENHOUSE_WEB_DESKS, GREENHOUSE_WEB_DESKS, 0,                                  \
     LEV_LINKS([GREENHOUSE_WEB_HTTP] = LEV_TO(http), [GREENHOUSE_WEB_GREENHOUSE] = LEV_TO(greenhouse)))           \
GREENHOUSE_LAST(NODE)
/* clang-format on */

#define LEV_SOURCES(SOURCE) GREENHOUSE_SOURCES(SOURCE) SOURCE(net_reports, net, 0, 1024)

#define LEV_POOLS(POOL)                                  \
    POOL(16, 1) /* the sensor's bytes */                 \
    POOL(64, 3) /* console line and reply, log line */   \
    POOL(1024, GREENHOUSE_WEB_DESKS)                     \
    POOL(2048, HTTP_CONNECTIONS + HTTP_SPARE) /* sent */ \
    POOL(4096, HTTP_CONNECTIONS + HTTP_SPARE) /* received */

#include <lev/deploy.h>
