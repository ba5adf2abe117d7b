/* SPDX-License-Identifier: MIT */
#include "opt_x.h"
