/* SPDX-License-Identifier: MIT */
#include "c.h"
