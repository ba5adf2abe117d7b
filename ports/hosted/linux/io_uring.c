/* SPDX-License-Identifier: MIT */
/**
 * Host I/O by io_uring: operations collect in the submission ring and go to the kernel with the wait at the end of a turn,
 * one system call for all of them. A look without waiting enters the kernel only if there is something to do for it.
 *
 * Completions are worked on only when we ask (DEFER_TASKRUN), so the program is never interrupted for them.
 *
 * Receiving. Where the kernel knows it, one submission receives for as long as a connection lives (multishot), into
 * buffers of ours, from which bytes are copied to where they are asked for: a copy costs less than a submission. What comes
 * before it is asked for is held; a connection that holds HELD_MAX buffers stops receiving until it is asked again, and
 * when no buffer is left one receive goes straight to where it was asked for. So a slow reader slows its peer, as it must.
 *
 * Kernels (6.18 among them) lose the end of a connection that comes right behind data, and the multishot receive then
 * waits for ever. So each connection also waits for its hang-up: then the stream is stopped, and what is left is
 * received directly.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <liburing.h>
#include <poll.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>

#include "ports/hosted/linux/io.h"

#define SUBMISSIONS 1024u
#define COMPLETIONS 8192u

static struct io_uring ring;

enum { BUFFER_BYTES = 2048, BUFFER_GROUP = 0, HELD_MAX = 4 };
#define BUFFERS ((uint16_t)512)

/** struct host_file.state */
enum state {
    ARMED = 1,    /**< a multishot receive is under way */
    STOPPING = 2, /**< … and asked to end */
    DIRECT = 4,   /**< a receive into the asker's memory is under way */
    ENDED = 8,    /**< no more will come: the other end has finished */
    FORGETTING = 16,
    WATCHED = 32, /**< a hang-up is waited for */
    HUNG_UP = 64
};

/** Lowest bits of a submission's name: files are aligned to 8. */
enum tag { TAG_IN = HOST_IN, TAG_OUT = HOST_OUT, TAG_STREAM = 2, TAG_HANG_UP = 3 };

static struct io_uring_buf_ring *buffer_ring; /* NULL: no multishot receive here */
static uint8_t (*buffers)[BUFFER_BYTES];
static struct {
    uint16_t next, from, to; /* of a buffer that is held: what is left of it */
} held[BUFFERS];

/* ---- Buffers of ours ------------------------------------------------------------------------------------ */

static void give_buffer(uint16_t number)
{
    io_uring_buf_ring_add(
        buffer_ring, buffers[number], BUFFER_BYTES, number, io_uring_buf_ring_mask(BUFFERS), 0);
    io_uring_buf_ring_advance(buffer_ring, 1);
}

