/* SPDX-License-Identifier: MIT */
/**
 * Arm MPS2: what board_config.h says of each of its images, which differ in the CPU. 4 MB code memory, 4 MB RAM.
 *
 * Idle, the board wakes for an armed timer, and every 86 s for the guard, which has to lie somewhere.
 */
#ifndef CHIP_MPS2_CONFIG_H
#define CHIP_MPS2_CONFIG_H

/** Clock rate: ticks per microsecond * 256. 25 MHz. */
#define LEV_TICKS_PER_US_Q8 6400

/** UART units: address, receive interrupt, transmit interrupt. Unit 0 is the console. */
#define CMSDK_UARTS(UART) UART(0x40004000u, 0, 1) UART(0x40005000u, 2, 3) UART(0x40006000u, 4, 5)

/** I²C units: the connectors of shield 1, where QEMU puts a -device that names no bus, and shield 0. */
#define MPS2_I2C_UNITS 0x4002a000u, 0x40029000u

/** Pins: logical number, bit, kind. 0 stands for what an application switches. */
#define MPS2_PINS(PIN) \
    PIN(0, 0, MPS2_LED) PIN(1, 1, MPS2_LED) PIN(2, 0, MPS2_BUTTON) PIN(3, 1, MPS2_BUTTON)

#endif
