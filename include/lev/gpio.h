/* SPDX-License-Identifier: MIT */
/**
 * Group gpio: pins, by number as the board names them, through a link to the board's gpio driver node.
 *
 * Pin numbers are logical: the board's `board_config.h` says which pin of the chip each one is.
 */
#ifndef LEV_GPIO_H
#define LEV_GPIO_H

#include <lev/core.h>

#if !defined(LEV_USE_gpio) && !defined(LEV__OS)
#error "undeclared API group: add '#define LEV_USE_gpio 1' to the component's declaration header"
#endif
#ifdef LEV_USE_gpio
#if !defined(LEV__MANIFEST)
#error "include <lev/component.h> in the component's declaration header, after its LEV_USE_ lines"
#elif LEV_USE_gpio != 1
#error "group gpio is at major version 1: write '#define LEV_USE_gpio 1'"
#endif
LEV__MANIFEST("use", "gpio " LEV__TEXT(LEV_USE_gpio));
#endif

LEV_BEGIN_DECLS

/**
 * Drive an output pin. The pin becomes an output at its first write.
 *
 * Completes with LEV_OK; LEV_E_RANGE: the board has no such output; LEV_E_RESTARTED. Starting: LEV_E_DENIED, LEV_E_NOMEM.
 */
LEV_CTX(handler)
LEV_MUST_USE lev_result
lev_gpio_write_start(struct lev_op *op, lev_handle gpio, uint16_t pin, bool level);

/** Read a pin's level. Completes with 0 or 1; errors as lev_gpio_write_start(). */
LEV_CTX(handler)
LEV_MUST_USE lev_result lev_gpio_read_start(struct lev_op *op, lev_handle gpio, uint16_t pin);

LEV_END_DECLS

#endif
