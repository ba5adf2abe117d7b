/* SPDX-License-Identifier: MIT */
/** A node of 64 bytes whose handler never returns: from the guard's interrupt to the next dispatch. */
#ifndef RUNAWAY_H
#define RUNAWAY_H

#include <lev/core.h>

struct runaway {
    struct lev_op op[4];
    uint32_t rest[4];
};
LEV_STATIC_ASSERT(sizeof(struct runaway) == 64, "the state of the target");

/** What it does before it runs away is in lev_node.config: how many ops it starts. */
struct runaway_run {
    const char *metric;
    uint32_t ops;
};

void runaway_on_event(void *state, struct lev_event event);
extern const struct lev_component runaway_component;

#endif
