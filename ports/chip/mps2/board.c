/* SPDX-License-Identifier: MIT */
/**
 * MPS2: its interrupts and its start, whichever CPU its image has.
 */
#include "board_config.h"
#include "ports/chip/cmsdk/cmsdk.h"
#include "ports/port.h"

/* Handlers of devices whose driver is not in the image. */
#define ABSENT __attribute__((weak, alias("board_isr_absent")))
static void board_isr_absent(void);
ABSENT arch_isr cmsdk_isr_uart_rx;
ABSENT arch_isr cmsdk_isr_uart_tx;

static void board_isr_absent(void)
{
    arch_isr_unexpected();
}

const uint32_t port_ticks_per_us_q8 = LEV_TICKS_PER_US_Q8;

struct vectors {
    struct arch_exceptions exceptions;
    arch_isr *irq[32];
};

/* clang-format off */
#define SPARE port_isr_spare
#define RX    cmsdk_isr_uart_rx
#define TX    cmsdk_isr_uart_tx
extern const struct vectors port_vectors;
__attribute__((section(".vectors"), used)) const struct vectors port_vectors = {
    .exceptions = ARCH_EXCEPTIONS(cmsdk_isr_nmi, arch_isr_unexpected),
    .irq = {
        /*  0 */ RX, TX, RX, TX, RX, TX, SPARE, SPARE,
        /*  8 */ SPARE, cmsdk_isr_alarm, cmsdk_isr_guard, SPARE, SPARE, SPARE, SPARE, SPARE,
        /* 16 */ SPARE, SPARE, SPARE, SPARE, SPARE, SPARE, SPARE, SPARE,
        /* 24 */ SPARE, SPARE, SPARE, SPARE, SPARE, SPARE, SPARE, SPARE,
    },
};
/* clang-format on */

void port_init(void)
{
    arch_init();
    cmsdk_time_init();
}
