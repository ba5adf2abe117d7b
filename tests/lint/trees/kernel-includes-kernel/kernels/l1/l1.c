/* SPDX-License-Identifier: MIT */
#include "kernels/l2/l2.h"
