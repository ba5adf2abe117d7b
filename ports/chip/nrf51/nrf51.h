/* SPDX-License-Identifier: MIT */
/**
 * Nordic nRF51822: a Cortex-M0 at 16 MHz. Registers of the devices that the port drives.
 *
 * Nordic's devices have tasks (write 1: do it), events (1: it happened; stays until 0 is written) and interrupts that
 * follow the events they are enabled for.
 */
#ifndef PORTS_CHIP_NRF51_H
#define PORTS_CHIP_NRF51_H

#include "ports/arch/cortex_m/arch.h"

/** The interrupt controller keeps this many bits of a priority: four levels. */
#define NRF51_PRIORITY_BITS 2

/** Interrupts: the number is the device's address / 4096. */
enum nrf51_irq { NRF51_IRQ_UART0 = 2, NRF51_IRQ_TIMER0 = 8 };

/** A register of each device, by its offset. */
#define NRF51_CLOCK(offset)  REG(0x40000000 + (offset))
#define NRF51_UART0(offset)  REG(0x40002000 + (offset))
#define NRF51_TIMER0(offset) REG(0x40008000 + (offset))
#define NRF51_GPIO(offset)   REG(0x50000000 + (offset))

/** Interrupt handlers. */
arch_isr nrf51_isr_uart0, nrf51_isr_timer0;

/** Start the crystal, the clock of ports/port.h and the UART's transmitter, as port_init() of a board does first. */
void nrf51_timer_start(void);
void nrf51_uart_start(void);

#endif
