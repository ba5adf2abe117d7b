/* SPDX-License-Identifier: MIT */
#include "core/hooks.h"
