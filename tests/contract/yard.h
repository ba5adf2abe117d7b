/* SPDX-License-Identifier: MIT */
/**
 * A second, small deployment for the contract suite: short budgets, so that cases can go through all places where one may
 * run out, and rate limits, which an image has or has not. yard.c says what each node is. Not for machines with real time.
 */
#ifndef TESTS_CONTRACT_YARD_H
#define TESTS_CONTRACT_YARD_H

#include "tests/support/scene.h"

/** Ranks, which are the link numbers of every node, too. */
enum yard {
    CLOCK,
    DIRECTOR,
    DRV, /**< driver of two sources, 0 with a ring of 16; YARD_LIMIT dispatches of each per 10 ms */
    FREE, /**< driver without a limit, of one source */
    SRV,  /**< server; its budget is four times CUT's */
    CUT,  /**< the node that is aborted */
    NONE, /**< no budget */
    LOW,  /**< gets what CUT posts */
    QUIET,
    YARD_NODES
};

#define YARD_BUDGET      200 /* microseconds */
#define YARD_LONG_BUDGET (4 * YARD_BUDGET)
#define YARD_LIMIT       3
#define YARD_PERIOD      LEV_MS(10)

#endif
