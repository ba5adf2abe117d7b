/* SPDX-License-Identifier: MIT */
/** A node that waits for nothing: what an image costs that has nothing to do. */
#ifndef IDLE_H
#define IDLE_H

#define LEV_COMPONENT idle
#define LEV_USE_core  1
#include <lev/component.h>

struct idle {
    uint32_t started;
};

#endif
