/* SPDX-License-Identifier: MIT */
#include <lev/core.h>
