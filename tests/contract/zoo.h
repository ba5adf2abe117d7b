/* SPDX-License-Identifier: MIT */
/**
 * The deployment of the contract suite: one node of each kind that matters. zoo.c says what each is.
 */
#ifndef TESTS_CONTRACT_ZOO_H
#define TESTS_CONTRACT_ZOO_H

#include "tests/support/scene.h"

/** Ranks, which are the link numbers of every node, too. */
enum zoo {
    CLOCK,
    DIRECTOR,
    DRV, /**< driver with three interrupt sources: 0 brings bytes (ring of 16), 1 and 2 are signals */
    SRV,  /**< server of ops */
    SRV2, /**< another one, of lower priority than its sibling, higher than its clients */
    HI,   /**< above A, B and C */
    A,    /**< A, B and C have one priority */
    B,
    C,
    LO,   /**< the client of most cases: quotas of everything, a budget */
    OLD,  /**< mailbox of two, DROP_OLDEST */
    COAL, /**< mailbox of two, COALESCE */
    ONE,  /**< mailbox of one, REJECT */
    LIM,  /**< may restart twice in a second, then stops for good */
    STP,  /**< stops for good at the first abort */
    RST,  /**< resets the board at the first abort */
    QUIET,
    ZOO_NODES
};

/* What LO may have; the suite uses them up. */
enum {
    LO_OPS = 4,
    LO_TIMERS = 4,
    LO_BUFFERS = 3,
    LO_OBJECTS = 2,
    ZOO_BLOCKS_32 = 4,
    ZOO_BLOCKS_128 = 2
};

/** Budget of LO and of all that may run away. */
#define ZOO_BUDGET LEV_MS(4)
/** How long SRV may keep an op of a stopped client. */
#define ZOO_GRACE_MS 20

/** Sources of DRV. */
static inline const struct lev_source *source_of(uint8_t number)
{
    return &node_of(DRV)->sources[number];
}

#endif
