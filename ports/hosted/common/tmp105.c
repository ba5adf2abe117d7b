/* SPDX-License-Identifier: MIT */
/**
 * Registers are 16 bits, high byte first, but for the configuration. A temperature is in 1/256 degrees; the resolution
 * bits of the configuration (R1 R0) say how many of its low bits are zero.
 */
#include "ports/hosted/common/tmp105.h"

enum { REGISTER_TEMPERATURE, REGISTER_CONFIG, REGISTER_LOW, REGISTER_HIGH };

void tmp105_init(struct tmp105 *sensor)
{
    *sensor = (struct tmp105){.low = 75u << 8, .high = 80u << 8};
}

/** Thousandths of a degree as the register shows them. */
static uint16_t to_register(const struct tmp105 *sensor, int32_t millidegrees)
{
    int32_t limited = millidegrees < -128000 ? -128000 : millidegrees;
    limited = limited > 127938 ? 127938 : limited;
    uint32_t bits = 9u + (sensor->config >> 5 & 3u);
    int32_t steps = limited * 256 / 1000;
    return (uint16_t)((uint32_t)steps & ~(0xffffu >> bits));
}

void tmp105_start(struct tmp105 *sensor, bool read, int32_t millidegrees)
{
    sensor->count = 0;
    if (!read) {
        return;
    }
    switch (sensor->pointer) {
    case REGISTER_TEMPERATURE: sensor->shift = to_register(sensor, millidegrees); break;
    case REGISTER_CONFIG: sensor->shift = (uint16_t)(sensor->config << 8 | sensor->config); break;
    case REGISTER_LOW: sensor->shift = sensor->low; break;
    default: sensor->shift = sensor->high; break;
    }
}

void tmp105_write(struct tmp105 *sensor, uint8_t byte)
{
    uint8_t position = sensor->count;
    sensor->count = position < 3 ? (uint8_t)(position + 1) : position;
    if (position == 0) {
        sensor->pointer = byte & 3u;
        return;
    }
    sensor->shift = (uint16_t)(sensor->shift << 8 | byte);
    if (sensor->pointer == REGISTER_CONFIG && position == 1) {
        sensor->config = byte & 0x7fu;
    } else if (sensor->pointer == REGISTER_LOW && position == 2) {
        sensor->low = sensor->shift & 0xfff0u;
    } else if (sensor->pointer == REGISTER_HIGH && position == 2) {
        sensor->high = sensor->shift & 0xfff0u;
    }
}

uint8_t tmp105_read(struct tmp105 *sensor)
{
    uint8_t byte = (uint8_t)(sensor->shift >> 8);
    sensor->shift = (uint16_t)(sensor->shift << 8);
    return byte;
}
