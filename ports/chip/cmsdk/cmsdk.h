/* SPDX-License-Identifier: MIT */
/**
 * Arm's Cortex-M System Design Kit as on the MPS2 boards: timers, dual timer, watchdog, UARTs. 3 priority bits, 32
 * interrupts. Everything counts at CMSDK_CLOCK_HZ.
 */
#ifndef CMSDK_H
#define CMSDK_H

#include "ports/arch/armv7m/arch.h"

#define CMSDK_PRIORITY_BITS 3
#define CMSDK_CLOCK_HZ      25000000u

#define CMSDK_IRQ_TIMER1     9u
#define CMSDK_IRQ_DUAL_TIMER 10u

/** The alarm: timer 1. */
arch_isr cmsdk_isr_alarm;
/** The guard, and the device watchdog: dual timer. */
arch_isr cmsdk_isr_guard;
/** The guard's second line: watchdog. */
arch_isr cmsdk_isr_nmi;
/** Receive and transmit interrupt of every UART. */
arch_isr cmsdk_isr_uart_rx, cmsdk_isr_uart_tx;

/** Start the clock; alarm and guard at rest. */
void cmsdk_time_init(void);

#endif
