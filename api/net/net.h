/* SPDX-License-Identifier: MIT */
/**
 * The net service: TCP connections and listeners as objects of its clients, over the transport of ports/device/tcp.h.
 *
 *     static const struct net_config net_config = {.slots = 80};
 *     NODE(net, net, LEV_PRIORITY(20), 4, LEV_REJECT, LEV_MS(5), 0, 0, 0, 0, NET_HEAP(80),
 *          .config = &net_config, LEV_SOURCES_OF(net_reports, 1))
 *     SOURCE(net_reports, net, 0, 4096)
 *
 * A connection or a listener is a slot. The service copies and buffers nothing: what a client reads into or writes from
 * is lent to the transport, and a write completes when the transport has taken its bytes.
 */
#ifndef API_NET_NET_H
#define API_NET_NET_H

#include <lev/core.h>

/** Settings of a net node. */
struct net_config {
    uint16_t slots; /**< connections and listeners together, 1 .. NET_SLOTS_MAX; NET_HEAP() says the same number */
};

#define NET_SLOTS_MAX 16383

/** A connection or a listener. Ops are named by tokens. */
struct net_slot {
    uint32_t read;    /**< pending read; a listener's accept */
    uint32_t write;   /**< pending write; a connecting slot's connect */
    uint32_t close;   /**< pending close */
    uint32_t sent;    /**< bytes of the pending write that the transport has taken */
    uint16_t number;  /**< its name in clients' requests: generation and index, never 0 */
    uint16_t other;   /**< free: next free slot. Listener: the slot that is being accepted into */
    uint16_t port;    /**< of a listener */
    uint8_t state;    /**< enum net_state */
    uint8_t client;   /**< rank and life of the node that it belongs to */
    uint8_t life;
    uint8_t ending;   /**< the pending write was cancelled: the rest of it is not sent */
    uint8_t unused[2];
};

/** Heap of a net node with this many slots. */
#define NET_HEAP(slot_count) (((slot_count) * sizeof(struct net_slot) + 7u) & ~(size_t)7u)

/** State of a net node; its slots are in the heap. */
struct net {
    uint16_t free_first; /**< slots are used again in the order in which they became free */
    uint16_t free_last;
    uint8_t index_bits;  /**< of a slot's number */
    uint8_t unused[3];
};

void net_on_event(void *state, struct lev_event event);
extern const struct lev_component net_component;

#endif
