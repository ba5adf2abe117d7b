/* SPDX-License-Identifier: MIT */
/**
 * The same over the host's sockets, on the port that HTTP_TEST_PORT names, so that it is known when http is restarted. Its log
 * is standard output: each node that was ended.
 */
#include <stdlib.h>

#include "drivers/logger/logger.h"
#include "drivers/uart/uart.h"
#include "nodes.h"

static struct http_config http_config = {WEB_HTTP_CONFIG};

__attribute__((constructor)) static void choose_port(void)
{
    const char *port = getenv("HTTP_TEST_PORT");
    http_config.port = (uint16_t)(port == NULL ? 0 : atoi(port));
}

/* clang-format off */
#define LEV_NODES(NODE)                                                                                      \
    WEB_NODES(NODE)                                                                                          \
    NODE(uart0, uart, LEV_PRIORITY(2), 1, LEV_REJECT, LEV_MS(50), 0, 0, 0, 0, 0,                             \
         .unit = 0, LEV_SOURCES_OF(uart0_rx, 1))                                                             \
    NODE(logger, logger, LEV_PRIORITY(1), 1, LEV_COALESCE, LEV_MS(50), 1, 0, 1, 0, 0, LEV_LINKS(LEV_TO(uart0)))
#define LEV_SOURCES(SOURCE) WEB_SOURCES(SOURCE) SOURCE(uart0_rx, uart0, 0, 16)
#define LEV_POOLS(POOL)     POOL(64, 1) WEB_POOLS(POOL)
#define LEV_LOG_NODE        logger
#define LEV_LOG_ENTRIES     64
/* clang-format on */
#include <lev/deploy.h>
