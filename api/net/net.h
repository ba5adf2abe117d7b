/* SPDX-License-Identifier: MIT */
/**
 * The net service: TCP connections and listeners as objects of its clients, over the transport of ports/device/tcp.h.
 *
 *     #define NET_SLOTS 80
 *     #include "api/net/net.h"
 *     static const struct net_config net_config = {.slots = NET_SLOTS};
 *     NODE(net, net, LEV_PRIORITY(20), 1, LEV_REJECT, LEV_MS(5), 0, 0, 0, 0, 0,
 *          .config = &net_config, LEV_SOURCES_OF(net_reports, 1))
 *     SOURCE(net_reports, net, 0, 4096)
 *
 * A connection or a listener is a slot. The service copies and buffers nothing: what a client reads into or writes from
 * is lent to the transport, and a write completes when the transport has taken its bytes.
 */
#ifndef API_NET_NET_H
#define API_NET_NET_H

#include <lev/core.h>

/** Connections and listeners, together: a deployment may say another number before it includes this. */
#ifndef NET_SLOTS
#define NET_SLOTS 16
#endif

/** Settings of a net node. */
struct net_config {
    uint16_t slots; /**< connections and listeners together, 1 .. NET_SLOTS_MAX: NET_SLOTS */
};

#define NET_SLOTS_MAX 16383

/** A connection or a listener. Ops are named by tokens. */
struct net_slot {
    uint32_t read;   /**< pending read; a listener's accept */
    uint32_t write;  /**< pending write; a connecting slot's connect */
    uint32_t close;  /**< pending close */
    uint32_t sent;   /**< bytes of the pending write that the transport has taken */
    uint16_t number; /**< its name in clients' requests: generation and index, never 0 */
    uint16_t other;  /**< free: next free slot. Listener: the slot that is being accepted into */
    uint16_t port;   /**< of a listener */
    uint8_t state;   /**< enum net_state */
    uint8_t client;  /**< rank and life of the node that it belongs to */
    uint8_t life;
    uint8_t ending; /**< the pending write was cancelled: the rest of it is not sent */
    uint8_t unused[2];
};

/** The service itself. Its slots follow. */
struct net_service {
    uint16_t free_first; /**< slots are used again in the order in which they became free */
    uint16_t free_last;
    uint32_t index_bits; /**< of a slot's number */
};

/** State of a net node. The service is built without it: it knows the number of slots from its settings. */
struct net {
    struct net_service service;
    struct net_slot slots[NET_SLOTS];
};

void net_on_event(void *state, struct lev_event event);
extern const struct lev_component net_component;

#endif
