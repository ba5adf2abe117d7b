/* SPDX-License-Identifier: MIT */
#include "blinky.h"

#include <lev/core.h>
#include <string.h>
