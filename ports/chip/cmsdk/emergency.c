/* SPDX-License-Identifier: MIT */
/** Panics are written to CMSDK UART unit 0, which need not have been opened. */
#include "board_config.h"
#include "ports/chip/cmsdk/uart_regs.h"

#define UART_ADDRESS(base, rx, tx) base,
static const uint32_t addresses[] = {CMSDK_UARTS(UART_ADDRESS)};

void arch_emergency_write(const char *text, uint32_t bytes)
{
    uint32_t base = addresses[0];
    if ((REG(base + UART_CTRL) & CTRL_TX_RX) == 0) {
        cmsdk_uart_setup(base, 0);
    }
    for (uint32_t i = 0; i < bytes; i++) {
        while ((REG(base + UART_STATE) & STATE_TX_FULL) != 0) {
        }
        REG(base + UART_DATA) = (uint8_t)text[i];
    }
}
