/* SPDX-License-Identifier: MIT */
#include "bench/mcu/latency.h"

/* clang-format off */
#define LEV_NODES(NODE)                                                                                     \
NODE(clock,  clock,   LEV_PRIORITY(1), 1,    LEV_REJECT, LEV_S(20),0,  0,     0,   0,   0,                 \
     LEV_SOURCES_OF(alarm, 1))
#define LEV_SOURCES(SOURCE) SOURCE(alarm, clock, 0, 0)
#define LEV_CLOCK_SOURCE alarm
/* clang-format on */
#include <lev/deploy.h>
