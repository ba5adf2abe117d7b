/* SPDX-License-Identifier: MIT */
/** Core. */
#ifndef CORE_CORE_H
#define CORE_CORE_H

#include <lev/core.h>

#include "base/bytes.h"
#include "core/kernel.h"

/* Within core: not for others. */
void core_own(void);
void core_own_too(void);

#endif
