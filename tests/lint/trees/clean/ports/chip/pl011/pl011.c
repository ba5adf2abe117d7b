/* SPDX-License-Identifier: MIT */
#include "ports/chip/pl011/pl011.h"

extern char stack_top[];
