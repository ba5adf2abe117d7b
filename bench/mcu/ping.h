/* SPDX-License-Identifier: MIT */
/** Ping-pong: two nodes post to each other. What a post and a dispatch cost, trivial handler included. */
#ifndef PING_H
#define PING_H

#define LEV_COMPONENT ping
#define LEV_USE_core  1
#include <lev/component.h>

#include "rounds.h"

struct ping {
    uint32_t count;
};

#endif
