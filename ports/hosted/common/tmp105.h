/* SPDX-License-Identifier: MIT */
/**
 * Model of a TMP105 temperature sensor at the byte level: pointer, temperature, configuration, two limits.
 */
#ifndef PORTS_HOSTED_TMP105_H
#define PORTS_HOSTED_TMP105_H

#include <stdbool.h>
#include <stdint.h>

struct tmp105 {
    uint8_t pointer; /**< which register is read next */
    uint8_t config;
    uint16_t low, high;
    uint16_t shift; /**< the register that is being read or written */
    uint8_t count;  /**< bytes of this transfer */
};

/** As after power on. */
void tmp105_init(struct tmp105 *sensor);

/** It was addressed; `millidegrees` is what it measures now. */
void tmp105_start(struct tmp105 *sensor, bool read, int32_t millidegrees);

/** The master sends a byte. */
void tmp105_write(struct tmp105 *sensor, uint8_t byte);

/** The master reads a byte. */
uint8_t tmp105_read(struct tmp105 *sensor);

#endif
