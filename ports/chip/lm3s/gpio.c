/* SPDX-License-Identifier: MIT */
/**
 * LM3S GPIO. Which pins there are says board_config.h: LM3S_PINS(PIN), each PIN(logical number, port letter, bit, kind), in
 * order of the numbers.
 */
#include "ports/chip/lm3s/gpio.h"
#include "board_config.h"
#include "ports/device/gpio.h"

#include <lev/error.h>

enum kind { LM3S_OUTPUT, LM3S_INPUT };

struct pin {
    uint32_t port;
    uint8_t mask;
    uint8_t kind;
};

#define PIN(number_, port_, bit_, kind_) \
    [number_] = {.port = LM3S_PORT_##port_, .mask = 1u << (bit_), .kind = (kind_)},
static const struct pin pins[] = {LM3S_PINS(PIN)};
#define PIN_COUNT (sizeof pins / sizeof pins[0])

lev_result device_gpio_write(uint16_t number, bool level)
{
    if (number >= PIN_COUNT || pins[number].kind != LM3S_OUTPUT) {
        return LEV_E_RANGE;
    }
    const struct pin *pin = &pins[number];
    REG(pin->port + LM3S_GPIO_DIR) |= pin->mask;
    REG(pin->port + LM3S_GPIO_DEN) |= pin->mask;
    REG(LM3S_GPIO_DATA(pin->port, pin->mask)) = level ? pin->mask : 0;
    return LEV_OK;
}

lev_result device_gpio_read(uint16_t number)
{
    if (number >= PIN_COUNT) {
        return LEV_E_RANGE;
    }
    const struct pin *pin = &pins[number];
    if (pin->kind == LM3S_INPUT) {
        REG(pin->port + LM3S_GPIO_PUR) |= pin->mask;
    }
    REG(pin->port + LM3S_GPIO_DEN) |= pin->mask;
    return REG(LM3S_GPIO_DATA(pin->port, pin->mask)) != 0;
}
