/* SPDX-License-Identifier: MIT */
/**
 * Clock, alarm and guard of ports/port.h from SysTick alone, for chips whose only timer it is.
 */
#ifndef PORTS_CHIP_SYSTICK_H
#define PORTS_CHIP_SYSTICK_H

#include "ports/arch/cortex_m/arch.h"

/** Start the clock, at the core's rate: the board's LEV_TICKS_PER_US_Q8. */
void systick_start(void);

/** The handler for the chip's vectors. */
arch_isr systick_isr;

#endif
