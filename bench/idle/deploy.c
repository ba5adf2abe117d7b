/* SPDX-License-Identifier: MIT */
#include "core/clock.h"
#include "drivers/uart/uart.h"
#include "idle.h"

/* clang-format off */
//   name   component priority           slots policy      budget     ops timers bufs objs heap more
#define LEV_NODES(NODE)                                                                                      \
NODE(clock, clock, LEV_PRIORITY(31), 1,    LEV_REJECT, LEV_MS(5), 0,  0,     0,   0,   0,                    \
     LEV_SOURCES_OF(alarm, 1))                                                                               \
NODE(uart0, uart,  LEV_PRIORITY(20), 1,    LEV_REJECT, LEV_MS(5), 0,  0,     0,   0,   0,                    \
     .unit = 0, LEV_SOURCES_OF(uart0_rx, 1))                                                                 \
NODE(idle,  idle,  LEV_PRIORITY(5),  1,    LEV_REJECT, LEV_MS(5), 0,  0,     0,   0,   0, )
#define LEV_SOURCES(SOURCE) SOURCE(alarm, clock, 0, 0) SOURCE(uart0_rx, uart0, 0, 32)
#define LEV_CLOCK_SOURCE alarm
/* clang-format on */
#include <lev/deploy.h>
