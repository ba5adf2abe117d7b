/* SPDX-License-Identifier: MIT */
/**
 * STM32 value line discovery: STM32F100RB, 128 KB flash, 8 KB RAM.
 *
 * Logical pins: 0 the blue LED, 1 the green one, 2 the button (1: pressed).
 *
 * The clock is SysTick at the core's 24 MHz; an idle board wakes every 0.7 s, when its 24 bits are counted.
 */
#ifndef BOARD_CONFIG_H
#define BOARD_CONFIG_H

#define LEV_TICKS_PER_US_Q8 (24u * 256u)

/* Port (0: A) * 16 + pin of the logical ones: outputs first. */
#define BOARD_PINS         2 * 16 + 8, 2 * 16 + 9, 0 * 16 + 0
#define BOARD_OUTPUT_COUNT 2u

#endif
