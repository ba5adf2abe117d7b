/* SPDX-License-Identifier: MIT */
#include "core/core.h"

int l1_count;
