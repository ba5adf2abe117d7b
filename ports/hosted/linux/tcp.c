/* SPDX-License-Identifier: MIT */
/**
 * TCP over the host's sockets. A slot is a listener or a connection; each has at most one operation a direction.
 *
 * A report that finds the net node's ring full waits in a queue of its own and goes in when the node has made room, in
 * order: none is lost. A slot has at most five reports outstanding (connected, received, sent, accepted, closed), which is
 * the size of that queue.
 *
 * Closing asks what is pending to end, and closes the descriptor when it has. quiesce() waits for that: after it no
 * buffer is touched, io_uring's included.
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include <lev/tables.h>

#include "ports/device/tcp.h"
#include "ports/hosted/linux/io.h"
#include "ports/hosted/linux/machine.h"

#define REPORTS_PER_SLOT 5u

/** Unread bytes that are thrown away before a close, so that the other end can still read our last ones. */
#define DISCARD_BYTES_MAX 262144u

enum slot_state {
    SLOT_FREE,
    SLOT_PROMISED, /**< to an accept under way */
    SLOT_LISTENING,
    SLOT_CONNECTING,
    SLOT_OPEN
};

struct slot {
    struct host_file file;
    uint16_t accept_into; /**< a listener's: where the connection goes */
    uint8_t state;        /**< enum slot_state */
    bool closing;
    bool forgetting; /**< the implementation of I/O still knows its file */
};

static struct slot *slots;
static uint16_t slot_count;
static const struct lev_source *net;
static bool quiescing; /**< nobody wants reports */

static struct device_tcp_report *queue; /**< reports that found no room */
static uint32_t queue_head, queue_tail;

/* ---- Reports ------------------------------------------------------------------------------------------- */

/** Stage what waits, as far as there is room. Between host_isr_begin() and host_isr_end(). */
static bool flush(void)
{
    bool any = false;
    while (queue_head != queue_tail && host_stage_room(net) >= sizeof *queue) {
        (void)core_isr_stage(
            net, &queue[queue_head++ % (slot_count * REPORTS_PER_SLOT)], sizeof *queue);
        any = true;
    }
    return any;
}

static bool before_sleep(void)
{
    if (queue_head == queue_tail) {
        return false;
    }
    struct host_isr before = host_isr_begin();
    bool any = flush();
    host_isr_end(before);
    return any;
}

static void report(const struct slot *slot, enum device_tcp_kind kind, lev_result result)
{
    if (quiescing) {
        return;
    }
    queue[queue_tail++ % (slot_count * REPORTS_PER_SLOT)] = (struct device_tcp_report){
        .slot = (uint16_t)(slot - slots), .kind = (uint8_t)kind, .result = result};
    struct host_isr before = host_isr_begin();
    (void)flush();
    host_isr_end(before);
}

/** -errno in the numbers that every port has. */
static lev_result to_result(int32_t result)
{
    switch (-result) {
    case ECANCELED: return LEV_E_CANCELED;
    case ECONNREFUSED:
    case ECONNRESET:
    case ECONNABORTED:
    case EPIPE:
    case ENOTCONN: return LEV_E_CLOSED;
    case ETIMEDOUT: return LEV_E_TIMEOUT;
    case EADDRINUSE: return LEV_E_BUSY;
    case ENOMEM:
    case ENOBUFS:
    case EMFILE:
    case ENFILE: return LEV_E_NOMEM;
    default: return result < 0 ? (lev_result)LEV_E_IO : result;
    }
}

/* ---- Slots --------------------------------------------------------------------------------------------- */

/** The slot, if it is in this state. */
static struct slot *slot_in(uint16_t number, enum slot_state state)
{
    if (number >= slot_count || slots[number].state != state || slots[number].closing) {
        return NULL;
    }
    return &slots[number];
}

static bool is_pending(const struct slot *slot)
{
    return slot->file.op[HOST_IN].kind != HOST_NOTHING
           || slot->file.op[HOST_OUT].kind != HOST_NOTHING;
}

/** Close with unread input and the other end may lose what we sent last: say that we are done, throw the input away. */
static void discard_input(int fd)
{
    (void)shutdown(fd, SHUT_WR);
    for (uint32_t bytes = 0; bytes < DISCARD_BYTES_MAX;) {
        ssize_t count = recv(fd, NULL, 65536, MSG_DONTWAIT | MSG_TRUNC);
        if (count <= 0) {
            return;
        }
        bytes += (uint32_t)count;
    }
}

/** If nothing is pending any more, the closing slot is free: now, or when its file is no longer known. */
static void finish_close(struct slot *slot)
{
    if (!slot->closing || is_pending(slot)) {
        return;
    }
    if (slot->file.fd >= 0) {
        slot->forgetting = !slot->forgetting && !host_io_forget(&slot->file);
        if (slot->forgetting) {
            return;
        }
        if (slot->state == SLOT_OPEN && !quiescing) {
            discard_input(slot->file.fd);
        }
        close(slot->file.fd);
    }
    slot->file.fd = -1;
    slot->state = SLOT_FREE;
    slot->closing = false;
    report(slot, DEVICE_TCP_CLOSED, LEV_OK);
}

