/* SPDX-License-Identifier: MIT */
#include "kernels/l1/l1.h"
