/* SPDX-License-Identifier: MIT */
/** Feature checks, built out: for figures beside kernels that trust their callers. No product is built so. */
#ifndef OPT_CHECKS_H
#define OPT_CHECKS_H

static inline bool
opt_checks_post(const struct lev_node *self, lev_handle to, struct lev_event event)
{
    (void)self;
    (void)to;
    (void)event;
    return true;
}

#endif
