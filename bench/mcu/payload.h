/* SPDX-License-Identifier: MIT */
/** Ping-pong with a payload: each event takes a block from a pool, moves it, and the receiver gives it back. */
#ifndef PAYLOAD_H
#define PAYLOAD_H

#define LEV_COMPONENT payload
#define LEV_USE_core  1
#include <lev/component.h>

#include <lev/buf.h>

#include "rounds.h"

struct payload {
    uint32_t count;
};

#endif
