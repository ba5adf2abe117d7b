/* SPDX-License-Identifier: MIT */
/**
 * Group net.tcp: TCP over IPv4, through a link to the net service node. Connections are streams (stream.h), listeners are
 * closed like them.
 *
 * Every op here may also complete with LEV_E_CANCELED or LEV_E_RESTARTED. Starting: LEV_E_DENIED; LEV_E_NOMEM: quota of
 * ops, or of objects where one is opened.
 */
#ifndef LEV_NET_TCP_H
#define LEV_NET_TCP_H

#include <lev/core.h>
#include <lev/stream.h>

#if !defined(LEV_USE_net_tcp) && !defined(LEV__OS)
#error "undeclared API group: add '#define LEV_USE_net_tcp 1' to the component's declaration header"
#endif
#ifdef LEV_USE_net_tcp
#if !defined(LEV__MANIFEST)
#error "include <lev/component.h> in the component's declaration header, after its LEV_USE_ lines"
#elif LEV_USE_net_tcp != 1
#error "group net.tcp is at major version 1: write '#define LEV_USE_net_tcp 1'"
#endif
LEV__MANIFEST("use", "net.tcp " LEV__TEXT(LEV_USE_net_tcp));
#endif

LEV_BEGIN_DECLS

/** An IPv4 address and port, in host byte order: 127.0.0.1 is 0x7f000001. Address 0 means any. */
struct lev_address {
    uint32_t host;
    uint16_t port;
    uint16_t reserved; /**< 0 */
};

/**
 * Listen. Completes with a listener handle; LEV_E_BUSY: the port is taken; LEV_E_NOMEM; LEV_E_IO.
 *
 * @address  port 0: any free one
 * @backlog  connections that wait to be accepted; more are refused by the transport
 */
LEV_CTX(handler)
LEV_MUST_USE lev_result lev_tcp_listen_start(
    struct lev_op *op, lev_handle net, struct lev_address address, uint16_t backlog);

/** The port a listener is bound to. Completes with it; LEV_E_UNSUPPORTED: no listener. */
LEV_CTX(handler)
LEV_MUST_USE lev_result lev_tcp_port_start(struct lev_op *op, lev_handle listener);

/**
 * Accept one connection. Completes with a stream handle; LEV_E_NOMEM: connection limit; LEV_E_BUSY: an accept of this
 * listener is pending; LEV_E_CLOSED; LEV_E_IO; LEV_E_UNSUPPORTED: no listener.
 */
LEV_CTX(handler)
LEV_MUST_USE lev_result lev_tcp_accept_start(struct lev_op *op, lev_handle listener);

/** Connect. Completes with a stream handle; LEV_E_CLOSED: refused; LEV_E_TIMEOUT; LEV_E_NOMEM; LEV_E_IO. */
LEV_CTX(handler)
LEV_MUST_USE lev_result
lev_tcp_connect_start(struct lev_op *op, lev_handle net, struct lev_address address);

LEV_END_DECLS

#endif
