/* SPDX-License-Identifier: MIT */
/**
 * Group stream: bytes in order, from a UART, a TCP connection, a file. One set of functions for all of them.
 *
 * A stream is a link to a driver node, or a handle that an op returned (a connection). At most one read is
 * pending per stream, and one write of each node; a second one is refused with LEV_E_BUSY in its completion.
 *
 * Backpressure is not advisory: a write completes when the stream has accepted all its bytes below its high-water
 * mark, so a writer that waits for its completion can never be ahead by more than that.
 */
#ifndef LEV_STREAM_H
#define LEV_STREAM_H

#include <lev/core.h>

#if !defined(LEV_USE_stream) && !defined(LEV__OS)
#error "undeclared API group: add '#define LEV_USE_stream 1' to the component's declaration header"
#endif
#ifdef LEV_USE_stream
#if !defined(LEV__MANIFEST)
#error "include <lev/component.h> in the component's declaration header, after its LEV_USE_ lines"
#elif LEV_USE_stream != 1
#error "group stream is at major version 1: write '#define LEV_USE_stream 1'"
#endif
LEV__MANIFEST("use", "stream " LEV__TEXT(LEV_USE_stream));
#endif

LEV_BEGIN_DECLS

/**
 * Read at least one byte, at most `bytes`, as soon as there are any.
 *
 * Completes with the number of bytes; 0: the other end has finished; LEV_E_CLOSED, LEV_E_IO, LEV_E_BUSY,
 * LEV_E_CANCELED, LEV_E_RESTARTED, LEV_E_UNSUPPORTED; LEV_E_FULL: more nodes use the stream at once than it serves.
 * Errors when starting (of every op here): LEV_E_DENIED: handle, op or memory is not the caller's, or the op is
 * pending; LEV_E_NOMEM: op quota. Of this one also LEV_E_RANGE: `bytes` is 0.
 *
 * @data   in a block that the caller owns; lent until the completion
 */
LEV_CTX(handler)
LEV_MUST_USE lev_result
lev_read_start(struct lev_op *op, lev_handle stream, void *data, uint32_t bytes);

/**
 * Read one line: up to and without the line end (LF, CR or CR LF). A console edits (backspace) and echoes.
 *
 * Completes with the number of bytes of the line, which may be 0; a longer line than `bytes` (or than the
 * stream's own limit) completes with LEV_E_RANGE and is swallowed up to its end. Otherwise as lev_read_start().
 */
LEV_CTX(handler)
LEV_MUST_USE lev_result
lev_read_line_start(struct lev_op *op, lev_handle stream, void *data, uint32_t bytes);

/**
 * Write all of `bytes`. Completes with `bytes` when they are accepted below the high-water mark (not: sent). Writes of
 * several nodes go out one after the other. What was accepted before a cancel is sent.
 *
 * @data   in a block that the caller owns (lent until the completion), or constant memory of the image
 */
LEV_CTX(handler)
LEV_MUST_USE lev_result
lev_write_start(struct lev_op *op, lev_handle stream, const void *data, uint32_t bytes);

/**
 * Close a stream that an op returned. Pending ops on it complete first; accepted bytes are still sent. The handle
 * is gone when this completes. A link cannot be closed: LEV_E_UNSUPPORTED.
 */
LEV_CTX(handler)
LEV_MUST_USE lev_result lev_close_start(struct lev_op *op, lev_handle stream);

LEV_END_DECLS

#endif
