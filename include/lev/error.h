/* SPDX-License-Identifier: MIT */
/**
 * Results and errors: one table, the same numbers on every port.
 *
 * A result is one signed 32-bit value: zero or positive is a value (bytes, a count, a handle), negative
 * is one of the errors below. The numbers are Leveret's own, never the host's errno: they enter
 * recordings that another machine replays, so a number is never changed or reused.
 *
 * A broken contract (a bug) is never returned as an error: it is an assertion, see assert.h.
 */
#ifndef LEV_ERROR_H
#define LEV_ERROR_H

#include <lev/types.h>

/** X(name, number, text): every error there is. */
#define LEV_ERROR_MAP(X)                                             \
    X(CANCELED, -1, "canceled")                                      \
    X(TIMEOUT, -2, "deadline passed")                                \
    X(CLOSED, -3, "the other end is closed")                         \
    X(FULL, -4, "a bounded queue is full")                           \
    X(NOMEM, -5, "a pool or quota is used up")                       \
    X(DENIED, -6, "the handle, op or buffer is not the caller's")    \
    X(UNSUPPORTED, -7, "the other end does not know this operation") \
    X(IO, -8, "device or transport failure")                         \
    X(PROTOCOL, -9, "malformed data from a peer")                    \
    X(RANGE, -10, "an argument is out of range")                     \
    X(BUSY, -11, "in use")                                           \
    X(REPLAY, -12, "not replayable")                                 \
    X(RESTARTED, -13, "the node that served this was restarted")

#define LEV__ERROR_ENUM(name, number, text) LEV_E_##name = (number),

/** LEV_OK, or a negative error. */
enum lev_error { LEV_OK = 0, LEV_ERROR_MAP(LEV__ERROR_ENUM) };

#endif
