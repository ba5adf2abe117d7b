/* SPDX-License-Identifier: MIT */
/**
 * Pins, by the numbers that the board gives them. An output's level is read from the output register.
 */
#include "ports/device/gpio.h"

#include <lev/error.h>

#include "board_config.h"

#include "ports/chip/stm32f1/stm32f1.h"

enum gpio_offset { CRL = 0x00, IDR = 0x08, BSRR = 0x10 };

static const uint8_t pins[] = {BOARD_PINS};

/** Levels that were given to outputs: QEMU's pins read as 0. */
static uint32_t driven;

void stm32f1_pin_mode(uint8_t pin, enum stm32f1_pin_mode mode)
{
    uint32_t shift = pin % 8u * 4u;
    uint32_t half = CRL + pin / 8u % 2u * 4u;
    uint32_t others = STM32F1_GPIO(pin / 16u, half) & ~(15u << shift);
    STM32F1_GPIO(pin / 16u, half) = others | (uint32_t)mode << shift;
}

lev_result device_gpio_write(uint16_t pin, bool level)
{
    if (pin >= BOARD_OUTPUT_COUNT) {
        return LEV_E_RANGE;
    }
    uint32_t bit = 1u << pins[pin] % 16u;
    STM32F1_GPIO(pins[pin] / 16u, BSRR) = level ? bit : bit << 16;
    stm32f1_pin_mode(pins[pin], STM32F1_OUTPUT);
    driven = level ? driven | 1u << pin : driven & ~(1u << pin);
    return LEV_OK;
}

lev_result device_gpio_read(uint16_t pin)
{
    if (pin >= sizeof pins) {
        return LEV_E_RANGE;
    }
    if (pin < BOARD_OUTPUT_COUNT) {
        return (lev_result)(driven >> pin & 1u);
    }
    stm32f1_pin_mode(pins[pin], STM32F1_INPUT);
    return (lev_result)(STM32F1_GPIO(pins[pin] / 16u, IDR) >> pins[pin] % 16u & 1u);
}
