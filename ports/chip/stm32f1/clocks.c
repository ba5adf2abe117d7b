/* SPDX-License-Identifier: MIT */
/**
 * Reset and clock control: the board's 8 MHz crystal, times three by the PLL, is the 24 MHz of core and buses.
 *
 * A crystal that does not start in time is given up: the board goes on with the internal oscillator, at a third of its
 * speed. QEMU has no such device and reads all registers as 0.
 */
#include "ports/chip/stm32f1/stm32f1.h"

enum rcc_offset { CR = 0x00, CFGR = 0x04, APB2ENR = 0x18 };

#define CR_HSEON       (1u << 16)
#define CR_HSERDY      (1u << 17)
#define CR_PLLON       (1u << 24)
#define CR_PLLRDY      (1u << 25)
#define CFGR_PLL       2u
#define CFGR_PLL_HSE   (1u << 16)
#define CFGR_PLL_MUL3  (1u << 18)
#define APB2ENR_PORTS  (7u << 2) /**< A, B, C */
#define APB2ENR_USART1 (1u << 14)

/** Loops at 8 MHz, each several cycles: 5 ms. */
#define PATIENCE 8000u

/** Wait for a bit of CR. @return did it come? */
static bool wait_for(uint32_t ready)
{
    uint32_t control = STM32F1_RCC(CR);
    for (uint32_t i = 0; i < PATIENCE && control != 0 && (control & ready) == 0; i++) {
        control = STM32F1_RCC(CR);
    }
    return (control & ready) != 0;
}

void stm32f1_clocks_start(void)
{
    STM32F1_RCC(APB2ENR) = APB2ENR_PORTS | APB2ENR_USART1;
    STM32F1_RCC(CR) |= CR_HSEON;
    if (!wait_for(CR_HSERDY)) {
        return;
    }
    STM32F1_RCC(CFGR) = CFGR_PLL_HSE | CFGR_PLL_MUL3;
    STM32F1_RCC(CR) |= CR_PLLON;
    if (wait_for(CR_PLLRDY)) {
        STM32F1_RCC(CFGR) |= CFGR_PLL;
    }
}
