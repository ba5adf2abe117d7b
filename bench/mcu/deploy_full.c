/* SPDX-License-Identifier: MIT */
#include "bench/mcu/full.h"
#include "core/clock.h"

/* clang-format off */
//   name   component priority          slots policy      budget     ops timers bufs objs heap more
#define LEV_NODES(NODE)                                                                                     \
NODE(clock,  clock,  LEV_PRIORITY(9), 1,    LEV_REJECT, LEV_MS(5), 0,  0,     0,   0,   0,                  \
     LEV_SOURCES_OF(alarm, 1))                                                                              \
NODE(full,   full,   LEV_PRIORITY(2), 1,    LEV_REJECT, LEV_MS(5), 0,  1,     1,   0,   0,                  \
     LEV_SOURCES_OF(bytes, 1), LEV_LINKS([FULL_SINK] = LEV_TO(sink)))                                       \
NODE(sink,   sink,   LEV_PRIORITY(1), 2,    LEV_REJECT, LEV_MS(5), 0,  0,     1,   0,   0, )
#define LEV_SOURCES(SOURCE) SOURCE(alarm, clock, 0, 0) SOURCE(bytes, full, 0, 16)
#define LEV_CLOCK_SOURCE alarm
#define LEV_POOLS(POOL) POOL(16, 2)
/* clang-format on */
#include <lev/deploy.h>
