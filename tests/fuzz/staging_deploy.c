/* SPDX-License-Identifier: MIT */
#include "tests/fuzz/staging_deploy.h"

#define LEV_NODES(NODE) \
    NODE(drv, staged, LEV_PRIORITY(1), 1, LEV_REJECT, 0, 0, 0, 0, 0, 0, LEV_SOURCES_OF(ring, 2))
#define LEV_SOURCES(SOURCE)  \
    SOURCE(ring, drv, 0, 64) \
    SOURCE(signal, drv, 1, 0)
#include <lev/deploy.h>

void staged_on_event(void *state, struct lev_event event)
{
    (void)state;
    (void)event;
}

const struct lev_component staged_component = {
    .name = "staged", .state_bytes = sizeof(struct staged)};
