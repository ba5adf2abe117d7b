/* SPDX-License-Identifier: MIT */
/**
 * I²C on the MPS2's two-wire registers ("SBCon"): software moves SDA and SCL, so a step is over when the function returns,
 * 100 µs later. It is reported all the same as if an interrupt had come.
 *
 * The board's board_config.h lists the units' addresses: MPS2_I2C_UNITS.
 */
#include "ports/device/i2c.h"
#include "board_config.h"
#include "ports/arch/armv7m/arch.h"
#include "ports/port.h"

#include <lev/error.h>

/* Reading: the lines. Writing: SET lets go of lines, which pull up; CLEAR pulls them down. */
#define SBCON_SET   0x0u
#define SBCON_CLEAR 0x4u
#define SCL         1u
#define SDA         2u

/** Half a bit at 100 kHz. */
#define HALF_US 5u
/** A device may hold SCL down this many half bits: 5 ms. */
#define STRETCH_MAX 1000u

static const uint32_t units[] = {MPS2_I2C_UNITS};
#define UNIT_COUNT (sizeof units / sizeof units[0])

static const struct lev_source *sources[UNIT_COUNT];

static void wait_half_bit(void)
{
    uint32_t ticks = HALF_US * port_ticks_per_us_q8 >> 8;
    uint32_t start = port_clock_now();
    while (port_clock_now() - start < ticks) {
    }
}

static void release(uint32_t base, uint32_t line)
{
    REG(base + SBCON_SET) = line;
}

static void pull_down(uint32_t base, uint32_t line)
{
    REG(base + SBCON_CLEAR) = line;
}

/** @return false: a device holds SCL down and does not let go */
static bool clock_up(uint32_t base)
{
    wait_half_bit();
    release(base, SCL);
    for (uint32_t i = 0; i < STRETCH_MAX; i++) {
        wait_half_bit();
        if ((REG(base) & SCL) != 0) {
            return true;
        }
    }
    return false;
}

/** Also a repeated start: SCL is low then. */
static bool start(uint32_t base)
{
    release(base, SDA);
    bool free = clock_up(base) && (REG(base) & SDA) != 0;
    pull_down(base, SDA);
    wait_half_bit();
    pull_down(base, SCL);
    return free;
}

static void stop(uint32_t base)
{
    pull_down(base, SDA);
    (void)clock_up(base);
    release(base, SDA);
    wait_half_bit();
}

/** Put one bit on the bus. @return what is on the bus, 0 or 1; 2: SCL is stuck */
static uint32_t bit(uint32_t base, uint32_t value)
{
    if (value != 0) {
        release(base, SDA);
    } else {
        pull_down(base, SDA);
    }
    if (!clock_up(base)) {
        return 2;
    }
    uint32_t level = (REG(base) & SDA) != 0;
    pull_down(base, SCL);
    return level;
}

static enum device_i2c_status send(uint32_t base, uint32_t byte)
{
    for (int shift = 7; shift >= 0; shift--) {
        if (bit(base, byte >> shift & 1u) == 2) {
            return DEVICE_I2C_BUS_ERROR;
        }
    }
    uint32_t answer = bit(base, 1);
    if (answer == 2) {
        return DEVICE_I2C_BUS_ERROR;
    }
    return answer == 0 ? DEVICE_I2C_DONE : DEVICE_I2C_NACK;
}

static enum device_i2c_status receive(uint32_t base, uint8_t *byte, bool last)
{
    uint32_t value = 0;
    for (int i = 0; i < 8; i++) {
        uint32_t level = bit(base, 1);
        if (level == 2) {
            return DEVICE_I2C_BUS_ERROR;
        }
        value = value << 1 | level;
    }
    *byte = (uint8_t)value;
    return bit(base, last) == 2 ? DEVICE_I2C_BUS_ERROR : DEVICE_I2C_DONE;
}

static enum device_i2c_status address_device(uint32_t base, uint32_t address_and_direction)
{
    return start(base) ? send(base, address_and_direction) : DEVICE_I2C_BUS_ERROR;
}

lev_result device_i2c_open(uint16_t unit, const struct lev_source *source)
{
    if (unit >= UNIT_COUNT) {
        return LEV_E_RANGE;
    }
    sources[unit] = source;
    /* a device left in the middle of a byte lets go of SDA within nine clocks */
    for (int i = 0; i < 9; i++) {
        (void)bit(units[unit], 1);
    }
    stop(units[unit]);
    return LEV_OK;
}

void device_i2c_step(uint16_t unit, uint8_t address, uint8_t flags, uint8_t byte)
{
    uint32_t base = units[unit];
    bool reading = (flags & DEVICE_I2C_READ) != 0;
    bool last = (flags & DEVICE_I2C_STOP) != 0;
    enum device_i2c_status status = DEVICE_I2C_DONE;
    uint8_t staged[2] = {DEVICE_I2C_DONE, 0};

    if ((flags & DEVICE_I2C_START) != 0) {
        status = address_device(base, (uint32_t)address << 1 | reading);
    }
    if (status == DEVICE_I2C_DONE) {
        status = reading ? receive(base, &staged[1], last) : send(base, byte);
    }
    if (last || status != DEVICE_I2C_DONE) {
        stop(base);
    }
    staged[0] = (uint8_t)status;
    port_irq_mask();
    (void)core_isr_stage(sources[unit], staged, reading && status == DEVICE_I2C_DONE ? 2 : 1);
    port_irq_unmask();
}
