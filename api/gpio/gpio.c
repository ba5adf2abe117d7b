/* SPDX-License-Identifier: MIT */
/**
 * Group gpio: ops of the board's gpio node. arg: pin | level << 16.
 */
#include <lev/gpio.h>

#include "core/core.h"

lev_result lev_gpio_write_start(struct lev_op *op, lev_handle gpio, uint16_t pin, bool level)
{
    uint32_t arg = pin | (level ? 1u << 16 : 0u);
    return core_op_start(
        op, &(struct core_op_args){.target = gpio, .opcode = CORE_OP_GPIO_WRITE, .arg = arg});
}

lev_result lev_gpio_read_start(struct lev_op *op, lev_handle gpio, uint16_t pin)
{
    return core_op_start(
        op, &(struct core_op_args){.target = gpio, .opcode = CORE_OP_GPIO_READ, .arg = pin});
}
