/* SPDX-License-Identifier: MIT */
#include "../base/bytes.h"