/** Buffers, and the ring by which the kernel takes them. Without memory for them, or leave, there is no multishot. */
static void buffers_init(void)
{
    size_t ring_bytes = BUFFERS * sizeof(struct io_uring_buf);
    size_t bytes = (size_t)BUFFERS * BUFFER_BYTES;
    void *memory =
        mmap(NULL, ring_bytes + bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    struct io_uring_buf_reg registration = {
        .ring_addr = (uintptr_t)memory, .ring_entries = BUFFERS, .bgid = BUFFER_GROUP};
    if (memory == MAP_FAILED || io_uring_register_buf_ring(&ring, &registration, 0) != 0) {
        return;
    }
    buffer_ring = memory;
    buffers = (uint8_t(*)[BUFFER_BYTES])(void *)((uint8_t *)memory + ring_bytes);
    io_uring_buf_ring_init(buffer_ring);
    for (uint16_t i = 0; i < BUFFERS; i++) {
        give_buffer(i);
    }
}

/** Keep a filled buffer for the file, last. */
static void hold(struct host_file *file, uint16_t number, uint16_t bytes)
{
    uint16_t *link = &file->held;
    for (uint8_t i = 0; i < file->held_count; i++) {
        link = &held[*link].next;
    }
    *link = number;
    held[number].from = 0;
    held[number].to = bytes;
    file->held_count++;
}

/** The first buffer of the file is used up, or unwanted. */
static void drop_first(struct host_file *file)
{
    uint16_t number = file->held;
    file->held = held[number].next;
    file->held_count--;
    give_buffer(number);
}

/** Copy what is held to where it was asked for. @return bytes */
static int32_t take_held(struct host_file *file)
{
    const struct host_op *op = &file->op[HOST_IN];
    uint8_t *to = op->data;
    uint32_t left = op->bytes;
    while (left != 0 && file->held_count != 0) {
        uint16_t number = file->held;
        uint32_t count = (uint32_t)held[number].to - held[number].from;
        count = count < left ? count : left;
        memcpy(to, buffers[number] + held[number].from, count);
        held[number].from = (uint16_t)(held[number].from + count);
        to += count;
        left -= count;
        if (held[number].from == held[number].to) {
            drop_first(file);
        }
    }
    return (int32_t)(op->bytes - left);
}

/* ---- Submissions ---------------------------------------------------------------------------------------- */

/** The best set of flags that this kernel knows. */
static int uring_init(void)
{
    static const unsigned flags[] = {
        IORING_SETUP_SINGLE_ISSUER | IORING_SETUP_DEFER_TASKRUN | IORING_SETUP_TASKRUN_FLAG,
        IORING_SETUP_COOP_TASKRUN | IORING_SETUP_TASKRUN_FLAG,
        0,
    };
    int result = -ENOSYS;
    for (unsigned i = 0; i < sizeof flags / sizeof *flags; i++) {
        struct io_uring_params params = {
            .flags = flags[i] | IORING_SETUP_CQSIZE | IORING_SETUP_CLAMP,
            .cq_entries = COMPLETIONS};
        result = io_uring_queue_init_params(SUBMISSIONS, &ring, &params);
        if (result != -EINVAL) {
            break;
        }
    }
    if (result == 0 && (ring.features & IORING_FEAT_NODROP) == 0) {
        io_uring_queue_exit(&ring);
        return -ENOSYS; /* a completion could get lost */
    }
    if (result == 0 && (ring.flags & IORING_SETUP_DEFER_TASKRUN) != 0) {
        buffers_init(); /* a kernel that knows the one knows the other */
    }
    return result;
}

static struct io_uring_sqe *next_submission(void)
{
    struct io_uring_sqe *entry = io_uring_get_sqe(&ring);
    while (entry == NULL) {
        (void)io_uring_submit(&ring);
        entry = io_uring_get_sqe(&ring);
    }
    return entry;
}

static uint64_t name_of(const struct host_file *file, enum tag tag)
{
    return (uint64_t)(uintptr_t)file | (uint64_t)tag;
}

static void cancel_named(uint64_t name)
{
    struct io_uring_sqe *entry = next_submission();
    io_uring_prep_cancel64(entry, name, 0);
    io_uring_sqe_set_data64(entry, 0);
}

/** Receive once, into the asker's memory. */
static void receive_directly(struct host_file *file)
{
    const struct host_op *op = &file->op[HOST_IN];
    struct io_uring_sqe *entry = next_submission();
    io_uring_prep_recv(entry, file->fd, op->data, op->bytes, 0);
    io_uring_sqe_set_data64(entry, name_of(file, TAG_IN));
    file->state |= DIRECT;
}

/** Wait for the connection's end, apart from its data. */
static void watch_hang_up(struct host_file *file)
{
    struct io_uring_sqe *entry = next_submission();
    io_uring_prep_poll_add(entry, file->fd, POLLRDHUP);
    io_uring_sqe_set_data64(entry, name_of(file, TAG_HANG_UP));
    file->state |= WATCHED;
}

/** Receive from now on, into buffers of ours. */
static void receive_stream(struct host_file *file)
{
    if ((file->state & WATCHED) == 0) {
        watch_hang_up(file);
    }
    struct io_uring_sqe *entry = next_submission();
    io_uring_prep_recv_multishot(entry, file->fd, NULL, 0, 0);
    entry->flags |= IOSQE_BUFFER_SELECT;
    entry->buf_group = BUFFER_GROUP;
    entry->ioprio |= IORING_RECVSEND_POLL_FIRST;
    io_uring_sqe_set_data64(entry, name_of(file, TAG_STREAM));
    file->state |= ARMED;
}

/** In the way that is good now. */
static void receive(struct host_file *file)
{
    if (buffer_ring == NULL || (file->state & HUNG_UP) != 0) {
        receive_directly(file);
    } else {
        receive_stream(file);
    }
}

static void start_receive(struct host_file *file)
{
    if (file->held_count != 0) {
        host_io_done(file, HOST_IN, take_held(file));
    } else if ((file->state & ENDED) != 0) {
        host_io_done(file, HOST_IN, file->ended_with);
    } else if ((file->state & ARMED) == 0) {
        receive(file);
    }
}

static void uring_start(struct host_file *file, enum host_direction direction)
{
    const struct host_op *op = &file->op[direction];
    if (op->kind == HOST_RECEIVE) {
        start_receive(file);
        return;
    }
    struct io_uring_sqe *entry = next_submission();
    if (op->kind == HOST_SEND) {
        io_uring_prep_send(entry, file->fd, op->data, op->bytes, MSG_NOSIGNAL);
    } else if (op->kind == HOST_ACCEPT) {
        io_uring_prep_accept(entry, file->fd, NULL, NULL, SOCK_CLOEXEC);
    } else {
        io_uring_prep_poll_add(entry, file->fd, direction == HOST_IN ? POLLIN : POLLOUT);
    }
    io_uring_sqe_set_data64(entry, name_of(file, direction == HOST_IN ? TAG_IN : TAG_OUT));
}

static void stop_stream(struct host_file *file)
{
    if ((file->state & (ARMED | STOPPING)) == ARMED) {
        file->state |= STOPPING;
        cancel_named(name_of(file, TAG_STREAM));
    }
}

static void uring_cancel(struct host_file *file, enum host_direction direction)
{
    if (file->op[direction].kind == HOST_RECEIVE && (file->state & DIRECT) == 0) {
        host_io_done(file, direction, -ECANCELED); /* the stream goes on into our own buffers */
    } else {
        cancel_named(name_of(file, direction == HOST_IN ? TAG_IN : TAG_OUT));
    }
}

static bool uring_forget(struct host_file *file)
{
    while (file->held_count != 0) {
        drop_first(file);
    }
    if ((file->state & (ARMED | WATCHED)) == 0) {
        file->state = 0;
        return true;
    }
    if ((file->state & FORGETTING) == 0) {
        file->state |= FORGETTING;
        stop_stream(file);
        cancel_named(name_of(file, TAG_HANG_UP));
    }
    return false;
}

/* ---- Completions ---------------------------------------------------------------------------------------- */

/** Submit, and let the kernel complete. */
static void enter(int64_t timeout_us)
{
    if (timeout_us != 0) {
        struct __kernel_timespec time = {timeout_us / 1000000, timeout_us % 1000000 * 1000};
        struct io_uring_cqe *first = NULL;
        (void)io_uring_submit_and_wait_timeout(
            &ring, &first, 1, timeout_us < 0 ? NULL : &time, NULL);
    } else if (io_uring_sq_ready(&ring) != 0) {
        (void)io_uring_submit_and_get_events(&ring);
    } else if (
        (IO_URING_READ_ONCE(*ring.sq.kflags) & (IORING_SQ_TASKRUN | IORING_SQ_CQ_OVERFLOW)) != 0) {
        (void)io_uring_get_events(&ring);
    }
}

/** Something that was waited for when the file was to be forgotten has ended; the last of it says so. */
static void forget_on(struct host_file *file)
{
    if (uring_forget(file)) {
        file->done(file, HOST_IN, HOST_NOTHING, 0);
    }
}

/** The stream has ended: at the end of the connection, because it was asked to, or for want of buffers. */
static void stream_ended(struct host_file *file, int32_t result)
{
    file->state = (uint8_t)(file->state & ~(ARMED | STOPPING));
    if ((file->state & FORGETTING) != 0) {
        forget_on(file);
        return;
    }
    bool stopped = result == -ECANCELED || result == -ENOBUFS || result > 0;
    if (!stopped) {
        file->state |= ENDED;
        file->ended_with = (int16_t)result;
    }
    if (file->op[HOST_IN].kind != HOST_RECEIVE) {
        return;
    }
    if (!stopped) {
        host_io_done(file, HOST_IN, result);
    } else if (result == -ENOBUFS) {
        receive_directly(file);
    } else {
        receive(file);
    }
}

/** The connection has ended, or will soon: no multishot receive any more. */
static void hung_up(struct host_file *file)
{
    file->state = (uint8_t)((file->state & ~WATCHED) | HUNG_UP);
    if ((file->state & FORGETTING) != 0) {
        forget_on(file);
    } else {
        stop_stream(file);
    }
}

/** A stream has brought something. */
static void complete_stream(struct host_file *file, const struct io_uring_cqe *entry)
{
    uint16_t number = (uint16_t)(entry->flags >> IORING_CQE_BUFFER_SHIFT);
    if (entry->res <= 0 && (entry->flags & IORING_CQE_F_BUFFER) != 0) {
        give_buffer(number);
    } else if (entry->res > 0) {
        hold(file, number, (uint16_t)entry->res);
        if (file->op[HOST_IN].kind == HOST_RECEIVE) {
            host_io_done(file, HOST_IN, take_held(file));
        } else if (file->held_count >= HELD_MAX) {
            stop_stream(file);
        }
    }
    if ((entry->flags & IORING_CQE_F_MORE) == 0) {
        stream_ended(file, entry->res);
    }
}

static void complete(const struct io_uring_cqe *entry)
{
    uint64_t name = entry->user_data;
    if (name == 0) {
        return; /* of a cancel */
    }
    struct host_file *file = (struct host_file *)(uintptr_t)(name & ~(uint64_t)7);
    enum tag tag = (enum tag)(name & 7);
    if (tag == TAG_STREAM) {
        complete_stream(file, entry);
        return;
    }
    if (tag == TAG_HANG_UP) {
        hung_up(file);
        return;
    }
    enum host_direction direction = tag == TAG_IN ? HOST_IN : HOST_OUT;
    int32_t result = entry->res;
    if (file->op[direction].kind == HOST_READY && result > 0) {
        result = 0;
    }
    if (direction == HOST_IN) {
        file->state = (uint8_t)(file->state & ~DIRECT);
    }
    host_io_done(file, direction, result);
}

static void uring_poll(int64_t timeout_us)
{
    enter(timeout_us);
    struct io_uring_cqe *entry = NULL;
    unsigned head = 0;
    unsigned count = 0;
    io_uring_for_each_cqe(&ring, head, entry)
    {
        complete(entry);
        count++;
    }
    io_uring_cq_advance(&ring, count);
}

const struct host_io host_io_uring = {
    .name = "uring",
    .init = uring_init,
    .start = uring_start,
    .cancel = uring_cancel,
    .forget = uring_forget,
    .poll = uring_poll,
};
