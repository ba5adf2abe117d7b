/* SPDX-License-Identifier: MIT */
/** The node that starts a run, reads the clock when it has ended, and prints. It may see core: it is not what is measured. */
#ifndef METER_H
#define METER_H

#include <lev/buf.h>

#include "rounds.h"

/** What it starts is in lev_node.config: const struct meter_run. */
struct meter {
    uint32_t began;
};

struct meter_run {
    const char *metric;
    void (*begin)(void); /**< meter_post, meter_send */
};

/** Start a ping-pong of plain events, of blocks. Apart, so that an image without pools has no code for them. */
void meter_post(void);
void meter_send(void);

void meter_on_event(void *state, struct lev_event event);
extern const struct lev_component meter_component;

#endif
