/* SPDX-License-Identifier: MIT */
/** From an interrupt that ends the sleep to the driver's handler: a driver node that owns the alarm's interrupt source. */
#ifndef LATENCY_H
#define LATENCY_H

#include <lev/core.h>

struct latency {
    uint32_t at; /**< tick of the interrupt */
    uint32_t sum;
    uint32_t worst;
    uint32_t count;
};

void latency_on_event(void *state, struct lev_event event);
extern const struct lev_component latency_component;

#endif
