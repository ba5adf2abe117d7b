/* SPDX-License-Identifier: MIT */
/**
 * The object check: what the compiler cannot see of a component, looked up in its library.
 */
#ifndef TOOLS_OBJCHECK_OBJCHECK_H
#define TOOLS_OBJCHECK_OBJCHECK_H

#include <stdio.h>

#include "tools/common/arena.h"
#include "tools/elf/elf.h"

/** A check under way. */
struct objcheck {
    struct arena *arena;
    const char *library; /**< its name, for findings */
    FILE *output;        /**< where findings go; NULL: they are only counted */
    unsigned findings;
    unsigned objects;
};

/**
 * Check a static library, whatever its bytes are.
 *
 * @return  true: nothing found
 */
bool objcheck_library(struct objcheck *check, struct span file);

/** Why a component must not use a symbol that is in no API group, and what to do instead. */
const char *objcheck_reason(const char *symbol);

#endif
