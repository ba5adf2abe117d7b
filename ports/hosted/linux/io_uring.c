/* SPDX-License-Identifier: MIT */
/**
 * Host I/O by io_uring: operations collect in the submission ring and go to the kernel with the wait at the end of a turn,
 * one system call for all of them. A look without waiting enters the kernel only if there is something to do for it.
 *
 * Completions are worked on only when we ask (DEFER_TASKRUN), so the program is never interrupted for them.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <liburing.h>
#include <poll.h>
#include <sys/socket.h>

#include "ports/hosted/linux/io.h"

#define SUBMISSIONS 1024u
#define COMPLETIONS 8192u

static struct io_uring ring;

/** Flags of a receive: wait first, for after an answer nothing has come yet. Kernels that know DEFER_TASKRUN know it. */
static uint16_t receive_flags;

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
    receive_flags = (ring.flags & IORING_SETUP_DEFER_TASKRUN) != 0 ? IORING_RECVSEND_POLL_FIRST : 0;
    if (result == 0 && (ring.features & IORING_FEAT_NODROP) == 0) {
        io_uring_queue_exit(&ring);
        return -ENOSYS; /* a completion could get lost */
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

/** A file's address is even: its lowest bit is the direction. */
static uint64_t name_of(const struct host_file *file, enum host_direction direction)
{
    return (uint64_t)(uintptr_t)file | (uint64_t)direction;
}

static void uring_start(struct host_file *file, enum host_direction direction)
{
    const struct host_op *op = &file->op[direction];
    struct io_uring_sqe *entry = next_submission();
    switch ((enum host_kind)op->kind) {
    case HOST_RECEIVE:
        io_uring_prep_recv(entry, file->fd, op->data, op->bytes, 0);
        entry->ioprio = receive_flags;
        break;
    case HOST_SEND:
        io_uring_prep_send(entry, file->fd, op->data, op->bytes, MSG_NOSIGNAL);
        break;
    case HOST_ACCEPT:
        io_uring_prep_accept(entry, file->fd, NULL, NULL, SOCK_CLOEXEC);
        break;
    case HOST_READY:
    case HOST_NOTHING:
        io_uring_prep_poll_add(entry, file->fd, direction == HOST_IN ? POLLIN : POLLOUT);
        break;
    }
    io_uring_sqe_set_data64(entry, name_of(file, direction));
}

static void uring_cancel(struct host_file *file, enum host_direction direction)
{
    struct io_uring_sqe *entry = next_submission();
    io_uring_prep_cancel64(entry, name_of(file, direction), 0);
    io_uring_sqe_set_data64(entry, 0);
}

static void uring_forget(struct host_file *file)
{
    (void)file;
}

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

static void complete(const struct io_uring_cqe *entry)
{
    uint64_t name = entry->user_data;
    if (name == 0) {
        return; /* of a cancel */
    }
    struct host_file *file = (struct host_file *)(uintptr_t)(name & ~(uint64_t)1);
    enum host_direction direction = (enum host_direction)(name & 1);
    int32_t result = entry->res;
    if (file->op[direction].kind == HOST_READY && result > 0) {
        result = 0;
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
