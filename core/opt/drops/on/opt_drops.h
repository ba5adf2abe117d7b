/* SPDX-License-Identifier: MIT */
/** Feature drops: lost events are counted at the receiver. */
#ifndef OPT_DROPS_H
#define OPT_DROPS_H

static inline void opt_drops_count(struct lev_node_ram *ram)
{
    if (ram->dropped != UINT16_MAX) {
        ram->dropped++;
    }
}

#endif
