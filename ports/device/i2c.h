/* SPDX-License-Identifier: MIT */
/**
 * The hardware half of an I²C master: what a chip provides to drivers/i2c. One byte step at a time.
 *
 * A step ends with one interrupt, which leaves nothing enabled, so there is no function to unmask it.
 * Each step ends with one byte staged at the source: enum device_i2c_status, followed for a read by the byte received.
 * Where it ends with anything but DONE the chip has also sent a stop: the bus is free.
 */
#ifndef PORTS_DEVICE_I2C_H
#define PORTS_DEVICE_I2C_H

#include <lev/types.h>

struct lev_source;

/** How a step ended. */
enum device_i2c_status { DEVICE_I2C_DONE = 0, DEVICE_I2C_NACK = 1, DEVICE_I2C_BUS_ERROR = 2 };

/** Kinds of steps; flags combine. */
enum device_i2c_step {
    DEVICE_I2C_START = 1, /**< (repeated) start and address before the byte */
    DEVICE_I2C_READ = 2,  /**< receive instead of send */
    DEVICE_I2C_STOP = 4   /**< stop after it (a read answers NACK) */
};

/** Reset the unit as a 100 kHz master: a step under way ends without staging anything. @return LEV_OK; LEV_E_RANGE: no such unit. */
LEV_CTX(service)
lev_result device_i2c_open(uint16_t unit, const struct lev_source *source);

/** Begin one step. `address` is used with DEVICE_I2C_START, `byte` when sending. */
LEV_CTX(service)
void device_i2c_step(uint16_t unit, uint8_t address, uint8_t flags, uint8_t byte);

#endif
