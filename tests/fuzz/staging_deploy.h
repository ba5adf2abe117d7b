/* SPDX-License-Identifier: MIT */
/** One driver with a ring and a signal, for the fuzz target of staging. */
#ifndef TESTS_FUZZ_STAGING_DEPLOY_H
#define TESTS_FUZZ_STAGING_DEPLOY_H

#include "core/core.h"

enum { STAGING_RING = 64 };

struct staged {
    uint32_t unused;
};
void staged_on_event(void *state, struct lev_event event);
extern const struct lev_component staged_component;

#endif
