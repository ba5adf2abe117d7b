/* SPDX-License-Identifier: MIT */
/** CMSDK UART: registers, and setting a unit up, which both the driver and a panic do. */
#ifndef CMSDK_UART_REGS_H
#define CMSDK_UART_REGS_H

#include "ports/chip/cmsdk/cmsdk.h"

#define UART_DATA    0x00u
#define UART_STATE   0x04u
#define UART_CTRL    0x08u
#define UART_INTCLR  0x0cu
#define UART_BAUDDIV 0x10u

#define STATE_TX_FULL 1u
#define STATE_RX_FULL 2u

#define CTRL_TX_RX       0x03u
#define CTRL_RECEIVE_INT 0x08u
#define CTRL_SEND_INT    0x04u
#define INT_SEND         1u
#define INT_RECEIVE      2u

#define BAUD 115200u

/** 115200 8N1; of the interrupts only those in `interrupts`. */
static inline void cmsdk_uart_setup(uint32_t base, uint32_t interrupts)
{
    REG(base + UART_BAUDDIV) = (CMSDK_CLOCK_HZ + BAUD / 2u) / BAUD;
    REG(base + UART_CTRL) = CTRL_TX_RX | interrupts;
}

#endif
