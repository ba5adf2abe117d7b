/* SPDX-License-Identifier: MIT */
/** Simulated pins: outputs are traced, inputs come from the script; an output reads back what was written. */
#define _GNU_SOURCE
#include "ports/device/gpio.h"
#include "ports/hosted/sim/state.h"

static uint8_t written[SIM_PINS]; /* level + 1; 0: never */
static bool levels[SIM_PINS];

int sim_gpio_output(uint16_t pin)
{
    return pin < SIM_PINS ? (int)written[pin] - 1 : -1;
}

void sim_gpio_input(uint16_t pin, bool level)
{
    if (pin >= SIM_PINS) {
        sim_fail("there are 32 pins");
    }
    levels[pin] = level;
}

lev_result device_gpio_write(uint16_t pin, bool level)
{
    if (pin >= SIM_PINS) {
        return LEV_E_RANGE;
    }
    host_enter();
    sim_trace("gpio", pin, level);
    written[pin] = (uint8_t)(level + 1);
    levels[pin] = level;
    host_leave();
    return LEV_OK;
}

lev_result device_gpio_read(uint16_t pin)
{
    return pin < SIM_PINS ? (lev_result)levels[pin] : LEV_E_RANGE;
}
