/* SPDX-License-Identifier: MIT */
/** The greenhouse on a board without a network: console, sensor, fan. */
#include "nodes.h"

/* clang-format off */
#define LEV_NODES(NODE)                                                                                           \
GREENHOUSE_DRIVERS(NODE)                                                                                          \
NODE(greenhouse, greenhouse, LEV_PRIORITY(5),  8,    LEV_REJECT,   LEV_MS(50),  4,  1,     3,   0,   0,           \
     LEV_LINKS([GREENHOUSE_CONSOLE] = LEV_TO(uart0), [GREENHOUSE_SENSOR] = LEV_TO(i2c0),                          \
               [GREENHOUSE_FAN] = LEV_TO(gpio0)))                                                                 \
GREENHOUSE_LAST(NODE)
/* clang-format on */

#define LEV_SOURCES(SOURCE) GREENHOUSE_SOURCES(SOURCE)

//   bytes count: the sensor's bytes; console line and reply, log line
#define LEV_POOLS(POOL) POOL(16, 1) POOL(64, 3)

#include <lev/deploy.h>
