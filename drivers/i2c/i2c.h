/* SPDX-License-Identifier: MIT */
/**
 * The I²C driver: a node that serves group i2c as the master of one bus, one transfer after the other.
 *
 * It needs one timer, and a source of at least 4 bytes:
 *
 *     NODE(i2c0, i2c, LEV_PRIORITY(20), 1, LEV_REJECT, LEV_MS(5), 0, 1, 0, 0, 0,
 *          .unit = 0, LEV_SOURCES_OF(i2c0_step, 1))
 *     SOURCE(i2c0_step, i2c0, 0, 4)
 */
#ifndef DRIVERS_I2C_I2C_H
#define DRIVERS_I2C_I2C_H

#include <lev/core.h>

/** Transfers that may be waiting, the one on the bus included; one more is refused with LEV_E_FULL. */
#define I2C_QUEUE_MAX 8u

struct i2c {
    lev_time deadline;             /**< of the transfer on the bus */
    uint32_t queue[I2C_QUEUE_MAX]; /**< tokens, in order; the first is on the bus */
    lev_handle timer;              /**< runs while a transfer is on the bus */
    uint8_t count;                 /**< of the queue */
    uint8_t active;                /**< a step is under way */
    uint8_t tx, rx; /**< bytes to send, then to receive; a cancel takes some of them away */
    uint8_t sent, received;
    uint8_t cut;  /**< a cancel has taken some away */
    uint8_t open; /**< the board has this unit */
};

void i2c_on_event(void *state, struct lev_event event);
extern const struct lev_component i2c_component;

#endif
