/* SPDX-License-Identifier: MIT */
/**
 * MPS2 pins: LEDs and buttons of the FPGA's I/O block; QEMU has nothing else that can be seen. MPS2_PINS(PIN) in
 * board_config.h lists them, each PIN(logical number, bit, kind), in order of the numbers.
 */
#include "ports/device/gpio.h"
#include "board_config.h"
#include "ports/arch/armv7m/arch.h"
#include "ports/port.h"

#include <lev/error.h>

#define FPGAIO_LED    0x40028000u
#define FPGAIO_BUTTON 0x40028008u

enum kind { MPS2_LED, MPS2_BUTTON };

struct pin {
    uint8_t bit;
    uint8_t kind;
};

#define PIN(number_, bit_, kind_) [number_] = {.bit = (bit_), .kind = (kind_)},
static const struct pin pins[] = {MPS2_PINS(PIN)};
#define PIN_COUNT (sizeof pins / sizeof pins[0])

lev_result device_gpio_write(uint16_t number, bool level)
{
    if (number >= PIN_COUNT || pins[number].kind != MPS2_LED) {
        return LEV_E_RANGE;
    }
    uint32_t mask = 1u << pins[number].bit;
    uint32_t leds = REG(FPGAIO_LED);
    REG(FPGAIO_LED) = level ? leds | mask : leds & ~mask;
    return LEV_OK;
}

lev_result device_gpio_read(uint16_t number)
{
    if (number >= PIN_COUNT) {
        return LEV_E_RANGE;
    }
    uint32_t levels = REG(pins[number].kind == MPS2_LED ? FPGAIO_LED : FPGAIO_BUTTON);
    return (lev_result)(levels >> pins[number].bit & 1u);
}
