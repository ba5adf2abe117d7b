/* SPDX-License-Identifier: MIT */
/** The http service and an application that tests it, for service_test.c. */
#include "nodes.h"

static const struct http_config http_config = {WEB_HTTP_CONFIG, .port = 0};

#define LEV_NODES(NODE)     WEB_NODES(NODE)
#define LEV_SOURCES(SOURCE) WEB_SOURCES(SOURCE)
#define LEV_POOLS(POOL)     WEB_POOLS(POOL)
#include <lev/deploy.h>
