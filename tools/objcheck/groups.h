/* SPDX-License-Identifier: MIT */
/**
 * The API groups and what belongs to them: made by the build from include/lev (see make_groups.c).
 */
#ifndef TOOLS_OBJCHECK_GROUPS_H
#define TOOLS_OBJCHECK_GROUPS_H

#include <stddef.h>

/** A group of the API. */
struct group {
    const char *name;   /**< "net.tcp" */
    const char *macro;  /**< "LEV_USE_net_tcp" */
    const char *header; /**< "lev/net_tcp.h" */
    unsigned version;   /**< major version; 0: no header says */
};

/** A function of a group. */
struct group_symbol {
    const char *symbol;
    unsigned group; /**< index in groups[] */
};

extern const struct group groups[];
extern const size_t group_count;
extern const struct group_symbol group_symbols[];
extern const size_t group_symbol_count;

#endif
