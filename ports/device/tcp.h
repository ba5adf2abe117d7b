/* SPDX-License-Identifier: MIT */
/**
 * The lower half of net.tcp: a transport that works on slots (connections and listeners, numbered by the caller).
 *
 * Nothing here waits. What cannot be done at once ends with a `struct device_tcp_report`: staged at the source by an
 * interrupt (hosted: the host's sockets, by io_uring or epoll), or handed to device_tcp_report() from within the net
 * node's own handler by a lower half that runs there.
 */
#ifndef PORTS_DEVICE_TCP_H
#define PORTS_DEVICE_TCP_H

#include <lev/net_tcp.h>

struct lev_source;

/** What has ended on a slot. */
enum device_tcp_kind {
    DEVICE_TCP_ACCEPTED = 1,  /**< result: slot given to device_tcp_accept(), or an error */
    DEVICE_TCP_CONNECTED = 2, /**< result: LEV_OK or an error */
    DEVICE_TCP_RECEIVED = 3,  /**< result: bytes in the buffer given; 0: end; or an error */
    DEVICE_TCP_SENT = 4,      /**< result: bytes sent of the buffer given, or an error */
    DEVICE_TCP_CLOSED = 5     /**< nothing of this slot is pending any more; it may be used again */
};

/** Staged as a whole, 8 bytes. */
struct device_tcp_report {
    uint16_t slot;
    uint8_t kind;
    uint8_t unused;
    lev_result result;
};

/** Up: a report, from within a handler of the net node. Defined by the net service. */
LEV_CTX(service)
void device_tcp_report(struct device_tcp_report report);

/** Start (or after a restart: close everything and start again). `slots` numbers 0 .. slots-1 will be used. */
LEV_CTX(service)
lev_result device_tcp_open(const struct lev_source *source, uint16_t slots);

/** Listen on a slot. @return the port, LEV_E_BUSY, LEV_E_IO. */
LEV_CTX(service)
lev_result device_tcp_listen(uint16_t slot, struct lev_address address, uint16_t backlog);

/** Accept the next connection of `listener` into `slot`. One pending per listener. */
LEV_CTX(service)
lev_result device_tcp_accept(uint16_t listener, uint16_t slot);

/** Connect `slot`. */
LEV_CTX(service)
lev_result device_tcp_connect(uint16_t slot, struct lev_address address);

/** Receive into `data`, lent until the report. One pending per slot. */
LEV_CTX(service)
lev_result device_tcp_receive(uint16_t slot, void *data, uint32_t bytes);

/** Send from `data`, lent until the report. One pending per slot. */
LEV_CTX(service)
lev_result device_tcp_send(uint16_t slot, const void *data, uint32_t bytes);

/**
 * End what is pending on the slot early: a DEVICE_TCP_ACCEPTED, _RECEIVED or _SENT. Its report still comes: LEV_E_CANCELED, or
 * the true result if it was already done. Nothing of that kind is pending: nothing happens.
 */
LEV_CTX(service)
void device_tcp_cancel(uint16_t slot, uint8_t kind);

/** Close: pending receive and send end (with reports), then DEVICE_TCP_CLOSED. */
LEV_CTX(service)
void device_tcp_close(uint16_t slot);

/** End everything now: when this returns, the transport touches no buffer any more and stages nothing. */
LEV_CTX(service)
void device_tcp_quiesce(void);

#endif
