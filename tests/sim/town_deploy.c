/* SPDX-License-Identifier: MIT */
/** The town's deployment: quotas small enough to be used up, budgets so that everybody may be aborted. */
#include "tests/sim/town.h"

#include "core/clock.h"

#define LINKS                                                                                    \
    LEV_LINKS(                                                                                   \
        LEV_TO(clock), LEV_TO(dev), LEV_TO(store), LEV_TO(hub), LEV_TO(v), LEV_TO(x), LEV_TO(y), \
        LEV_TO(z), LEV_TO(w), LEV_TO(heap))
#define GRACE LEV_RESTARTS(.grace_ms = 5)

/* clang-format off */
//   name    component  priority          slots policy           budget      ops       timers     bufs objs heap  more
#define LEV_NODES(NODE)                                                                                              \
NODE(clock,  clock,     LEV_PRIORITY(31), 1,    LEV_REJECT,      0,          0,        0,         0,   0,   0,       \
     LEV_SOURCES_OF(clock_alarm, 1))                                                                                 \
NODE(dev,    keeper,    LEV_PRIORITY(20), 4,    LEV_REJECT,      LEV_MS(2),  0,        TOWN_KEPT, 0,   0,   0, LINKS, GRACE, \
     LEV_SOURCES_OF(dev_answer, 2))                                                                                  \
NODE(store,  keeper,    LEV_PRIORITY(16), 4,    LEV_REJECT,      LEV_MS(2),  0,        TOWN_KEPT, 0,   0,   0, LINKS, GRACE) \
NODE(hub,    hub,       LEV_PRIORITY(15), 4,    LEV_COALESCE,    LEV_MS(2),  0,        0,         0,   0,   0, LINKS, GRACE) \
NODE(v,      client,    LEV_PRIORITY(12), 4,    LEV_REJECT,      LEV_MS(2),  3,        2,         3,   1,   0, LINKS, GRACE) \
NODE(x,      client,    LEV_SHARED(8),    4,    LEV_DROP_OLDEST, LEV_MS(2),  TOWN_OPS, 2,         3,   2,   0, LINKS, GRACE) \
NODE(y,      client,    LEV_SHARED(8),    4,    LEV_COALESCE,    LEV_MS(2),  TOWN_OPS, 2,         3,   2,   0, LINKS, GRACE) \
NODE(z,      client,    LEV_SHARED(8),    2,    LEV_REJECT,      LEV_MS(2),  TOWN_OPS, 2,         3,   1,   0, LINKS, GRACE) \
NODE(w,      client,    LEV_PRIORITY(4),  8,    LEV_REJECT,      LEV_MS(2),  TOWN_OPS, 3,         2,   1,   0, LINKS, GRACE) \
NODE(heap,   heap,      LEV_PRIORITY(2),  2,    LEV_DROP_OLDEST, LEV_MS(2),  0,        0,         1,   0,   0, LINKS, GRACE)

//     name         node   number bytes
#define LEV_SOURCES(SOURCE)                                                                        \
SOURCE(clock_alarm, clock, 0,     0)                                                               \
SOURCE(dev_answer,  dev,   0,     16)                                                              \
SOURCE(dev_poke,    dev,   1,     0)
/* clang-format on */
#define LEV_CLOCK_SOURCE clock_alarm
#define LEV_POOLS(POOL)  POOL(32, 6) POOL(128, 3)
#include <lev/deploy.h>

LEV_STATIC_ASSERT(
    (int)LEV_NODE_heap == (int)TOWN_HEAP && (int)LEV_NODE_hub == (int)TOWN_HUB,
    "town.h and this list agree");
