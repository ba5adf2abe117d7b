/* SPDX-License-Identifier: MIT */
/**
 * Buffers (group core): blocks of memory with exactly one owner, from fixed pools.
 *
 * I/O and messages use these blocks, never the state block. A block is owned by one node; while an op is
 * pending it is lent to the system; with lev_send() it moves to the receiver, nothing is copied. A node may
 * hold as many blocks as its quota says; a node's restart returns all that it owns.
 *
 * A pointer from lev_buf_data() is good until the handler returns: keep the handle, ask again next time.
 * Functions that take data take an adjacent (pointer, bytes): the pointer must lie in a block that the caller
 * owns, with `bytes` inside it, or in constant memory of the image (for reading).
 *
 * Which size classes exist and how many blocks each has is the deployment's choice.
 */
#ifndef LEV_BUF_H
#define LEV_BUF_H

#include <lev/core.h>

LEV_BEGIN_DECLS

/**
 * Take a block of at least `bytes` from the smallest class that fits.
 *
 * @return  its handle; LEV_E_NOMEM: no free block of that class, or the node's quota is used up;
 *          LEV_E_RANGE: larger than every class
 * @owner   the calling node
 * @cost    O(1), bounded by the number of classes
 */
LEV_CTX(handler)
LEV_MUST_USE lev_result lev_buf_get(uint32_t bytes);

/**
 * Where a block's bytes are, for the rest of this handler.
 *
 * @return  address, aligned to 8 bytes at least; NULL: not owned by this node now (lent, sent, put, or never)
 */
LEV_CTX(handler)
LEV_MUST_USE void *lev_buf_data(lev_handle buf);

/** Size of a block in bytes (its class, not what was asked for); 0 if not owned by this node now. */
LEV_CTX(handler)
LEV_MUST_USE uint32_t lev_buf_size(lev_handle buf);

/**
 * Give a block back to its pool.
 *
 * @return  LEV_OK; LEV_E_DENIED: not owned by this node now
 */
LEV_CTX(handler)
lev_result lev_buf_put(lev_handle buf);

/**
 * Post an event that carries a block: it becomes the receiver's at dispatch, as buffer event.arg.
 *
 * If the receiver's mailbox refuses the event, or its buffer quota is used up when the event is dispatched, the
 * event is dropped and counted and the block goes back to its pool.
 *
 * @event_id  LEV_EVENT_USER .. 0x7fff; arrives as event_id | LEV_EVENT_BUFFER
 * @return    LEV_OK: the block is no longer the caller's; LEV_E_DENIED: no such link, not such an id, or not owned by
 *            this node now: all stays as it was
 */
LEV_CTX(handler)
LEV_MUST_USE lev_result lev_send(lev_handle to, uint16_t event_id, lev_handle buf);

/** The handle of the block that came with an event. LEV_NO_HANDLE if the event carries none. */
LEV_CTX(handler)
LEV_MUST_USE static inline lev_handle lev_event_buf(struct lev_event event)
{
    lev_handle buf = LEV__HANDLE_BUF | (event.arg & 0xff00) << 8 | (event.arg & 0xff);
    return (event.id & LEV_EVENT_BUFFER) != 0 ? buf : LEV_NO_HANDLE;
}

LEV_END_DECLS

#endif
