/* SPDX-License-Identifier: MIT */
/**
 * Stellaris LM3S: registers and interrupt numbers that several files need. 3 priority bits, 48 interrupts.
 */
#ifndef LM3S_H
#define LM3S_H

#include "ports/arch/armv7m/arch.h"

#define LM3S_PRIORITY_BITS 3

#define LM3S_IRQ_I2C0     8u
#define LM3S_IRQ_WATCHDOG 18u
#define LM3S_IRQ_TIMER0A  19u
#define LM3S_IRQ_TIMER1A  21u

/* System control. */
#define SYSCTL_RIS   0x400fe050u
#define SYSCTL_RCC   0x400fe060u
#define SYSCTL_SRCR1 0x400fe044u
#define SYSCTL_RCGC0 0x400fe100u
#define SYSCTL_RCGC1 0x400fe104u
#define SYSCTL_RCGC2 0x400fe108u

/** The clock: SysTick's wrap. */
arch_isr lm3s_isr_systick;
/** The alarm: timer 0. */
arch_isr lm3s_isr_alarm;
/** The guard: timer 1. */
arch_isr lm3s_isr_guard;
/** I²C unit 0; weak, as device drivers are linked only where they are used. */
arch_isr lm3s_isr_i2c0;

/** 12.5 MHz from the PLL, all devices of the board clocked. */
void lm3s_clocks_init(void);

/** Start the clock; alarm and guard at rest. */
void lm3s_time_init(void);

#endif
