/* SPDX-License-Identifier: MIT */
/**
 * Group stream: each call is one op of the server behind the stream; what it means is the server's.
 */
#include <lev/stream.h>

#include "core/core.h"

lev_result lev_read_start(struct lev_op *op, lev_handle stream, void *data, uint32_t bytes)
{
    if (bytes == 0) {
        return LEV_E_RANGE; /* its result would look like the end of the stream */
    }
    return core_op_start(
        op, &(struct core_op_args){
                .target = stream,
                .opcode = CORE_OP_READ,
                .writes = true,
                .data = data,
                .bytes = bytes});
}

lev_result lev_read_line_start(struct lev_op *op, lev_handle stream, void *data, uint32_t bytes)
{
    return core_op_start(
        op, &(struct core_op_args){
                .target = stream,
                .opcode = CORE_OP_READ_LINE,
                .writes = true,
                .data = data,
                .bytes = bytes});
}

/** The args hold a pointer to data that may be written; whether it is, `writes` says. */
static void *unconst(const void *data)
{
    return (void *)(uintptr_t)data;
}

lev_result lev_write_start(struct lev_op *op, lev_handle stream, const void *data, uint32_t bytes)
{
    return core_op_start(
        op, &(struct core_op_args){
                .target = stream, .opcode = CORE_OP_WRITE, .data = unconst(data), .bytes = bytes});
}

lev_result lev_close_start(struct lev_op *op, lev_handle stream)
{
    return core_op_start(op, &(struct core_op_args){.target = stream, .opcode = CORE_OP_CLOSE});
}
