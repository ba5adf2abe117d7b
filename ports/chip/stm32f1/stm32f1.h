/* SPDX-License-Identifier: MIT */
/**
 * ST STM32F100: a Cortex-M3 at 24 MHz. Registers of the devices that the port drives.
 */
#ifndef PORTS_CHIP_STM32F1_H
#define PORTS_CHIP_STM32F1_H

#include "ports/arch/cortex_m/arch.h"

/** The interrupt controller keeps this many bits of a priority: sixteen levels. */
#define STM32F1_PRIORITY_BITS 4

enum stm32f1_irq { STM32F1_IRQ_USART1 = 37 };

/** A register of each device, by its offset. */
#define STM32F1_GPIO(port, offset) REG(0x40010800u + 0x400u * (port) + (offset))
#define STM32F1_USART1(offset)     REG(0x40013800u + (offset))
#define STM32F1_RCC(offset)        REG(0x40021000u + (offset))

/** Frequency of the core and of all buses. */
#define STM32F1_HZ 24000000u

/** Pin modes: the four bits of a pin in CRL and CRH. */
enum stm32f1_pin_mode { STM32F1_OUTPUT = 2, STM32F1_INPUT = 4, STM32F1_ALTERNATE = 9 };

/** Interrupt handlers. */
arch_isr stm32f1_isr_usart1;

/** 24 MHz from the PLL; clock the devices. */
void stm32f1_clocks_start(void);

/** Give a pin, port * 16 + number, a mode. */
void stm32f1_pin_mode(uint8_t pin, enum stm32f1_pin_mode mode);

/** Prepare USART1 for sending, as port_init() of a board does first. */
void stm32f1_usart_start(void);

#endif
