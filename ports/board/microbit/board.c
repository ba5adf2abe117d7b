/* SPDX-License-Identifier: MIT */
/**
 * BBC micro:bit: its interrupts and its start.
 */
#include "board_config.h"
#include "ports/chip/nrf51/nrf51.h"
#include "ports/device/gpio.h"
#include "ports/port.h"

/** Logical pin of the LED matrix's first column. */
#define COLUMN_1 3u

const uint32_t port_ticks_per_us_q8 = LEV_TICKS_PER_US_Q8;

/* Handlers of devices whose driver is not in the image. */
#define SPARE __attribute__((weak, alias("board_isr_none")))
static void board_isr_none(void);
SPARE arch_isr nrf51_isr_uart0;

static void board_isr_none(void)
{
    arch_isr_unexpected();
}

struct vectors {
    struct arch_exceptions exceptions;
    arch_isr *irq[32];
};

/* clang-format off */
#define _ port_isr_spare
extern const struct vectors port_vectors;
__attribute__((section(".vectors"), used)) const struct vectors port_vectors = {
    .exceptions = ARCH_EXCEPTIONS(arch_isr_unexpected, arch_isr_unexpected),
    .irq = {
        /*  0 */ _, _, nrf51_isr_uart0, _, _, _, _, _,
        /*  8 */ nrf51_isr_timer0, _, _, _, _, _, _, _,
        /* 16 */ _, _, _, _, _, _, _, _,
        /* 24 */ _, _, _, _, _, _, _, _,
    },
};
/* clang-format on */

void port_init(void)
{
    arch_init();
    nrf51_timer_start();
    nrf51_uart_start();
    (void)device_gpio_write(COLUMN_1, false);
}
