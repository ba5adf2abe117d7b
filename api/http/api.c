/* SPDX-License-Identifier: MIT */
/** Group http: the calls. All the work is done by the http service. */
#include <lev/http.h>

#include "core/core.h"

lev_result lev_http_next_start(struct lev_op *op, lev_handle http, void *data, uint32_t bytes)
{
    const struct core_op_args args = {
        .target = http,
        .opcode = CORE_OP_HTTP_NEXT,
        .opens = true,
        .writes = true,
        .data = data,
        .bytes = bytes,
    };
    return core_op_start(op, &args);
}

/** What goes with every body is constant, so it is named once and not copied. The body is only read. */
lev_result lev_http_reply_start(
    struct lev_op *op,
    lev_handle request,
    uint16_t status,
    uint16_t flags,
    const struct lev_http_head *head,
    const void *data,
    uint32_t bytes)
{
    const struct core_op_args args = {
        .target = request,
        .opcode = CORE_OP_HTTP_REPLY,
        .arg = status,
        .arg2 = flags,
        .extra = head,
        .extra_bytes = sizeof *head,
        .data = (void *)(uintptr_t)data,
        .bytes = bytes,
    };
    return core_op_start(op, &args);
}
