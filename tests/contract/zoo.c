/* SPDX-License-Identifier: MIT */
/**
 * The zoo: one deployment for the whole contract suite.
 */
#include "tests/contract/zoo.h"

#include "core/clock.h"

#define LINKS                                                                                \
    LEV_LINKS(                                                                               \
        LEV_TO(clock), LEV_TO(director), LEV_TO(drv), LEV_TO(srv), LEV_TO(srv2), LEV_TO(hi), \
        LEV_TO(a), LEV_TO(b), LEV_TO(c), LEV_TO(lo), LEV_TO(old), LEV_TO(coal), LEV_TO(one), \
        LEV_TO(lim), LEV_TO(stp), LEV_TO(rst), LEV_TO(quiet))

/** LIM: twice in a second, then never again; everybody: servers have 20 ms to let go. */
#define GRACE LEV_RESTARTS(.grace_ms = ZOO_GRACE_MS)
#define LIMITED \
    LEV_RESTARTS(.limit = 2, .window_s = 1, .past_limit = LEV_STOP, .grace_ms = ZOO_GRACE_MS)
#define STOPS LEV_RESTARTS(.mode = LEV_STOP, .grace_ms = ZOO_GRACE_MS)

/* clang-format off */
//   name      component  priority          slots policy           budget      ops     timers     bufs        objs        heap  more
#define LEV_NODES(NODE)                                                                                                         \
NODE(clock,    clock,     LEV_PRIORITY(31), 1,    LEV_REJECT,      0,          0,      0,         0,          0,          0,    \
     LEV_SOURCES_OF(clock_alarm, 1))                                                                                            \
NODE(director, director,  LEV_PRIORITY(30), 4,    LEV_REJECT,      0,          1,      1,         2,          0,          0, LINKS) \
NODE(drv,      probe,     LEV_PRIORITY(20), 4,    LEV_REJECT,      ZOO_BUDGET, 1,      0,         1,          0,          0,    \
     .unit = DRV, LINKS, GRACE, LEV_SOURCES_OF(drv_bytes, 3))                                                                   \
NODE(srv,      probe,     LEV_PRIORITY(15), 4,    LEV_REJECT,      ZOO_BUDGET, 2,      1,         2,          1,          0, .unit = SRV, LINKS, GRACE) \
NODE(srv2,     probe,     LEV_PRIORITY(14), 4,    LEV_REJECT,      ZOO_BUDGET, 2,      1,         1,          0,          0, .unit = SRV2, LINKS, GRACE) \
NODE(hi,       probe,     LEV_PRIORITY(12), 8,    LEV_REJECT,      ZOO_BUDGET, 2,      2,         2,          0,          0, .unit = HI, LINKS, GRACE) \
NODE(a,        probe,     LEV_SHARED(10),   8,    LEV_REJECT,      ZOO_BUDGET, 2,      2,         1,          0,          0, .unit = A, LINKS, GRACE) \
NODE(b,        probe,     LEV_SHARED(10),   8,    LEV_REJECT,      ZOO_BUDGET, 2,      2,         1,          0,          0, .unit = B, LINKS, GRACE) \
NODE(c,        probe,     LEV_SHARED(10),   8,    LEV_REJECT,      0,          0,      0,         0,          0,          0, .unit = C, LINKS, GRACE) \
NODE(lo,       probe,     LEV_PRIORITY(8),  8,    LEV_REJECT,      ZOO_BUDGET, LO_OPS, LO_TIMERS, LO_BUFFERS, LO_OBJECTS, 0, .unit = LO, LINKS, GRACE) \
NODE(old,      probe,     LEV_PRIORITY(7),  2,    LEV_DROP_OLDEST, 0,          0,      0,         1,          0,          0, .unit = OLD, LINKS, GRACE) \
NODE(coal,     probe,     LEV_PRIORITY(6),  2,    LEV_COALESCE,    0,          0,      0,         2,          0,          0, .unit = COAL, LINKS, GRACE) \
NODE(one,      probe,     LEV_PRIORITY(5),  1,    LEV_REJECT,      0,          1,      1,         1,          0,          0, .unit = ONE, LINKS, GRACE) \
NODE(lim,      probe,     LEV_PRIORITY(4),  2,    LEV_REJECT,      ZOO_BUDGET, 1,      1,         1,          0,          0, .unit = LIM, LINKS, LIMITED) \
NODE(stp,      probe,     LEV_PRIORITY(3),  2,    LEV_REJECT,      ZOO_BUDGET, 1,      1,         1,          0,          0, .unit = STP, LINKS, STOPS) \
NODE(rst,      probe,     LEV_PRIORITY(2),  2,    LEV_REJECT,      0,          0,      0,         0,          0,          0, .unit = RST, LINKS, LEV_RESTARTS(.mode = LEV_RESET)) \
NODE(quiet,    quiet,     LEV_PRIORITY(0),  2,    LEV_REJECT,      0,          0,      0,         0,          0,          0, LINKS)

//     name         node   number bytes
#define LEV_SOURCES(SOURCE)                                                                        \
SOURCE(clock_alarm, clock, 0,     0)                                                               \
SOURCE(drv_bytes,   drv,   0,     16)                                                              \
SOURCE(drv_one,     drv,   1,     0)                                                               \
SOURCE(drv_two,     drv,   2,     0)
/* clang-format on */
#define LEV_CLOCK_SOURCE clock_alarm
#define LEV_POOLS(POOL)  POOL(32, ZOO_BLOCKS_32) POOL(128, ZOO_BLOCKS_128)
#include <lev/deploy.h>

const uint8_t scene_director = DIRECTOR;
const uint8_t scene_quiet = QUIET;

LEV_STATIC_ASSERT(
    (int)LEV_NODE_lo == (int)LO && (int)LEV__NODE_COUNT == (int)ZOO_NODES,
    "zoo.h and this list agree");
LEV_STATIC_ASSERT(
    (int)LEV_NODE_srv == (int)SRV && (int)LEV_NODE_c == (int)C, "zoo.h and this list agree");
LEV_STATIC_ASSERT((int)LEV_NODE_quiet == (int)QUIET, "zoo.h and this list agree");
LEV_STATIC_ASSERT((int)ZOO_NODES <= (int)SCENE_NODES_MAX, "one handler entry a node");
