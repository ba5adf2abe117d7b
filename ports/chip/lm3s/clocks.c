/* SPDX-License-Identifier: MIT */
/**
 * LM3S system control: the CPU runs at 200 MHz / 16 = 12.5 MHz from the PLL and an 8 MHz crystal, which is also what the
 * chip's default setting means to QEMU. A faster CPU would only make SysTick wrap more often.
 */
#include "ports/chip/lm3s/lm3s.h"

#define RCC_SYSDIV_16  (15u << 23)
#define RCC_USESYSDIV  (1u << 22)
#define RCC_PLL_OFF    (1u << 13)
#define RCC_PLL_BYPASS (1u << 11)
#define RCC_XTAL_8MHZ  (14u << 6)
#define RCC_IOSC_OFF   2u

#define RIS_PLL_LOCKED (1u << 6)

#define RCGC0_WATCHDOG (1u << 3)
#define RCGC1_UARTS    7u
#define RCGC1_I2C0     (1u << 12)
#define RCGC1_TIMERS   (3u << 16)
#define RCGC2_PORTS    0x7fu

void lm3s_clocks_init(void)
{
    uint32_t rcc = RCC_SYSDIV_16 | RCC_USESYSDIV | RCC_XTAL_8MHZ | RCC_IOSC_OFF;
    REG(SYSCTL_RCC) = rcc | RCC_PLL_BYPASS | RCC_PLL_OFF;
    REG(SYSCTL_RCC) = rcc | RCC_PLL_BYPASS;
    while ((REG(SYSCTL_RIS) & RIS_PLL_LOCKED) == 0) {
    }
    REG(SYSCTL_RCC) = rcc;
    REG(SYSCTL_RCGC0) = RCGC0_WATCHDOG;
    REG(SYSCTL_RCGC1) = RCGC1_UARTS | RCGC1_I2C0 | RCGC1_TIMERS;
    REG(SYSCTL_RCGC2) = RCGC2_PORTS;
}
