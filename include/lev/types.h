/* SPDX-License-Identifier: MIT */
/**
 * Types that every API group shares: results, handles, events, time.
 *
 * All of them are plain data without addresses, so that a node's state can be copied, logged and moved.
 */
#ifndef LEV_TYPES_H
#define LEV_TYPES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
#define LEV_BEGIN_DECLS                   extern "C" {
#define LEV_END_DECLS                     }
#define LEV_NORETURN                      [[noreturn]]
#define LEV_STATIC_ASSERT(condition, why) static_assert(condition, why)
#else
#define LEV_BEGIN_DECLS
#define LEV_END_DECLS
#define LEV_NORETURN                      __attribute__((noreturn)) /* cppcheck knows no _Noreturn */
#define LEV_STATIC_ASSERT(condition, why) _Static_assert(condition, why)
#endif

#define LEV_MUST_USE __attribute__((warn_unused_result))

/**
 * Who may call a function: any of init, handler, isr, service, any. Read by the checks, empty for the compiler.
 *
 * init: before the first dispatch. handler: from a node's handler. isr: from an interrupt. service: from the
 * handler of a driver or service node. any: everywhere.
 */
#define LEV_CTX(...)

/** Zero or positive: a value. Negative: an error from error.h. */
typedef int32_t lev_result;

/**
 * A thing that this node may name: a link to another node, an op, a timer, a buffer, a stream.
 *
 * Node-local: index + generation, allocated in node order; the same number means something else in another
 * node. Never negative, never an address. A link declared by the deployment is its plain index 0, 1, 2 …
 */
typedef int32_t lev_handle;

/** No handle. */
#define LEV_NO_HANDLE ((lev_handle)-1)

/**
 * What kind of thing a handle names: bits 28 to 30. Bits 0 to 15 are the index, 16 to 27 the generation; a buffer's
 * generation has 8 bits. An event's `arg` has room for it and 8 bits of the index: blocks that come with events use a node's
 * first 255 handles, see lev_event_buf().
 */
enum {
    LEV__HANDLE_LINK = 0x00000000,
    LEV__HANDLE_OP = 0x10000000,
    LEV__HANDLE_BUF = 0x20000000,
    LEV__HANDLE_TIMER = 0x30000000,
    LEV__HANDLE_OBJECT = 0x40000000,
    LEV__HANDLE_MEM = 0x50000000
};

/** Microseconds: a point in time since the node's kernel started, or a duration. */
typedef int64_t lev_time;

/* clang-format off */
#define LEV_US(n) ((lev_time)(n))
#define LEV_MS(n) ((lev_time)(n) * 1000)
#define LEV_S(n)  ((lev_time)(n) * 1000000)
/* clang-format on */

/**
 * An event: the value that is dispatched to a node. Four bytes, passed by value.
 *
 * `id` says what happened, `arg` belongs to the id. Ids below LEV_EVENT_USER come from the system alone;
 * ids with LEV_EVENT_BUFFER set carry a buffer, whose handle lev_event_buf() tells (see buf.h).
 */
struct lev_event {
    uint16_t id;
    uint16_t arg;
} __attribute__((aligned(4))); /* so that it is one word wherever it is */

/** Ids that the system delivers. A component's own ids begin at LEV_EVENT_USER. */
enum {
    LEV_EVENT_START = 1,  /**< first event of a node's life; arg = enum lev_start_reason */
    LEV_EVENT_STAGED = 2, /**< driver: an interrupt source has data; arg = its number in the node */
    LEV_EVENT_REQUEST = 3, /**< service: an op was started on this node; arg = its record */
    LEV_EVENT_CANCEL = 4,  /**< service: the client wants this op to end; arg = its record */
    LEV_EVENT_ORPHANS = 5, /**< service: a client's life is over: drop the objects of ended lives */
    LEV_EVENT_USER = 16,
    LEV_EVENT_BUFFER = 0x8000
};

/** Why LEV_EVENT_START came. Whatever the reason, the state block is as new: nothing of the previous life is in it. */
enum lev_start_reason {
    LEV_START_BOOT = 0,      /**< power on, or the image was started */
    LEV_START_BUDGET = 1,    /**< a handler of the previous life ran past its budget */
    LEV_START_FAULT = 2,     /**< … took a CPU fault */
    LEV_START_ASSERT = 3,    /**< … failed an assertion */
    LEV_START_REQUESTED = 4, /**< lev_restart() */
    LEV_START_FORCED = 5     /**< it kept an op of a stopped node past the grace period */
};

#endif
