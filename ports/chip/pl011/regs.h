/* SPDX-License-Identifier: MIT */
/** PL011: registers, and setting a unit up, which both the driver and a panic do. */
#ifndef PL011_REGS_H
#define PL011_REGS_H

#include "board_config.h"
#include "ports/chip/pl011/pl011.h"

#define UART_DR   0x00u
#define UART_FR   0x18u
#define UART_IBRD 0x24u
#define UART_FBRD 0x28u
#define UART_LCRH 0x2cu
#define UART_CR   0x30u
#define UART_IFLS 0x34u
#define UART_IM   0x38u
#define UART_MIS  0x40u
#define UART_ICR  0x44u

#define FR_RX_EMPTY (1u << 4)
#define FR_TX_FULL  (1u << 5)

#define LCRH_8N1_FIFO 0x70u
#define CR_ENABLE     0x301u

#define BAUD 115200u
/** The divisor is in 64ths: 16 samples a bit, 4 times 16. */
#define PL011_DIVISOR ((PL011_CLOCK_HZ * 4u + BAUD / 2u) / BAUD)

/**
 * 115200 8N1, FIFOs on, no interrupt; nothing happens if that is so already.
 *
 * Switching the FIFOs on empties them, and in QEMU leaves the interrupt of what was in them: reading takes it away. To clear
 * it instead would lose the interrupt of a byte that comes at that moment, and with it all that follow.
 */
static inline void pl011_setup(uint32_t base)
{
    if (REG(base + UART_LCRH) == LCRH_8N1_FIFO) {
        return;
    }
    REG(base + UART_CR) = 0;
    REG(base + UART_IM) = 0;
    REG(base + UART_IBRD) = PL011_DIVISOR >> 6;
    REG(base + UART_FBRD) = PL011_DIVISOR & 63u;
    REG(base + UART_LCRH) = LCRH_8N1_FIFO;
    (void)REG(base + UART_DR);
    REG(base + UART_CR) = CR_ENABLE;
}

#endif
