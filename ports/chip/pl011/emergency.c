/* SPDX-License-Identifier: MIT */
/** Panics are written to PL011 unit 0, which need not have been opened. */
#include "ports/chip/pl011/regs.h"

#define UART_ADDRESS(base, irq) base,
static const uint32_t addresses[] = {PL011_UARTS(UART_ADDRESS)};

void arch_emergency_write(const char *text, uint32_t bytes)
{
    uint32_t base = addresses[0];
    pl011_setup(base);
    for (uint32_t i = 0; i < bytes; i++) {
        while ((REG(base + UART_FR) & FR_TX_FULL) != 0) {
        }
        REG(base + UART_DR) = (uint8_t)text[i];
    }
}
