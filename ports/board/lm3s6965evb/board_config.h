/* SPDX-License-Identifier: MIT */
/**
 * Luminary LM3S6965 evaluation board: Cortex-M3, 256 KB flash, 64 KB RAM.
 *
 * Idle, the board wakes for an armed timer, and every 1.34 s for the wrap of its 24-bit clock counter.
 */
#ifndef BOARD_CONFIG_H
#define BOARD_CONFIG_H

/** Clock rate: ticks per microsecond * 256. 12.5 MHz. */
#define LEV_TICKS_PER_US_Q8 3200

/** UART units: address, interrupt. Unit 0 is the console. */
#define PL011_UARTS(UART) UART(0x4000c000u, 5u) UART(0x4000d000u, 6u) UART(0x4000e000u, 33u)
#define PL011_CLOCK_HZ    12500000u

/**
 * Pins: logical number, port, bit, kind. 0, the status LED, stands for what an application switches.
 */
#define LM3S_PINS(PIN)                                                    \
    PIN(0, F, 0, LM3S_OUTPUT) /* status LED */                            \
    PIN(1, B, 4, LM3S_OUTPUT) /* free pins on the board's header */       \
    PIN(2, B, 5, LM3S_OUTPUT)                                             \
    PIN(3, F, 1, LM3S_INPUT) /* push buttons, low when pressed: select */ \
    PIN(4, E, 0, LM3S_INPUT) /* up */                                     \
    PIN(5, E, 1, LM3S_INPUT) /* down */                                   \
    PIN(6, E, 2, LM3S_INPUT) /* left */                                   \
    PIN(7, E, 3, LM3S_INPUT) /* right */

#endif
