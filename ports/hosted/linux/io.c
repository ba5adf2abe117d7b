/* SPDX-License-Identifier: MIT */
/** Which implementation of host I/O, and the calls that go through it. */
#define _GNU_SOURCE
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "ports/hosted/linux/io.h"

static const struct host_io *io;

/** The one that was asked for, or nothing. */
static void force(const struct host_io *wanted)
{
    int result = wanted->init();
    if (result != 0) {
        fprintf(
            stderr, "leveret: LEVERET_IO=%s: not possible here: %s\n", wanted->name,
            strerror(-result));
        exit(1);
    }
    io = wanted;
}

void host_io_init(void)
{
    const char *name = getenv("LEVERET_IO");
    if (name == NULL || *name == '\0') {
        io = &host_io_uring;
        if (io->init() != 0) {
            force(&host_io_epoll);
        }
    } else if (strcmp(name, host_io_uring.name) == 0) {
        force(&host_io_uring);
    } else if (strcmp(name, host_io_epoll.name) == 0) {
        force(&host_io_epoll);
    } else {
        fprintf(stderr, "leveret: LEVERET_IO=%s: there are only epoll and uring\n", name);
        exit(1);
    }
}

const char *host_io_name(void)
{
    return io->name;
}

int host_io_socket_flags(void)
{
    return io->socket_flags;
}

void host_io_start(
    struct host_file *file,
    enum host_direction direction,
    enum host_kind kind,
    void *data,
    uint32_t bytes)
{
    file->op[direction] = (struct host_op){.data = data, .bytes = bytes, .kind = (uint8_t)kind};
    struct host_isr before = host_isr_begin();
    io->start(file, direction);
    host_isr_end(before);
}

void host_io_cancel(struct host_file *file, enum host_direction direction)
{
    if (file->op[direction].kind == HOST_NOTHING) {
        return;
    }
    struct host_isr before = host_isr_begin();
    io->cancel(file, direction);
    host_isr_end(before);
}

bool host_io_forget(struct host_file *file)
{
    return io->forget(file);
}

void host_io_poll(int64_t timeout_us)
{
    io->poll(timeout_us);
}
