/* SPDX-License-Identifier: MIT */
/**
 * LM3S6965 evaluation board: its interrupts and its start.
 */
#include "board_config.h"
#include "ports/chip/lm3s/gpio.h"
#include "ports/chip/lm3s/lm3s.h"
#include "ports/chip/pl011/pl011.h"
#include "ports/port.h"

/* Handlers of devices whose driver is not in the image. */
#define ABSENT __attribute__((weak, alias("board_isr_absent")))
static void board_isr_absent(void);
ABSENT arch_isr pl011_isr;
ABSENT arch_isr lm3s_isr_i2c0;

static void board_isr_absent(void)
{
    arch_isr_unexpected();
}

/** Port A, bits 0 and 1. */
#define CONSOLE_PINS_A 3u

const uint32_t port_ticks_per_us_q8 = LEV_TICKS_PER_US_Q8;

struct vectors {
    struct arch_exceptions exceptions;
    arch_isr *irq[44];
};

/* clang-format off */
#define SPARE port_isr_spare
#define UART  pl011_isr
extern const struct vectors port_vectors;
__attribute__((section(".vectors"), used)) const struct vectors port_vectors = {
    .exceptions = ARCH_EXCEPTIONS(arch_isr_unexpected, lm3s_isr_systick),
    .irq = {
        /*  0 */ SPARE, SPARE, SPARE, SPARE, SPARE, UART, UART, SPARE,
        /*  8 */ lm3s_isr_i2c0, SPARE, SPARE, SPARE, SPARE, SPARE, SPARE, SPARE,
        /* 16 */ SPARE, SPARE, SPARE, lm3s_isr_alarm, SPARE, lm3s_isr_guard, SPARE, SPARE,
        /* 24 */ SPARE, SPARE, SPARE, SPARE, SPARE, SPARE, SPARE, SPARE,
        /* 32 */ SPARE, UART, SPARE, SPARE, SPARE, SPARE, SPARE, SPARE,
        /* 40 */ SPARE, SPARE, SPARE, SPARE,
    },
};
/* clang-format on */

void port_init(void)
{
    arch_init();
    lm3s_clocks_init();
    lm3s_time_init();
    lm3s_pins_to_device(LM3S_PORT_A, CONSOLE_PINS_A);
}
