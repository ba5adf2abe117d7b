/* SPDX-License-Identifier: MIT */
/**
 * An image without a clock: nobody can wait for a server that does not let go of a dead client's op, so it is ended at once.
 *
 * The client starts an op and restarts itself; the server keeps every op. Both must come to a second life.
 */
#include <stdlib.h>

#include <lev/stream.h>

#include "core/core.h"

struct keeper {
    uint32_t unused;
};

struct giver {
    struct lev_op op;
};

extern const struct lev_component keeper_component, giver_component;
void keeper_on_event(void *state, struct lev_event event);
void giver_on_event(void *state, struct lev_event event);

static bool keeper_forced;

/** Takes requests and cancels, and does nothing about them. */
void keeper_on_event(void *state, struct lev_event event)
{
    struct core_request request;
    (void)state;
    if (event.id == LEV_EVENT_REQUEST && !core_request_get(event.arg, &request)) {
        exit(3);
    }
    if (event.id == LEV_EVENT_START && event.arg == LEV_START_FORCED) {
        keeper_forced = true;
    }
}

void giver_on_event(void *state, struct lev_event event)
{
    struct giver *me = state;
    if (event.id == LEV_EVENT_USER) {
        lev_restart();
    }
    if (event.id != LEV_EVENT_START) {
        return;
    }
    if (event.arg == LEV_START_REQUESTED) {
        exit(keeper_forced ? 0 : 1);
    }
    if (lev_write_start(&me->op, 0, NULL, 0) != LEV_OK) {
        exit(2);
    }
    (void)lev_post(
        1, (struct lev_event){LEV_EVENT_USER, 0}); /* after the keeper has taken the op */
}

const struct lev_component keeper_component = {
    .name = "keeper", .state_bytes = sizeof(struct keeper)};
const struct lev_component giver_component = {.name = "giver", .state_bytes = sizeof(struct giver)};

/* clang-format off */
#define LEV_NODES(NODE)                                                                                           \
NODE(keeper, keeper, LEV_PRIORITY(2), 1, LEV_REJECT, LEV_MS(5), 0, 0, 0, 0, 0, )                                  \
NODE(giver,  giver,  LEV_PRIORITY(1), 2, LEV_REJECT, LEV_MS(5), 1, 0, 0, 0, 0, LEV_LINKS(LEV_TO(keeper), LEV_TO(giver)))
/* clang-format on */
#include <lev/deploy.h>
