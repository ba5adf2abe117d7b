/* SPDX-License-Identifier: MIT */
/**
 * The part of the C run-time that any layer and any component may call: pure functions of their arguments.
 */
#ifndef TOOLS_ELF_RUNTIME_H
#define TOOLS_ELF_RUNTIME_H

#include <stdbool.h>

/** memcpy and its like, and the compiler's own helpers for arithmetic and switches. */
bool runtime_is_pure(const char *symbol);

#endif
