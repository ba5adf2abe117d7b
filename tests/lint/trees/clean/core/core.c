/* SPDX-License-Identifier: MIT */
#include "core/core.h"

#include "private.h"

void core_own(void)
{}
