/* SPDX-License-Identifier: MIT */
/**
 * The hardware half of GPIO: what a board provides to drivers/gpio. Pins are the board's logical numbers.
 */
#ifndef PORTS_DEVICE_GPIO_H
#define PORTS_DEVICE_GPIO_H

#include <lev/types.h>

/** Drive an output. @return LEV_OK; LEV_E_RANGE: the board has no such output. */
LEV_CTX(service)
lev_result device_gpio_write(uint16_t pin, bool level);

/** @return 0 or 1; LEV_E_RANGE: the board has no such pin. */
LEV_CTX(service)
lev_result device_gpio_read(uint16_t pin);

#endif
