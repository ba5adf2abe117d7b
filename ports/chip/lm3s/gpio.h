/* SPDX-License-Identifier: MIT */
/** LM3S GPIO: ports and registers. */
#ifndef LM3S_GPIO_H
#define LM3S_GPIO_H

#include "ports/arch/armv7m/arch.h"

#define LM3S_PORT_A 0x40004000u
#define LM3S_PORT_B 0x40005000u
#define LM3S_PORT_C 0x40006000u
#define LM3S_PORT_D 0x40007000u
#define LM3S_PORT_E 0x40024000u
#define LM3S_PORT_F 0x40025000u
#define LM3S_PORT_G 0x40026000u

/** The data register of some pins only: the address says which. */
#define LM3S_GPIO_DATA(port, mask) ((port) + ((uint32_t)(mask) << 2))
#define LM3S_GPIO_DIR              0x400u
#define LM3S_GPIO_AFSEL            0x420u
#define LM3S_GPIO_ODR              0x50cu
#define LM3S_GPIO_PUR              0x510u
#define LM3S_GPIO_DEN              0x51cu

/** Give pins to the device that the chip wires to them. */
static inline void lm3s_pins_to_device(uint32_t port, uint32_t mask)
{
    REG(port + LM3S_GPIO_AFSEL) |= mask;
    REG(port + LM3S_GPIO_DEN) |= mask;
}

#endif
