/* SPDX-License-Identifier: MIT */
/** What the ping-pong components and their meter agree on. */
#ifndef ROUNDS_H
#define ROUNDS_H

#include <lev/types.h>

enum ping_link { PING_PEER, PING_METER };
enum ping_event { PING = LEV_EVENT_USER, PING_DONE, PING_PAYLOAD };

/** Events that each of the two handles in one run. */
enum { PING_ROUNDS = 10000 };

#endif
