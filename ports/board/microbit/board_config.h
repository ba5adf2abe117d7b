/* SPDX-License-Identifier: MIT */
/**
 * BBC micro:bit, first version: nRF51822, 256 KB flash, 16 KB RAM.
 *
 * Logical pins: 0 to 2 the rows and 3 to 11 the columns of the LED matrix, 12 and 13 the buttons A and B (0: pressed).
 * An LED is lit while its row is high and its column low. Column 1 is low from the start, so pin 0 alone drives an LED.
 *
 * The clock counts microseconds and wraps after 71 minutes; an idle board wakes at the latest every 36.
 */
#ifndef BOARD_CONFIG_H
#define BOARD_CONFIG_H

#define LEV_TICKS_PER_US_Q8 256u

/* Chip pins of the logical ones: outputs first. */
#define BOARD_PINS         13, 14, 15, 4, 5, 6, 7, 8, 9, 10, 11, 12, 17, 26
#define BOARD_OUTPUT_COUNT 12u

#define BOARD_UART_TX 24u
#define BOARD_UART_RX 25u

#endif