static void close_slot(struct slot *slot)
{
    slot->closing = true;
    if (slot->forgetting) {
        return;
    }
    host_io_cancel(&slot->file, HOST_IN);
    host_io_cancel(&slot->file, HOST_OUT);
    finish_close(slot);
}

/* ---- What has ended -------------------------------------------------------------------------------------- */

/** A connection has come, or not. */
static void accepted(struct slot *listener, int32_t result)
{
    struct slot *slot = &slots[listener->accept_into];
    if (slot->state != SLOT_PROMISED || slot->closing || listener->closing) {
        if (result >= 0) {
            close(result);
            result = -ECANCELED;
        }
    }
    if (result < 0) {
        slot->state = slot->state == SLOT_PROMISED ? SLOT_FREE : slot->state;
        report(listener, DEVICE_TCP_ACCEPTED, to_result(result));
        return;
    }
    slot->file = (struct host_file){.done = slot->file.done, .fd = result};
    slot->state = SLOT_OPEN;
    report(listener, DEVICE_TCP_ACCEPTED, (lev_result)(slot - slots));
}

/** The handshake has ended; from here on the socket is waited for in another way. */
static void connected(struct slot *slot, int32_t result)
{
    int error = 0;
    socklen_t bytes = sizeof error;
    if (result >= 0 && getsockopt(slot->file.fd, SOL_SOCKET, SO_ERROR, &error, &bytes) == 0) {
        result = -error;
    }
    if (!slot->closing && host_io_forget(&slot->file)) {
        slot->state = result == 0 ? SLOT_OPEN : SLOT_FREE;
        if (result == 0) {
            (void)fcntl(slot->file.fd, F_SETFL, host_io_socket_flags());
        } else {
            close(slot->file.fd);
            slot->file.fd = -1;
        }
    }
    report(slot, DEVICE_TCP_CONNECTED, to_result(result));
}

static void
on_done(struct host_file *file, enum host_direction direction, enum host_kind kind, int32_t result)
{
    struct slot *slot = (struct slot *)(void *)file;
    (void)direction;
    switch (kind) {
    case HOST_ACCEPT: accepted(slot, result); break;
    case HOST_READY: connected(slot, result); break;
    case HOST_RECEIVE: report(slot, DEVICE_TCP_RECEIVED, to_result(result)); break;
    case HOST_SEND: report(slot, DEVICE_TCP_SENT, to_result(result)); break;
    case HOST_NOTHING: break;
    }
    finish_close(slot);
}

/* ---- The device ---------------------------------------------------------------------------------------- */

/** Memory for so many slots. */
static lev_result make_slots(uint16_t count)
{
    if (count != slot_count) {
        free(slots);
        free(queue);
        slot_count = 0;
        slots = calloc(count, sizeof *slots);
        queue = calloc((size_t)count * REPORTS_PER_SLOT, sizeof *queue);
        if (slots == NULL || queue == NULL) {
            return LEV_E_NOMEM;
        }
        slot_count = count;
    }
    for (uint16_t i = 0; i < count; i++) {
        slots[i] = (struct slot){.file = {.done = on_done, .fd = -1}};
    }
    queue_head = queue_tail = 0;
    return LEV_OK;
}

lev_result device_tcp_open(const struct lev_source *source, uint16_t count)
{
    if (count == 0 || host_stage_room(source) < sizeof(struct device_tcp_report)) {
        return LEV_E_RANGE;
    }
    device_tcp_quiesce();
    host_enter();
    net = source;
    linux_before_sleep = before_sleep;
    lev_result result = make_slots(count);
    host_leave();
    return result;
}

void device_tcp_quiesce(void)
{
    host_enter();
    quiescing = true;
    for (uint16_t i = 0; i < slot_count; i++) {
        if (slots[i].state != SLOT_FREE) {
            close_slot(&slots[i]);
        }
    }
    for (uint16_t i = 0; i < slot_count; i++) {
        while (is_pending(&slots[i]) || slots[i].forgetting) {
            struct host_isr before = host_isr_begin();
            host_io_poll(-1);
            host_isr_end(before);
        }
    }
    queue_head = queue_tail = 0;
    quiescing = false;
    host_leave();
}

static struct sockaddr_in to_host(struct lev_address address)
{
    return (struct sockaddr_in){
        .sin_family = AF_INET,
        .sin_port = htons(address.port),
        .sin_addr.s_addr = htonl(address.host)};
}

/** A socket that sends at once what it is given. @return descriptor or -errno */
static int new_socket(int flags)
{
    int on = 1;
    int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC | flags, 0);
    if (fd < 0) {
        return -errno;
    }
    (void)setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    return fd;
}

