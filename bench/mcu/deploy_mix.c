/* SPDX-License-Identifier: MIT */
#include "bench/mcu/mix.h"
#include "core/clock.h"

/* clang-format off */
//   name   component priority          slots      policy        budget     ops      timers      bufs objs heap more
#define LEV_NODES(NODE)                                                                                        \
NODE(clock,  clock,  LEV_PRIORITY(9), 1,         LEV_REJECT,   LEV_S(20), 0,       0,          0,   0,   0,    \
     LEV_SOURCES_OF(alarm, 1))                                                                                 \
NODE(mix,    mix,    LEV_PRIORITY(3), 4,         LEV_REJECT,   LEV_S(20), MIX_OPS, MIX_TIMERS, 12,  0,   0,    \
     LEV_LINKS([MIX_SERVER] = LEV_TO(server), [MIX_BOX] = LEV_TO(box)))                                        \
NODE(server, server, LEV_PRIORITY(2), 4,         LEV_REJECT,   LEV_S(20), 0,       0,          0,   0,   0, )  \
NODE(box,    box,    LEV_PRIORITY(1), MIX_SLOTS, LEV_COALESCE, LEV_S(20), 0,       0,          4,   0,   0, )
#define LEV_SOURCES(SOURCE) SOURCE(alarm, clock, 0, 0)
#define LEV_CLOCK_SOURCE alarm
#define LEV_POOLS(POOL) POOL(16, 20)
#define LEV_LOG_NODE server
/* clang-format on */
#include <lev/deploy.h>
