/* SPDX-License-Identifier: MIT */
/** A load that uses all of core: what probes (probe.h) watch. One node asks, one serves, one receives. */
#ifndef MIX_H
#define MIX_H

#include <lev/core.h>

enum mix_link { MIX_SERVER, MIX_BOX };
enum { MIX_OPS = 8, MIX_TIMERS = 16, MIX_SLOTS = 8 };

struct mix {
    struct lev_op op[MIX_OPS];
};

/** It keeps what it is asked until it is asked for a cancel, or completes it at once: every other one. */
struct server {
    uint32_t asked;
};

/** It frees what it is sent. */
struct box {
    uint32_t unused;
};

void mix_on_event(void *state, struct lev_event event);
void server_on_event(void *state, struct lev_event event);
void box_on_event(void *state, struct lev_event event);
extern const struct lev_component mix_component, server_component, box_component;

#endif
