/* SPDX-License-Identifier: MIT */
/**
 * PL011 UART. The board's board_config.h lists its units: PL011_UARTS(UART), each UART(address, irq), and PL011_CLOCK_HZ.
 */
#ifndef PL011_H
#define PL011_H

#include "ports/arch/armv7m/arch.h"

/** Interrupt of every unit; weak in the vector table, as the driver is linked only where it is used. */
arch_isr pl011_isr;

#endif
