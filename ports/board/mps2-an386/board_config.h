/* SPDX-License-Identifier: MIT */
/** Arm MPS2 with the AN386 image: Cortex-M4 with its FPU. */
#ifndef BOARD_CONFIG_H
#define BOARD_CONFIG_H

#include "ports/chip/mps2/config.h"

#endif
