/* SPDX-License-Identifier: MIT */
/**
 * The UART driver: a node that serves group stream on one UART of the board, with a line console.
 *
 * In a deployment: `.unit` says which UART, and one source of at least 16 bytes is its receive ring:
 *
 *     NODE(uart0, uart, LEV_PRIORITY(20), 1, LEV_REJECT, LEV_MS(5), 0, 0, 0, 0, 0,
 *          .unit = 0, LEV_SOURCES_OF(uart0_rx, 1))
 *     SOURCE(uart0_rx, uart0, 0, 64)
 */
#ifndef DRIVERS_UART_UART_H
#define DRIVERS_UART_UART_H

#include <lev/core.h>

#include "drivers/uart/line.h"

/** Nodes that may be writing at once; one more is refused with LEV_E_FULL. */
#define UART_WRITERS_MAX 4u
/** Transmit ring. */
#define UART_TX_BYTES 64u
/** High-water mark: writers wait above it, the rest is for the echo of what is typed. */
#define UART_TX_HIGH 48u

struct uart {
    struct line line;
    uint32_t reader;                    /**< token of the pending read */
    uint32_t writers[UART_WRITERS_MAX]; /**< tokens of pending writes, in order */
    uint32_t accepted; /**< bytes of the first writer that are in the ring or sent */
    uint8_t reading;   /**< opcode of the pending read; 0: none */
    uint8_t writer_count;
    uint8_t open;             /**< the board has this unit */
    uint8_t tx_head, tx_tail; /**< free-running */
    uint8_t tx[UART_TX_BYTES];
};

void uart_on_event(void *state, struct lev_event event);
extern const struct lev_component uart_component;

#endif
