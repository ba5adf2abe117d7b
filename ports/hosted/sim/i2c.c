/* SPDX-License-Identifier: MIT */
/**
 * Simulated I²C: devices of the script, and a tmp105. A step takes the time of nine bits at 100 kHz.
 */
#define _GNU_SOURCE
#include <lev/tables.h>

#include "ports/device/i2c.h"
#include "ports/hosted/common/tmp105.h"
#include "ports/hosted/sim/state.h"

#define DEVICES_MAX 8u
#define STEP_TICKS  90u

struct bus {
    const struct lev_source *source;
    struct sim_i2c_device devices[DEVICES_MAX];
    uint32_t device_count;
    const struct sim_i2c_device *addressed;
    uint8_t outcome[2]; /**< of the step under way */
    uint8_t outcome_bytes;
    uint32_t generation; /**< a reset forgets a step under way */
};

static struct bus buses[SIM_I2CS];
static struct tmp105 sensor;
static int32_t millidegrees = 21500;

/* ---- The sensor ---------------------------------------------------------------------------------------- */

static bool sensor_start(void *context, bool read)
{
    tmp105_start(context, read, millidegrees);
    return true;
}

static bool sensor_write(void *context, uint8_t byte)
{
    tmp105_write(context, byte);
    return true;
}

static bool sensor_read(void *context, uint8_t *byte)
{
    *byte = tmp105_read(context);
    return true;
}

void sim_tmp105_set(int32_t value)
{
    millidegrees = value;
}

/* ---- The bus ------------------------------------------------------------------------------------------- */

void sim_i2c_attach(uint16_t unit, const struct sim_i2c_device *device)
{
    if (unit >= SIM_I2CS || buses[unit].device_count == DEVICES_MAX) {
        sim_fail("there are two I2C buses with eight devices");
    }
    buses[unit].devices[buses[unit].device_count++] = *device;
}

void sim_i2c_init(void)
{
    static const struct sim_i2c_device tmp105 = {
        .address = 0x48,
        .context = &sensor,
        .start = sensor_start,
        .write = sensor_write,
        .read = sensor_read,
    };
    tmp105_init(&sensor);
    sim_i2c_attach(0, &tmp105);
}

lev_result device_i2c_open(uint16_t unit, const struct lev_source *source)
{
    if (unit >= SIM_I2CS) {
        return LEV_E_RANGE;
    }
    buses[unit].source = source;
    buses[unit].addressed = NULL;
    buses[unit].generation++;
    return LEV_OK;
}

/** Who answers; NULL: nobody. */
static const struct sim_i2c_device *find(const struct bus *bus, uint8_t address, bool read)
{
    for (uint32_t i = 0; i < bus->device_count; i++) {
        const struct sim_i2c_device *device = &bus->devices[i];
        if (device->address == address
            && (device->start == NULL || device->start(device->context, read))) {
            return device;
        }
    }
    return NULL;
}

static void stop(struct bus *bus)
{
    if (bus->addressed != NULL && bus->addressed->stop != NULL) {
        bus->addressed->stop(bus->addressed->context);
    }
    bus->addressed = NULL;
}

/** One byte, either way. */
static enum device_i2c_status
transfer(struct bus *bus, uint8_t flags, uint8_t byte, uint8_t *received)
{
    const struct sim_i2c_device *device = bus->addressed;
    if (device == NULL || sim_chance(sim_faults(SIM_I2C)->nack)) {
        return DEVICE_I2C_NACK;
    }
    bool answered = (flags & DEVICE_I2C_READ) != 0 ? device->read(device->context, received)
                                                   : device->write(device->context, byte);
    return answered ? DEVICE_I2C_DONE : DEVICE_I2C_NACK;
}

/** The step under way has ended: its interrupt. */
static void ended(void *context)
{
    struct bus *bus = context;
    sim_stage(SIM_I2C, bus->source, bus->outcome, bus->outcome_bytes);
}

static void ended_0(void *context)
{
    if ((uint32_t)(uintptr_t)context == buses[0].generation) {
        ended(&buses[0]);
    }
}

static void ended_1(void *context)
{
    if ((uint32_t)(uintptr_t)context == buses[1].generation) {
        ended(&buses[1]);
    }
}

void device_i2c_step(uint16_t unit, uint8_t address, uint8_t flags, uint8_t byte)
{
    host_enter();
    struct bus *bus = &buses[unit];
    uint8_t received = 0xff;
    enum device_i2c_status status = DEVICE_I2C_BUS_ERROR;
    if (!sim_chance(sim_faults(SIM_I2C)->bus_error)) {
        if ((flags & DEVICE_I2C_START) != 0) {
            bus->addressed = find(bus, address, (flags & DEVICE_I2C_READ) != 0);
        }
        status = transfer(bus, flags, byte, &received);
    }
    if ((flags & DEVICE_I2C_STOP) != 0 || status != DEVICE_I2C_DONE) {
        stop(bus);
    }
    bool with_byte = (flags & DEVICE_I2C_READ) != 0 && status == DEVICE_I2C_DONE;
    bus->outcome[0] = (uint8_t)status;
    bus->outcome[1] = received;
    bus->outcome_bytes = with_byte ? 2 : 1;
    sim_trace(
        "i2c", (uint64_t)address << 8 | flags,
        (uint64_t)status << 16 | (uint64_t)byte << 8 | received);
    sim_after(STEP_TICKS, unit == 0 ? ended_0 : ended_1, (void *)(uintptr_t)bus->generation);
    host_leave();
}
