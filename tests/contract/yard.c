/* SPDX-License-Identifier: MIT */
/**
 * The yard's deployment.
 */
#define LEV_RATE_LIMITS

#include "tests/contract/yard.h"

#include "core/clock.h"

#define LINKS                                                                                 \
    LEV_LINKS(                                                                                \
        LEV_TO(clock), LEV_TO(director), LEV_TO(drv), LEV_TO(free), LEV_TO(srv), LEV_TO(cut), \
        LEV_TO(none), LEV_TO(low), LEV_TO(quiet))

/* clang-format off */
//   name      component  priority          slots policy      budget            ops timers bufs objs heap more
#define LEV_NODES(NODE)                                                                                                    \
NODE(clock,    clock,     LEV_PRIORITY(31), 1,    LEV_REJECT, 0,                0,  0,     0,   0,   0,                    \
     LEV_SOURCES_OF(clock_alarm, 1))                                                                                       \
NODE(director, director,  LEV_PRIORITY(30), 4,    LEV_REJECT, 0,                0,  1,     0,   0,   0, LINKS)             \
NODE(drv,      probe,     LEV_PRIORITY(20), 4,    LEV_REJECT, 0,                0,  0,     0,   0,   0,                    \
     LINKS, LEV_SOURCES_OF(drv_bytes, 2), LEV_RATE_LIMIT(YARD_LIMIT))                                                      \
NODE(free,     probe,     LEV_PRIORITY(19), 4,    LEV_REJECT, 0,                0,  1,     0,   0,   0,                    \
     LINKS, LEV_SOURCES_OF(free_signal, 1))                                                                                \
NODE(srv,      probe,     LEV_PRIORITY(15), 4,    LEV_REJECT, YARD_LONG_BUDGET, 0,  0,     0,   0,   0, LINKS)             \
NODE(cut,      probe,     LEV_PRIORITY(10), 4,    LEV_REJECT, YARD_BUDGET,      2,  2,     2,   0,   0, LINKS)             \
NODE(none,     probe,     LEV_PRIORITY(8),  4,    LEV_REJECT, 0,                0,  0,     0,   0,   0, LINKS)             \
NODE(low,      probe,     LEV_PRIORITY(5),  4,    LEV_REJECT, 0,                0,  0,     1,   0,   0, LINKS)             \
NODE(quiet,    quiet,     LEV_PRIORITY(0),  2,    LEV_REJECT, 0,                0,  0,     0,   0,   0, LINKS)

//     name         node   number bytes
#define LEV_SOURCES(SOURCE)                                                                        \
SOURCE(clock_alarm, clock, 0,     0)                                                               \
SOURCE(drv_bytes,   drv,   0,     16)                                                              \
SOURCE(drv_signal,  drv,   1,     0)                                                               \
SOURCE(free_signal, free,  0,     0)
/* clang-format on */
#define LEV_CLOCK_SOURCE clock_alarm
#define LEV_POOLS(POOL)  POOL(32, 3)
#include <lev/deploy.h>

const uint8_t scene_director = DIRECTOR;
const uint8_t scene_quiet = QUIET;

LEV_STATIC_ASSERT(
    (int)LEV_NODE_cut == (int)CUT && (int)LEV__NODE_COUNT == (int)YARD_NODES,
    "yard.h and this list agree");
LEV_STATIC_ASSERT((int)LEV_NODE_quiet == (int)QUIET, "yard.h and this list agree");
