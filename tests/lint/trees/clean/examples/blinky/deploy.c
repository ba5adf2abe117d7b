/* SPDX-License-Identifier: MIT */
#include <lev/core.h>

#include "core/clock.h"
#include "drivers/gpio/gpio.h"
