/* SPDX-License-Identifier: MIT */
#include "bench/mcu/meter.h"
#include "payload.h"

static const struct meter_run run = {"pool_event", meter_send};

/* clang-format off */
//   name   component priority         slots policy      budget     ops timers bufs objs heap more
#define LEV_NODES(NODE)                                                                                     \
NODE(high,  payload,   LEV_PRIORITY(3), 4,    LEV_REJECT, LEV_S(20),0,  0,     2,   0,   0,                 \
     LEV_LINKS([PING_PEER] = LEV_TO(low), [PING_METER] = LEV_TO(meter)))                                    \
NODE(low,   payload,   LEV_PRIORITY(2), 4,    LEV_REJECT, LEV_S(20),0,  0,     2,   0,   0,                 \
     LEV_LINKS([PING_PEER] = LEV_TO(high), [PING_METER] = LEV_TO(meter)))                                   \
NODE(meter, meter,    LEV_PRIORITY(1), 2,    LEV_REJECT, 0,         0,  0,     1,   0,   0,                 \
     .config = &run, LEV_LINKS(LEV_TO(high)))
#define LEV_POOLS(POOL) POOL(16, 4)
/* clang-format on */
#include <lev/deploy.h>
