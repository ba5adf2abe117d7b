/* SPDX-License-Identifier: MIT */
/** One core, one kernel instance: its state and tables are at constant addresses. */
#ifndef OPT_CORES_H
#define OPT_CORES_H

extern struct core core_instance;

/** This core's state. */
static inline struct core *core_self(void)
{
    return &core_instance;
}

/** This core's tables. */
static inline const struct lev_image *core_image(void)
{
    return &lev_image;
}

/** This core's nodes, by rank. */
static inline const struct lev_node *core_nodes(void)
{
    return lev_nodes;
}

/** The node of a rank. */
static inline const struct lev_node *core_node(uint32_t rank)
{
    return lev_node_of_rank[rank];
}

#endif
