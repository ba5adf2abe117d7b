/* SPDX-License-Identifier: MIT */
/** An application whose handler never returns, once, on purpose: its budget ends it, and its next life behaves. */
#ifndef RUNAWAY_H
#define RUNAWAY_H

#define LEV_COMPONENT runaway
#define LEV_USE_core  1
#define LEV_USE_timer 1
#define LEV_USE_log   1
#include <lev/component.h>

#include <lev/log.h>
#include <lev/timer.h>

enum { RUNAWAY_GO = LEV_EVENT_USER };

struct runaway {
    volatile uint32_t turns;
};

#endif
