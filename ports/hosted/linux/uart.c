/* SPDX-License-Identifier: MIT */
/**
 * UARTs: unit 0 is stdin and stdout; another one the file that LEVERET_UART<n> names, else a new pseudo-terminal, whose
 * name goes to stderr. The end of the input is the end of receiving, of nothing else.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <lev/tables.h>

#include <lev/error.h>

#include "ports/device/uart.h"
#include "ports/hosted/linux/io.h"
#include "ports/hosted/linux/machine.h"

#define UNITS 4u
#define CHUNK 256u

struct uart {
    struct host_file in, out;
    const struct lev_source *source;
    bool is_open;
    bool receive_on;
    bool ended; /**< no more input */
};

static struct uart uarts[UNITS];

/* ---- Descriptors --------------------------------------------------------------------------------------- */

/**
 * A descriptor that does not wait. The open file of stdin may be shared with other programs, which would be surprised by
 * O_NONBLOCK: terminals and pipes are opened once more.
 */
static int unblocked(int fd, int how)
{
    struct stat status;
    if (fstat(fd, &status) != 0 || !(S_ISCHR(status.st_mode) || S_ISFIFO(status.st_mode))) {
        return fd;
    }
    char path[32];
    (void)snprintf(path, sizeof path, "/proc/self/fd/%d", fd);
    int again = open(path, how | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);
    return again >= 0 ? again : fd;
}

/** A new pseudo-terminal; its other side is kept open, so that it never hangs up. */
static int new_terminal(uint16_t unit)
{
    int fd = posix_openpt(O_RDWR | O_NOCTTY | O_NONBLOCK | O_CLOEXEC);
    char name[64];
    if (fd < 0 || grantpt(fd) != 0 || unlockpt(fd) != 0 || ptsname_r(fd, name, sizeof name) != 0) {
        return -1;
    }
    int other = open(name, O_RDWR | O_NOCTTY | O_CLOEXEC);
    if (other >= 0) {
        linux_terminal_raw(other);
    }
    fprintf(stderr, "leveret: uart %u is %s\n", unit, name);
    return fd;
}

/** A further unit's descriptor; -1: there is none. */
static int further_unit(uint16_t unit)
{
    char variable[32];
    (void)snprintf(variable, sizeof variable, "LEVERET_UART%u", unit);
    const char *path = getenv(variable);
    if (path == NULL) {
        return new_terminal(unit);
    }
    int fd = open(path, O_RDWR | O_NOCTTY | O_NONBLOCK | O_CLOEXEC);
    if (fd < 0) {
        fprintf(stderr, "leveret: %s=%s: %s\n", variable, path, strerror(errno));
    }
    return fd;
}

/* ---- Receiving ----------------------------------------------------------------------------------------- */

static void receive_wait(struct uart *uart)
{
    if (uart->receive_on && !uart->ended && uart->in.op[HOST_IN].kind == HOST_NOTHING) {
        host_io_start(&uart->in, HOST_IN, HOST_READY, NULL, 0);
    }
}

/** There is input: stage what fits; the driver turns receiving on again. */
static void
on_input(struct host_file *file, enum host_direction direction, enum host_kind kind, int32_t result)
{
    (void)direction;
    (void)kind;
    struct uart *uart = (struct uart *)(void *)((char *)file - offsetof(struct uart, in));
    uint8_t data[CHUNK];
    if (result < 0 || !uart->receive_on) {
        return;
    }
    uint32_t room = host_stage_room(uart->source);
    ssize_t count = read(file->fd, data, room < CHUNK ? room : CHUNK);
    if (count > 0) {
        uart->receive_on = false;
        (void)core_isr_stage(uart->source, data, (uint32_t)count);
    } else if (count == 0) {
        uart->ended = room != 0;
    } else if (errno == EAGAIN || errno == EINTR) {
        receive_wait(uart);
    } else {
        uart->ended = true;
    }
}

void device_uart_receive_on(uint16_t unit)
{
    struct uart *uart = &uarts[unit];
    host_enter();
    uart->receive_on = true;
    receive_wait(uart);
    host_leave();
}

/* ---- Sending ------------------------------------------------------------------------------------------- */

/** There is room again. */
static void
on_room(struct host_file *file, enum host_direction direction, enum host_kind kind, int32_t result)
{
    (void)direction;
    (void)kind;
    (void)result;
    struct uart *uart = (struct uart *)(void *)((char *)file - offsetof(struct uart, out));
    (void)core_isr_stage(uart->source, NULL, 0);
}

uint32_t device_uart_send(uint16_t unit, const uint8_t *data, uint32_t bytes)
{
    struct uart *uart = &uarts[unit];
    host_enter();
    ssize_t count = write(uart->out.fd, data, bytes);
    uint32_t sent = count < 0 ? 0 : (uint32_t)count;
    if (count < 0 && errno != EAGAIN && errno != EINTR) {
        sent = bytes; /* nobody listens any more */
    }
    if (sent < bytes && uart->out.op[HOST_OUT].kind == HOST_NOTHING) {
        host_io_start(&uart->out, HOST_OUT, HOST_READY, NULL, 0);
    }
    host_leave();
    return sent;
}

/* ---- Opening ------------------------------------------------------------------------------------------- */

static bool find_files(uint16_t unit, struct uart *uart)
{
    if (unit == 0) {
        linux_terminal_raw(STDIN_FILENO);
        uart->in.fd = unblocked(STDIN_FILENO, O_RDONLY);
        uart->out.fd = unblocked(STDOUT_FILENO, O_WRONLY);
    } else {
        uart->in.fd = further_unit(unit);
        uart->out.fd = uart->in.fd < 0 ? -1 : fcntl(uart->in.fd, F_DUPFD_CLOEXEC, 0);
    }
    uart->in.done = on_input;
    uart->out.done = on_room;
    return uart->in.fd >= 0 && uart->out.fd >= 0;
}

lev_result device_uart_open(uint16_t unit, const struct lev_source *source)
{
    if (unit >= UNITS) {
        return LEV_E_RANGE;
    }
    struct uart *uart = &uarts[unit];
    host_enter();
    if (!uart->is_open) {
        uart->is_open = find_files(unit, uart);
    }
    lev_result result = uart->is_open ? (lev_result)LEV_OK : (lev_result)LEV_E_RANGE;
    if (uart->is_open) {
        uart->source = source;
        uart->receive_on = true;
        receive_wait(uart);
    }
    host_leave();
    return result;
}
