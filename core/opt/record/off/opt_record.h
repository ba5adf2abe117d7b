/* SPDX-License-Identifier: MIT */
/**
 * Feature record, built out: the doors through which inputs enter a node, each one empty. `node` is always the node whose
 * input it is; what is passed is all that replay needs.
 */
#ifndef OPT_RECORD_H
#define OPT_RECORD_H

static inline void opt_record_start(const struct lev_node *node, uint8_t reason)
{
    (void)node;
    (void)reason;
}

static inline void opt_record_event(const struct lev_node *node, struct lev_event event)
{
    (void)node;
    (void)event;
}

/** A message with a payload: the block's bytes, at dispatch. */
static inline void opt_record_payload(const struct lev_node *node, const void *data, uint32_t bytes)
{
    (void)node;
    (void)data;
    (void)bytes;
}

/** An op completed: its node-local index, result, and the bytes that the server wrote. */
static inline void opt_record_completion(
    const struct lev_node *node,
    uint16_t local_index,
    lev_result result,
    const void *data,
    uint32_t bytes)
{
    (void)node;
    (void)local_index;
    (void)result;
    (void)data;
    (void)bytes;
}

/** An explicit read: of a device register, a staging ring, a tight loop's result. */
static inline void opt_record_read(const struct lev_node *node, const void *data, uint32_t bytes)
{
    (void)node;
    (void)data;
    (void)bytes;
}

/**
 * What a server learns of a request: all of the copy but its two addresses, which a log must not hold, and the bytes at `data`,
 * which it may read, unless the opcode is one that writes there.
 */
static inline void
opt_record_request(const struct lev_node *node, const struct core_request *request)
{
    (void)node;
    (void)request;
}

/** An output: counted and hashed, so that an abort can say how many were done. `to` is the target's rank. */
static inline void opt_record_output(const struct lev_node *node, uint8_t to, uint32_t word)
{
    (void)node;
    (void)to;
    (void)word;
}

/** A shared pool refused. */
static inline void opt_record_refusal(const struct lev_node *node, lev_result error)
{
    (void)node;
    (void)error;
}

/** The handler was ended from outside. */
static inline void opt_record_abort(const struct lev_node *node, uint8_t reason)
{
    (void)node;
    (void)reason;
}

#endif
