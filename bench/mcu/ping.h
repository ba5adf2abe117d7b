/* SPDX-License-Identifier: MIT */
/** Ping-pong: two nodes post to each other. What a post and a dispatch cost, trivial handler included. */
#ifndef PING_H
#define PING_H

#define LEV_COMPONENT ping
#define LEV_USE_core 1
#include <lev/component.h>

#include <lev/buf.h>

enum ping_link { PING_PEER, PING_METER };
enum ping_event { PING = LEV_EVENT_USER, PING_DONE, PING_PAYLOAD };

/** Round trips of one run. */
enum { PING_ROUNDS = 10000 };

struct ping {
    uint32_t count;
};

#endif
