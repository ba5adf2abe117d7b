/* SPDX-License-Identifier: MIT */
/**
 * Group i2c: ops of a bus node. arg: address | tx_bytes << 8 | rx_bytes << 16.
 */
#include <lev/i2c.h>

#include "core/core.h"

/** 7-bit addresses outside are reserved by the bus. */
enum { ADDRESS_FIRST = 0x08, ADDRESS_LAST = 0x77 };

lev_result lev_i2c_transfer_start(
    struct lev_op *op,
    lev_handle bus,
    uint8_t address,
    void *data,
    uint32_t bytes,
    uint8_t tx_bytes,
    uint8_t rx_bytes)
{
    bool nothing = tx_bytes == 0 && rx_bytes == 0;
    bool too_long = tx_bytes > bytes || rx_bytes > bytes;
    if (address < ADDRESS_FIRST || address > ADDRESS_LAST || nothing || too_long) {
        return LEV_E_RANGE;
    }
    return core_op_start(
        op, &(struct core_op_args){
                .target = bus,
                .opcode = CORE_OP_I2C_TRANSFER,
                .writes = true,
                .arg = address | (uint32_t)tx_bytes << 8 | (uint32_t)rx_bytes << 16,
                .data = data,
                .bytes = bytes});
}
