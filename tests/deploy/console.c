/* SPDX-License-Identifier: MIT */
/**
 * Blinky at a console that does not work, for a reason that run.sh chooses; the log goes to another UART.
 */
#include "blinky.h"
#include "core/clock.h"
#include "drivers/gpio/gpio.h"
#include "drivers/logger/logger.h"
#include "drivers/uart/uart.h"

#ifndef UNIT
#define UNIT 1
#endif
#ifndef RING
#define RING 32
#endif
#ifndef BUFFERS
#define BUFFERS 1
#endif

/* clang-format off */
#define LEV_NODES(NODE)                                                                            \
NODE(clock,   clock,  LEV_PRIORITY(31), 1, LEV_REJECT,   LEV_MS(5), 0, 0, 0, 0, 0,                 \
     LEV_SOURCES_OF(clock_alarm, 1))                                                               \
NODE(uart0,   uart,   LEV_PRIORITY(20), 1, LEV_REJECT,   LEV_MS(5), 0, 0, 0, 0, 0,                 \
     .unit = 0, LEV_SOURCES_OF(uart0_rx, 1))                                                       \
NODE(console, uart,   LEV_PRIORITY(19), 1, LEV_REJECT,   LEV_MS(5), 0, 0, 0, 0, 0,                 \
     .unit = UNIT, LEV_SOURCES_OF(console_rx, 1))                                                  \
NODE(gpio,    gpio,   LEV_PRIORITY(10), 1, LEV_REJECT,   LEV_MS(1), 0, 0, 0, 0, 0, )               \
NODE(blinky,  blinky, LEV_PRIORITY(5),  2, LEV_REJECT,   LEV_MS(5), 2, 1, BUFFERS, 0, 0,           \
     LEV_LINKS([BLINKY_PINS] = LEV_TO(gpio), [BLINKY_CONSOLE] = LEV_TO(console)))                  \
NODE(logger,  logger, LEV_PRIORITY(1),  1, LEV_COALESCE, LEV_MS(5), 1, 0, 1, 0, 0,                 \
     LEV_LINKS(LEV_TO(uart0)))
#define LEV_SOURCES(SOURCE)                                                                        \
SOURCE(clock_alarm, clock, 0, 0)                                                                   \
SOURCE(uart0_rx, uart0, 0, 32)                                                                     \
SOURCE(console_rx, console, 0, RING)
#define LEV_CLOCK_SOURCE clock_alarm
#define LEV_LOG_NODE logger
#define LEV_POOLS(POOL) POOL(32, 1) POOL(64, 1)
/* clang-format on */

#include <lev/deploy.h>
