/* SPDX-License-Identifier: MIT */
/**
 * The nodes that every greenhouse has, on a host and on a board. A deployment adds its own and includes <lev/deploy.h>.
 */
#ifndef GREENHOUSE_NODES_H
#define GREENHOUSE_NODES_H

#include "core/clock.h"
#include "drivers/gpio/gpio.h"
#include "drivers/i2c/i2c.h"
#include "drivers/logger/logger.h"
#include "drivers/uart/uart.h"
#include "greenhouse.h"
#include "runaway.h"

/* clang-format off */

//   name        component   priority          slots policy        budget       ops timers bufs objs heap more
#define GREENHOUSE_DRIVERS(NODE)                                                                                  \
NODE(clock,      clock,      LEV_PRIORITY(31), 1,    LEV_REJECT,   LEV_MS(50),  0,  0,     0,   0,   0,           \
     LEV_SOURCES_OF(clock_alarm, 1))                                                                              \
NODE(uart0,      uart,       LEV_PRIORITY(20), 1,    LEV_REJECT,   LEV_MS(50),  0,  0,     0,   0,   0,           \
     .unit = 0, LEV_SOURCES_OF(uart0_rx, 1))                                                                      \
NODE(i2c0,       i2c,        LEV_PRIORITY(19), 1,    LEV_REJECT,   LEV_MS(50),  0,  1,     0,   0,   0,           \
     .unit = 0, LEV_SOURCES_OF(i2c0_step, 1))                                                                     \
NODE(gpio0,      gpio,       LEV_PRIORITY(18), 1,    LEV_REJECT,   LEV_MS(50),  0,  0,     0,   0,   0, )

#define GREENHOUSE_LAST(NODE)                                                                                     \
NODE(runaway,    runaway,    LEV_PRIORITY(3),  1,    LEV_REJECT,   LEV_MS(100), 0,  1,     0,   0,   0, )         \
NODE(logger,     logger,     LEV_PRIORITY(1),  1,    LEV_COALESCE, LEV_MS(50),  1,  0,     1,   0,   0,           \
     LEV_LINKS(LEV_TO(uart0)))

//     name         node   number bytes
#define GREENHOUSE_SOURCES(SOURCE)                                                                                \
SOURCE(clock_alarm, clock, 0,     0)                                                                              \
SOURCE(uart0_rx,    uart0, 0,     64)                                                                             \
SOURCE(i2c0_step,   i2c0,  0,     4)

/* clang-format on */

#define LEV_CLOCK_SOURCE clock_alarm
#define LEV_LOG_NODE     logger
#define LEV_LOG_ENTRIES  16

#endif
