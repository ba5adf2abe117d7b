/* SPDX-License-Identifier: MIT */
/**
 * A town: an image that uses everything at once, by chance. A driver with a failing device, two servers, six clients.
 *
 *     dev      driver: an op asks its device, whose interrupt answers; late, never, twice. Gives up after a while
 *     store    server: keeps ops with lent blocks for a while; now and then it is deaf to cancels
 *     hub      server of objects: opens them, reads, closes; drops those of ended lives
 *     x y z    clients of equal priority;  v above them, w below;  heap: a mailbox of two that drops its oldest
 *
 * What each of them does next is chance from the simulation's seed, so a run is a function of (program, seed). Beside the
 * nodes a ledger is kept of what they have started: each op completes once, in the life that started it.
 */
#ifndef TESTS_SIM_TOWN_H
#define TESTS_SIM_TOWN_H

#include <lev/buf.h>
#include <lev/log.h>
#include <lev/timer.h>

#include "core/core.h"
#include "ports/hosted/sim/sim.h"
#include "tests/support/invariants.h"
#include "tests/test.h"

enum town_rank {
    TOWN_CLOCK,
    TOWN_DEV,
    TOWN_STORE,
    TOWN_HUB,
    TOWN_V,
    TOWN_X,
    TOWN_Y,
    TOWN_Z,
    TOWN_W,
    TOWN_HEAP,
    TOWN_NODES
};
enum { TOWN_OPS = 4, TOWN_KEPT = 6, TOWN_OBJECTS = 8 };

/** State of a client. */
struct client {
    struct lev_op op[TOWN_OPS];
    lev_handle block[TOWN_OPS]; /**< lent with that op, or owned; 0: none */
    lev_handle object[2];       /**< 0: none */
    lev_handle timer;           /**< periodic; 0: none */
};

/** State of the driver and of the store: tokens of ops that they have taken; 0: none. */
struct keeper {
    uint32_t kept[TOWN_KEPT];
};

/** State of the hub: whose object n + 1 is. */
struct hub {
    uint8_t client[TOWN_OBJECTS]; /**< rank + 1; 0: nobody's */
    uint8_t life[TOWN_OBJECTS];
};

struct heap {
    uint32_t count;
};

/** Chances of 65536 of what goes wrong, and when the nodes stop starting new things. */
struct town {
    uint32_t restart; /**< a handler restarts its node */
    uint32_t fail;    /**< … fails an assertion */
    uint32_t deaf;    /**< the store ignores a cancel */
    uint32_t lost;    /**< the device never answers */
    uint32_t doubled; /**< … answers twice */
    uint32_t error;   /**< … answers with an error */
    uint32_t look; /**< the invariants are walked before a handler; costs time, changes nothing */
    uint64_t soon; /**< ticks that a signal may take to its driver: a lost wake-up takes longer */
    uint64_t closes_at; /**< ticks: from then on everybody only finishes what is under way */
};
extern struct town town;

/** What has happened, for checks and to see that a run did something. */
struct town_counts {
    uint32_t dispatches;
    uint32_t started;
    uint32_t completed;
    uint32_t died; /**< with the life that started them */
    uint32_t lives;
    uint32_t objects;
    uint32_t pokes;   /**< interrupts that a test made */
    uint32_t noticed; /**< … that the driver has been told of */
};
extern struct town_counts town_counts;

/** Prepare and run until nothing is left to happen, then check that all is given back. @return how many checks failed */
int town_run(void);

/** As an interrupt: a signal at the driver's second source; it must be told soon. */
void town_poke(void);

void client_on_event(void *state, struct lev_event event);
void keeper_on_event(void *state, struct lev_event event);
void hub_on_event(void *state, struct lev_event event);
void heap_on_event(void *state, struct lev_event event);
extern const struct lev_component client_component, keeper_component, hub_component, heap_component;

/** What every handler of the town begins with: trace, count, invariants, and its own death by chance. */
void town_enter(struct lev_event event);

#endif