/** Bind and listen. @return the port or -errno */
static int listen_on(int fd, struct lev_address address, uint16_t backlog)
{
    struct sockaddr_in at = to_host(address);
    socklen_t bytes = sizeof at;
    int on = 1;
    (void)setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
    if (bind(fd, (const struct sockaddr *)&at, sizeof at) != 0 || listen(fd, backlog) != 0
        || getsockname(fd, (struct sockaddr *)&at, &bytes) != 0) {
        return -errno;
    }
    return ntohs(at.sin_port);
}

static lev_result open_listener(struct slot *slot, struct lev_address address, uint16_t backlog)
{
    int fd = new_socket(host_io_socket_flags());
    if (fd < 0) {
        return to_result(fd);
    }
    int port = listen_on(fd, address, backlog);
    if (port < 0) {
        close(fd);
        return to_result(port);
    }
    slot->file = (struct host_file){.done = on_done, .fd = fd};
    slot->state = SLOT_LISTENING;
    return port;
}

lev_result device_tcp_listen(uint16_t number, struct lev_address address, uint16_t backlog)
{
    host_enter();
    struct slot *slot = slot_in(number, SLOT_FREE);
    lev_result result =
        slot == NULL ? (lev_result)LEV_E_BUSY : open_listener(slot, address, backlog);
    host_leave();
    return result;
}

lev_result device_tcp_accept(uint16_t listener_number, uint16_t number)
{
    lev_result result = LEV_E_BUSY;
    host_enter();
    struct slot *listener = slot_in(listener_number, SLOT_LISTENING);
    struct slot *slot = slot_in(number, SLOT_FREE);
    if (listener != NULL && slot != NULL && !is_pending(listener)) {
        listener->accept_into = number;
        slot->state = SLOT_PROMISED;
        host_io_start(&listener->file, HOST_IN, HOST_ACCEPT, NULL, 0);
        result = LEV_OK;
    }
    host_leave();
    return result;
}

/** Begin the handshake; the socket can be written when it has ended. */
static lev_result begin_connect(struct slot *slot, struct lev_address address)
{
    struct sockaddr_in to = to_host(address);
    int fd = new_socket(SOCK_NONBLOCK);
    if (fd < 0) {
        return to_result(fd);
    }
    if (connect(fd, (const struct sockaddr *)&to, sizeof to) != 0 && errno != EINPROGRESS) {
        int error = errno;
        close(fd);
        return to_result(-error);
    }
    slot->file = (struct host_file){.done = on_done, .fd = fd};
    slot->state = SLOT_CONNECTING;
    host_io_start(&slot->file, HOST_OUT, HOST_READY, NULL, 0);
    return LEV_OK;
}

lev_result device_tcp_connect(uint16_t number, struct lev_address address)
{
    host_enter();
    struct slot *slot = slot_in(number, SLOT_FREE);
    lev_result result = slot == NULL ? (lev_result)LEV_E_BUSY : begin_connect(slot, address);
    host_leave();
    return result;
}

/** Start one direction of an open connection. */
static lev_result start(
    uint16_t number, enum host_direction direction, enum host_kind kind, void *data, uint32_t bytes)
{
    lev_result result = LEV_E_CLOSED;
    host_enter();
    struct slot *slot = slot_in(number, SLOT_OPEN);
    if (slot != NULL && slot->file.op[direction].kind != HOST_NOTHING) {
        result = LEV_E_BUSY;
    } else if (slot != NULL) {
        host_io_start(&slot->file, direction, kind, data, bytes);
        result = LEV_OK;
    }
    host_leave();
    return result;
}

lev_result device_tcp_receive(uint16_t slot, void *data, uint32_t bytes)
{
    return bytes == 0 ? (lev_result)LEV_E_RANGE : start(slot, HOST_IN, HOST_RECEIVE, data, bytes);
}

lev_result device_tcp_send(uint16_t slot, const void *data, uint32_t bytes)
{
    /* the one interface for both directions takes it back as not constant; a send only reads */
    return start(slot, HOST_OUT, HOST_SEND, (void *)(uintptr_t)data, bytes);
}

void device_tcp_cancel(uint16_t number, uint8_t kind)
{
    host_enter();
    if (number < slot_count) {
        struct slot *slot = &slots[number];
        enum host_direction direction = kind == DEVICE_TCP_SENT ? HOST_OUT : HOST_IN;
        host_io_cancel(&slot->file, direction);
    }
    host_leave();
}

void device_tcp_close(uint16_t number)
{
    host_enter();
    if (number < slot_count && slots[number].state == SLOT_FREE) {
        report(&slots[number], DEVICE_TCP_CLOSED, LEV_OK); /* a connect had failed */
    } else if (number < slot_count && !slots[number].closing) {
        close_slot(&slots[number]);
    }
    host_leave();
}
