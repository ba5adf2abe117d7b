/* SPDX-License-Identifier: MIT */
/** Feature drops, built out. */
#ifndef OPT_DROPS_H
#define OPT_DROPS_H

static inline void opt_drops_count(struct lev_node_ram *ram)
{
    (void)ram;
}

#endif
