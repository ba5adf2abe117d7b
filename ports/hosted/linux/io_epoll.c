/* SPDX-License-Identifier: MIT */
/**
 * Host I/O by epoll. Sockets are registered once, edge-triggered, and read or written until they would wait; files that are
 * only waited for (terminals, pipes) once per wait. What epoll refuses (regular files) is always ready.
 *
 * A receive that got less than it asked for has emptied the socket: the next one waits for an edge, without a system call.
 * After a hang-up there are no more edges, so then each one tries.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <stddef.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#include "ports/hosted/linux/io.h"

#define BATCH 128

enum state {
    REGISTERED = 1,
    READABLE = 2, /**< maybe */
    WRITABLE = 4, /**< maybe */
    HUNG_UP = 8,
    ALWAYS_READY = 16
};

static int epoll_fd = -1;

static int epoll_init(void)
{
    epoll_fd = epoll_create1(EPOLL_CLOEXEC);
    return epoll_fd < 0 ? -errno : 0;
}

static uint8_t ready_bit(enum host_direction direction)
{
    return direction == HOST_IN ? READABLE : WRITABLE;
}

static void clear(struct host_file *file, uint8_t bits)
{
    file->state = (uint8_t)(file->state & ~bits);
}

/** Register, or change what is waited for. @return 0 or -errno */
static int control(struct host_file *file, uint32_t events)
{
    int operation = (file->state & REGISTERED) != 0 ? EPOLL_CTL_MOD : EPOLL_CTL_ADD;
    struct epoll_event event = {.events = events, .data.ptr = file};
    if (epoll_ctl(epoll_fd, operation, file->fd, &event) != 0) {
        return -errno;
    }
    file->state |= REGISTERED;
    return 0;
}

/** One try, without waiting. @return result, or -EAGAIN */
static int32_t attempt(const struct host_file *file, enum host_direction direction)
{
    const struct host_op *op = &file->op[direction];
    ssize_t result = -1;
    switch ((enum host_kind)op->kind) {
    case HOST_RECEIVE: result = recv(file->fd, op->data, op->bytes, MSG_DONTWAIT); break;
    case HOST_SEND:
        result = send(file->fd, op->data, op->bytes, MSG_DONTWAIT | MSG_NOSIGNAL);
        break;
    case HOST_ACCEPT: result = accept4(file->fd, NULL, NULL, SOCK_CLOEXEC | SOCK_NONBLOCK); break;
    case HOST_READY:
    case HOST_NOTHING: return 0;
    }
    return result < 0 ? -errno : (int32_t)result;
}

/** Try an operation on a socket that may be ready for it. */
static void proceed(struct host_file *file, enum host_direction direction)
{
    const struct host_op op = file->op[direction];
    if (op.kind == HOST_NOTHING) {
        return;
    }
    int32_t result = attempt(file, direction);
    bool waits = result == -EAGAIN;
    bool emptied = op.kind == HOST_RECEIVE && result > 0 && (uint32_t)result < op.bytes;
    if (waits || (emptied && (file->state & HUNG_UP) == 0)) {
        clear(file, ready_bit(direction));
    }
    if (!waits) {
        host_io_done(file, direction, result);
    }
}

/** Wait until a socket is ready: edges come for both directions, from now on. */
static int watch_socket(struct host_file *file)
{
    if ((file->state & REGISTERED) != 0) {
        return 0;
    }
    file->state |= WRITABLE;
    return control(file, EPOLLIN | EPOLLOUT | EPOLLRDHUP | EPOLLET);
}

/** Wait until a terminal or the like is ready, once. */
static void watch_once(struct host_file *file)
{
    uint32_t events = EPOLLONESHOT;
    events |= file->op[HOST_IN].kind == HOST_READY ? EPOLLIN : 0u;
    events |= file->op[HOST_OUT].kind == HOST_READY ? EPOLLOUT : 0u;
    if (control(file, events) != 0) {
        file->state |= ALWAYS_READY;
    }
}

static void epoll_start(struct host_file *file, enum host_direction direction)
{
    if (file->op[direction].kind == HOST_READY) {
        watch_once(file);
        if ((file->state & ALWAYS_READY) != 0) {
            host_io_done(file, direction, 0);
        }
        return;
    }
    int result = watch_socket(file);
    if (result != 0) {
        host_io_done(file, direction, result);
    } else if ((file->state & ready_bit(direction)) != 0) {
        proceed(file, direction);
    }
}

static void epoll_cancel(struct host_file *file, enum host_direction direction)
{
    host_io_done(file, direction, -ECANCELED);
}

static bool epoll_forget(struct host_file *file)
{
    if ((file->state & REGISTERED) != 0) {
        (void)epoll_ctl(epoll_fd, EPOLL_CTL_DEL, file->fd, NULL);
    }
    file->state = 0;
    return true;
}

/** What was waited for once has come. */
static void once(struct host_file *file, uint32_t events)
{
    bool failed = (events & (EPOLLERR | EPOLLHUP)) != 0;
    bool in = (failed || (events & EPOLLIN) != 0) && file->op[HOST_IN].kind == HOST_READY;
    bool out = (failed || (events & EPOLLOUT) != 0) && file->op[HOST_OUT].kind == HOST_READY;
    if (in) {
        host_io_done(file, HOST_IN, 0);
    }
    if (out) {
        host_io_done(file, HOST_OUT, 0);
    }
    if (file->op[HOST_IN].kind == HOST_READY || file->op[HOST_OUT].kind == HOST_READY) {
        watch_once(file);
    }
}

static void edge(struct host_file *file, uint32_t events)
{
    if ((events & (EPOLLRDHUP | EPOLLHUP | EPOLLERR)) != 0) {
        file->state |= HUNG_UP | READABLE | WRITABLE;
    }
    file->state |= (events & EPOLLIN) != 0 ? READABLE : 0;
    file->state |= (events & EPOLLOUT) != 0 ? WRITABLE : 0;
    if ((file->state & READABLE) != 0) {
        proceed(file, HOST_IN);
    }
    if ((file->state & WRITABLE) != 0) {
        proceed(file, HOST_OUT);
    }
}

/** epoll_wait() in microseconds. */
static int wait(struct epoll_event *events, int64_t timeout_us)
{
    struct timespec time = {timeout_us / 1000000, timeout_us % 1000000 * 1000};
    int count = epoll_pwait2(epoll_fd, events, BATCH, timeout_us < 0 ? NULL : &time, NULL);
    if (count < 0 && errno == ENOSYS) {
        int64_t ms = timeout_us < 0 ? -1 : (timeout_us + 999) / 1000;
        count = epoll_wait(epoll_fd, events, BATCH, ms > 0x7fffffff ? 0x7fffffff : (int)ms);
    }
    return count;
}

static void epoll_poll(int64_t timeout_us)
{
    static struct epoll_event events[BATCH];
    int count = wait(events, timeout_us);
    for (int i = 0; i < count; i++) {
        struct host_file *file = events[i].data.ptr;
        bool waited = file->op[HOST_IN].kind == HOST_READY || file->op[HOST_OUT].kind == HOST_READY;
        if (waited) {
            once(file, events[i].events);
        } else {
            edge(file, events[i].events);
        }
    }
}

const struct host_io host_io_epoll = {
    .name = "epoll",
    .socket_flags = SOCK_NONBLOCK,
    .init = epoll_init,
    .start = epoll_start,
    .cancel = epoll_cancel,
    .forget = epoll_forget,
    .poll = epoll_poll,
};
