/* SPDX-License-Identifier: MIT */
#include "bench/mcu/runaway.h"
#include "core/clock.h"

static const struct runaway_run run = {"abort_restart", 0};

/* clang-format off */
#define LEV_NODES(NODE)                                                                                     \
NODE(clock,   clock,   LEV_PRIORITY(9), 1,   LEV_REJECT, LEV_S(20), 0,  0,     0,   0,   0,                 \
     LEV_SOURCES_OF(alarm, 1))                                                                              \
NODE(runaway, runaway, LEV_PRIORITY(1), 1,   LEV_REJECT, LEV_MS(1), 0,  0,     0,   0,   0, .config = &run)
#define LEV_SOURCES(SOURCE) SOURCE(alarm, clock, 0, 0)
#define LEV_CLOCK_SOURCE alarm
/* clang-format on */
#include <lev/deploy.h>
