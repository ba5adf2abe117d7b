/* SPDX-License-Identifier: MIT */
/**
 * Group i2c: transfers as the bus master, through a link to the bus driver node.
 */
#ifndef LEV_I2C_H
#define LEV_I2C_H

#include <lev/core.h>

#if !defined(LEV_USE_i2c) && !defined(LEV__OS)
#error "undeclared API group: add '#define LEV_USE_i2c 1' to the component's declaration header"
#endif
#ifdef LEV_USE_i2c
#if !defined(LEV__MANIFEST)
#error "include <lev/component.h> in the component's declaration header, after its LEV_USE_ lines"
#elif LEV_USE_i2c != 1
#error "group i2c is at major version 1: write '#define LEV_USE_i2c 1'"
#endif
LEV__MANIFEST("use", "i2c " LEV__TEXT(LEV_USE_i2c));
#endif

LEV_BEGIN_DECLS

/**
 * Write `tx_bytes` from the start of `data`, then (repeated start) read `rx_bytes` over it.
 *
 * Completes with rx_bytes; LEV_E_IO: no device answered or the bus is stuck; LEV_E_TIMEOUT; LEV_E_CANCELED;
 * LEV_E_RESTARTED; LEV_E_FULL: the driver keeps no more of them waiting. Transfers of several nodes are served in order.
 * Starting: LEV_E_DENIED, LEV_E_NOMEM, LEV_E_RANGE: no such address, both lengths 0, or longer than `bytes`.
 *
 * @address   7 bits, 0x08 .. 0x77
 * @data      in a block that the caller owns; both halves lie in its first `bytes`; lent until the completion
 * @bytes     size of the memory at data, at least max(tx_bytes, rx_bytes)
 */
LEV_CTX(handler)
LEV_MUST_USE lev_result lev_i2c_transfer_start(
    struct lev_op *op,
    lev_handle bus,
    uint8_t address,
    void *data,
    uint32_t bytes,
    uint8_t tx_bytes,
    uint8_t rx_bytes);

LEV_END_DECLS

#endif
