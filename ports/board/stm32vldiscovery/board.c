/* SPDX-License-Identifier: MIT */
/**
 * STM32 value line discovery: its interrupts and its start.
 */
#include "board_config.h"
#include "ports/chip/stm32f1/stm32f1.h"
#include "ports/chip/systick/systick.h"
#include "ports/port.h"

const uint32_t port_ticks_per_us_q8 = LEV_TICKS_PER_US_Q8;

/* Handlers of devices whose driver is not in the image. */
#define SPARE __attribute__((weak, alias("board_isr_none")))
static void board_isr_none(void);
SPARE arch_isr stm32f1_isr_usart1;

static void board_isr_none(void)
{
    arch_isr_unexpected();
}

struct vectors {
    struct arch_exceptions exceptions;
    arch_isr *irq[61];
};

/* clang-format off */
#define _ port_isr_spare
extern const struct vectors port_vectors;
__attribute__((section(".vectors"), used)) const struct vectors port_vectors = {
    .exceptions = ARCH_EXCEPTIONS(arch_isr_unexpected, systick_isr),
    .irq = {
        /*  0 */ _, _, _, _, _, _, _, _, _, _, _, _, _, _, _, _,
        /* 16 */ _, _, _, _, _, _, _, _, _, _, _, _, _, _, _, _,
        /* 32 */ _, _, _, _, _, stm32f1_isr_usart1, _, _, _, _, _, _, _, _, _, _,
        /* 48 */ _, _, _, _, _, _, _, _, _, _, _, _, _,
    },
};
/* clang-format on */

void port_init(void)
{
    arch_init();
    stm32f1_clocks_start();
    systick_start();
    stm32f1_usart_start();
}
