/* SPDX-License-Identifier: MIT */
/**
 * Every numbered assertion of the system, as make_assertions has read them from its sources.
 */
#ifndef TOOLS_LEV_ASSERTIONS_H
#define TOOLS_LEV_ASSERTIONS_H

#include <stddef.h>
#include <stdint.h>

/** A module's number and name, from core/modules.h. */
struct assertion_module {
    uint16_t number;
    const char *name;
};

/** One LEV_ASSERT() or LEV_UNREACHABLE(): a number may stand in several files of a module. */
struct assertion {
    uint16_t module, number;
    const char *path;
    unsigned line;
    const char *
        condition; /**< what must hold, as it stands there; "" for a line that must not be reached */
    const char *comment; /**< beside it or above it; "" if there is none */
};

extern const struct assertion_module assertion_modules[];
extern const size_t assertion_module_count;
extern const struct assertion assertions[];
extern const size_t assertion_count;

#endif
