/* SPDX-License-Identifier: MIT */
/**
 * A simulated I²C bus, unit 0, with a tmp105 at 0x48. What it measures stands in the file that LEVERET_TMP105 names, in
 * degrees Celsius ("21.5"), read at each measurement; 21.5 when nothing is named. While the file is missing or says something
 * else the sensor does not answer, and stderr has said so, once.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <lev/error.h>

#include "ports/device/i2c.h"
#include "ports/hosted/common/tmp105.h"
#include "ports/hosted/linux/machine.h"

#define SENSOR_ADDRESS 0x48u

static const struct lev_source *bus_source;
static struct tmp105 sensor;
static bool sensor_on;
static bool addressed;
static int32_t millidegrees = 21500;
static bool measured; /* the file has been understood, last time */
static bool warned;

/** "-12.345" in thousandths. @return false: it is no number */
static bool parse(const char *text, int32_t *value)
{
    bool negative = *text == '-';
    text += negative;
    char *end = NULL;
    unsigned long whole = strtoul(text, &end, 10);
    if (*text < '0' || *text > '9' || whole > 1000) {
        return false;
    }
    int32_t sum = (int32_t)whole * 1000;
    if (*end == '.') {
        int32_t unit = 100;
        for (end++; *end >= '0' && *end <= '9'; end++, unit /= 10) {
            sum += (*end - '0') * unit;
        }
    }
    if (end[strspn(end, " \t\r\n")] != '\0') {
        return false;
    }
    *value = negative ? -sum : sum;
    return true;
}

/** Begin of the file's text, with a zero behind it. @return its bytes; -1: errno says why there are none */
static ssize_t read_text(const char *path, char *text, size_t room)
{
    int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    if (fd < 0) {
        return -1;
    }
    ssize_t count = read(fd, text, room - 1);
    close(fd);
    text[count < 0 ? 0 : count] = '\0';
    return count;
}

/** What the sensor measures now. An empty file is one that is being written: it leaves the last value. @return it works */
static bool measure(void)
{
    const char *path = getenv("LEVERET_TMP105");
    char text[32] = "";
    if (path == NULL) {
        return true;
    }
    ssize_t count = read_text(path, text, sizeof text);
    if (count != 0 || !measured) {
        measured = count > 0 && parse(text, &millidegrees);
    }
    if (!measured && !warned) {
        warned = true;
        fprintf(
            stderr, "leveret: LEVERET_TMP105=%s: %s: the sensor does not answer\n", path,
            count < 0 ? strerror(errno) : "no number of degrees, as 21.5");
    }
    return measured;
}

lev_result device_i2c_open(uint16_t unit, const struct lev_source *source)
{
    if (unit != 0) {
        return LEV_E_RANGE;
    }
    if (!sensor_on) {
        tmp105_init(&sensor);
        sensor_on = true;
    }
    bus_source = source;
    addressed = false;
    return LEV_OK;
}

static void start(uint8_t address, bool read)
{
    addressed = address == SENSOR_ADDRESS && measure();
    if (addressed) {
        tmp105_start(&sensor, read, millidegrees);
    }
}

void device_i2c_step(uint16_t unit, uint8_t address, uint8_t flags, uint8_t byte)
{
    (void)unit;
    host_enter();
    bool read = (flags & DEVICE_I2C_READ) != 0;
    uint8_t outcome[2] = {DEVICE_I2C_DONE, 0};
    if ((flags & DEVICE_I2C_START) != 0) {
        start(address, read);
    }
    if (!addressed) {
        outcome[0] = DEVICE_I2C_NACK;
    } else if (read) {
        outcome[1] = tmp105_read(&sensor);
    } else {
        tmp105_write(&sensor, byte);
    }
    addressed = addressed && (flags & DEVICE_I2C_STOP) == 0;
    struct host_isr before = host_isr_begin();
    (void)core_isr_stage(bus_source, outcome, read && outcome[0] == DEVICE_I2C_DONE ? 2 : 1);
    host_isr_end(before);
    host_leave();
}
