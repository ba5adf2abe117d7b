/* SPDX-License-Identifier: MIT */
/**
 * The hardware half of a UART: what a chip provides to drivers/uart.
 *
 * `unit` counts the board's UARTs from 0. The interrupt handler stages received bytes at the source it was opened with,
 * and signals it when the transmitter has room again after device_uart_send() took less than it was given. Staging masks the
 * receive interrupt until device_uart_receive_on(), so a driver that does not keep up holds the line back where the line
 * can be held.
 */
#ifndef PORTS_DEVICE_UART_H
#define PORTS_DEVICE_UART_H

#include <lev/types.h>

struct lev_source;

/** Most bytes that are staged at once: the driver enables the receive interrupt while its ring has room for them. */
#define DEVICE_UART_BATCH 16u

/** Reset the unit, 115200 8N1, and enable its receive interrupt. @return LEV_OK; LEV_E_RANGE: no such unit. */
LEV_CTX(service)
lev_result device_uart_open(uint16_t unit, const struct lev_source *source);

/** Hand bytes to the transmitter. @return how many it took, 0 .. bytes; if fewer, a signal follows. */
LEV_CTX(service)
uint32_t device_uart_send(uint16_t unit, const uint8_t *data, uint32_t bytes);

/** Enable the receive interrupt again: the driver has taken what was staged. */
LEV_CTX(service)
void device_uart_receive_on(uint16_t unit);

#endif
