/* SPDX-License-Identifier: MIT */
/**
 * Pins: what is written to one is appended, as "pin 0 = 1", to the file that LEVERET_GPIO names, and read back.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <lev/error.h>

#include "ports/device/gpio.h"
#include "ports/hosted/linux/machine.h"

#define PINS 32u

static bool levels[PINS];
static int log_fd = -1;
static bool asked;

/** The file; -1: none. */
static int log_file(void)
{
    const char *path = getenv("LEVERET_GPIO");
    if (!asked && path != NULL) {
        log_fd = open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0644);
        if (log_fd < 0) {
            fprintf(stderr, "leveret: LEVERET_GPIO=%s: %s\n", path, strerror(errno));
        }
    }
    asked = true;
    return log_fd;
}

lev_result device_gpio_write(uint16_t pin, bool level)
{
    if (pin >= PINS) {
        return LEV_E_RANGE;
    }
    host_enter();
    levels[pin] = level;
    if (log_file() >= 0) {
        char line[32];
        int count = snprintf(line, sizeof line, "pin %u = %d\n", pin, level);
        if (write(log_fd, line, (size_t)count) != count) {
            log_fd = -1;
        }
    }
    host_leave();
    return LEV_OK;
}

lev_result device_gpio_read(uint16_t pin)
{
    return pin < PINS ? (lev_result)levels[pin] : (lev_result)LEV_E_RANGE;
}
