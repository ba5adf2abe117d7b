/* SPDX-License-Identifier: MIT */
/**
 * Pins, by the numbers that the board gives them.
 */
#include "ports/device/gpio.h"

#include <lev/error.h>

#include "board_config.h"

#include "ports/chip/nrf51/nrf51.h"

enum gpio_offset { OUTSET = 0x508, OUTCLR = 0x50c, IN = 0x510, PIN_CNF = 0x700 };

/** PIN_CNF: an input, not pulled; an output whose level can be read back. */
#define PIN_CNF_INPUT  0u
#define PIN_CNF_OUTPUT 1u

static const uint8_t pins[] = {BOARD_PINS};

lev_result device_gpio_write(uint16_t pin, bool level)
{
    if (pin >= BOARD_OUTPUT_COUNT) {
        return LEV_E_RANGE;
    }
    NRF51_GPIO(level ? OUTSET : OUTCLR) = 1u << pins[pin];
    NRF51_GPIO(PIN_CNF + 4u * pins[pin]) = PIN_CNF_OUTPUT;
    return LEV_OK;
}

lev_result device_gpio_read(uint16_t pin)
{
    if (pin >= sizeof pins) {
        return LEV_E_RANGE;
    }
    if (pin >= BOARD_OUTPUT_COUNT) {
        NRF51_GPIO(PIN_CNF + 4u * pins[pin]) = PIN_CNF_INPUT;
    }
    return (lev_result)(NRF51_GPIO(IN) >> pins[pin] & 1u);
}
