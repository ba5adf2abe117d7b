/* SPDX-License-Identifier: MIT */
/** Group net.tcp: the calls. All the work is done by the net service. */
#include <lev/net_tcp.h>

#include "core/core.h"

lev_result lev_tcp_listen_start(
    struct lev_op *op, lev_handle net, struct lev_address address, uint16_t backlog)
{
    const struct core_op_args args = {
        .target = net,
        .opcode = CORE_OP_TCP_LISTEN,
        .opens = true,
        .arg = address.host,
        .arg2 = (uint32_t)backlog << 16 | address.port,
    };
    return core_op_start(op, &args);
}

lev_result lev_tcp_port_start(struct lev_op *op, lev_handle listener)
{
    const struct core_op_args args = {.target = listener, .opcode = CORE_OP_TCP_PORT};
    return core_op_start(op, &args);
}

lev_result lev_tcp_accept_start(struct lev_op *op, lev_handle listener)
{
    const struct core_op_args args = {
        .target = listener, .opcode = CORE_OP_TCP_ACCEPT, .opens = true};
    return core_op_start(op, &args);
}

lev_result lev_tcp_connect_start(struct lev_op *op, lev_handle net, struct lev_address address)
{
    const struct core_op_args args = {
        .target = net,
        .opcode = CORE_OP_TCP_CONNECT,
        .opens = true,
        .arg = address.host,
        .arg2 = address.port,
    };
    return core_op_start(op, &args);
}
