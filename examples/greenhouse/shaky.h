/* SPDX-License-Identifier: MIT */
/** A driver that writes through a pointer it never set, once, on purpose: a CPU fault. Its next life behaves. */
#ifndef SHAKY_H
#define SHAKY_H

#define LEV_COMPONENT shaky
#define LEV_USE_core  1
#define LEV_USE_timer 1
#define LEV_USE_log   1
#include <lev/component.h>

#include <lev/log.h>
#include <lev/timer.h>

enum { SHAKY_GO = LEV_EVENT_USER };

struct shaky {
    uintptr_t device; /**< where its device is; nobody has said */
};

#endif
