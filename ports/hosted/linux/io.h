/* SPDX-License-Identifier: MIT */
/**
 * I/O of the host, as completions: io_uring where the kernel allows it, epoll otherwise, behind one interface.
 *
 * A file has at most one operation under way in each direction. Each ends with one call of `done`, as an interrupt; with
 * epoll that may be from within host_io_start() or host_io_cancel(). `done` may stage and start, nothing else.
 */
#ifndef PORTS_HOSTED_LINUX_IO_H
#define PORTS_HOSTED_LINUX_IO_H

#include "ports/hosted/common/host.h"

enum host_direction { HOST_IN = 0, HOST_OUT = 1 };

enum host_kind {
    HOST_NOTHING = 0,
    HOST_READY,   /**< until it can be read, or written, without waiting. Result: 0 */
    HOST_RECEIVE, /**< HOST_IN, a socket. Result: bytes; 0: the other end has finished */
    HOST_ACCEPT,  /**< HOST_IN, a listening socket. Result: the connection's descriptor */
    HOST_SEND     /**< HOST_OUT, a socket. Result: bytes, maybe fewer than asked */
};

/** An operation under way. */
struct host_op {
    void *data;
    uint32_t bytes;
    uint8_t kind; /**< enum host_kind */
    uint8_t unused[3];
};

struct host_file;

/** @result  see enum host_kind; negative: -errno */
typedef void host_done_fn(
    struct host_file *file, enum host_direction direction, enum host_kind kind, int32_t result);

/** A descriptor that operations are started on. All zero but `done` and `fd` to begin with. */
struct host_file {
    struct host_op op[2]; /**< by direction */
    host_done_fn *done;
    int fd;
    uint8_t state; /**< the implementation's own, as is what follows */
    uint8_t held_count;
    uint16_t held;      /**< received, and not yet asked for: the first of held_count buffers */
    int16_t ended_with; /**< 0 or -errno: nothing more will be received */
};

/** Choose the implementation: LEVERET_IO=epoll|uring, or the best that works. Ends the process if what is forced does not. */
LEV_CTX(init)
void host_io_init(void);

/** "uring" or "epoll". */
LEV_CTX(any)
LEV_MUST_USE const char *host_io_name(void);

/** Flags for socket(): SOCK_NONBLOCK where the implementation needs it. */
LEV_CTX(any)
LEV_MUST_USE int host_io_socket_flags(void);

/** Start an operation; none may be under way in its direction. Between host_enter() and host_leave(). */
LEV_CTX(service)
void host_io_start(
    struct host_file *file,
    enum host_direction direction,
    enum host_kind kind,
    void *data,
    uint32_t bytes);

/** Ask an operation, if one is under way, to end: with -ECANCELED, or with what it had already come to. */
LEV_CTX(service)
void host_io_cancel(struct host_file *file, enum host_direction direction);

/**
 * Before its descriptor is closed, when no operation is under way.
 *
 * @return  true: the file is no longer known. false: soon; `done` is called with HOST_NOTHING when it is
 */
LEV_CTX(service)
LEV_MUST_USE bool host_io_forget(struct host_file *file);

/** Complete what has come to an end. @timeout_us  0: do not wait; -1: until something comes, or a signal */
LEV_CTX(isr)
void host_io_poll(int64_t timeout_us);

/** One implementation. */
struct host_io {
    const char *name;
    int socket_flags;
    int (*init)(void); /**< 0 or -errno */
    void (*start)(struct host_file *file, enum host_direction direction);
    void (*cancel)(struct host_file *file, enum host_direction direction);
    bool (*forget)(struct host_file *file);
    void (*poll)(int64_t timeout_us);
};

extern const struct host_io host_io_epoll;
extern const struct host_io host_io_uring;

/** For implementations: an operation has ended. */
LEV_CTX(isr)
static inline void
host_io_done(struct host_file *file, enum host_direction direction, int32_t result)
{
    enum host_kind kind = (enum host_kind)file->op[direction].kind;
    file->op[direction].kind = HOST_NOTHING;
    file->done(file, direction, kind, result);
}

#endif
