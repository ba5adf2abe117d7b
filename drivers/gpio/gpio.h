/* SPDX-License-Identifier: MIT */
/**
 * The gpio driver: a node that serves group gpio on the board's pins. It keeps nothing.
 *
 *     NODE(gpio, gpio, LEV_PRIORITY(20), 1, LEV_REJECT, LEV_MS(1), 0, 0, 0, 0, 0, )
 */
#ifndef DRIVERS_GPIO_GPIO_H
#define DRIVERS_GPIO_GPIO_H

#include <lev/core.h>

/** Pins keep their own levels. */
struct gpio {
    uint32_t unused;
};

void gpio_on_event(void *state, struct lev_event event);
extern const struct lev_component gpio_component;

#endif
