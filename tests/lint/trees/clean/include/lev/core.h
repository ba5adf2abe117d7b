/* SPDX-License-Identifier: MIT */
/**
 * Group core. On L1 and L2 a comment may say so.
 */
#ifndef LEV_CORE_H
#define LEV_CORE_H

#include <stdint.h>

/** A result. */
typedef int lev_result;

/** A pair. */
struct lev_pair {
    int a, b;
};

/** Internal lists need no words. */
enum { LEV_ONE = 1 };

/** Both ends of a pair. */
LEV_CTX(handler, isr)
lev_result lev_first(struct lev_pair pair);
LEV_CTX(any)
lev_result lev_second(struct lev_pair pair);

/** Inline. */
LEV_CTX(any)
LEV_MUST_USE static inline lev_result lev_sum(struct lev_pair pair)
{
    return pair.a + pair.b;
}

#endif
