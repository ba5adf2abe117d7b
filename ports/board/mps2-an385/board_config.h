/* SPDX-License-Identifier: MIT */
/** Arm MPS2 with the AN385 image: Cortex-M3. */
#ifndef BOARD_CONFIG_H
#define BOARD_CONFIG_H

#include "ports/chip/mps2/config.h"

#endif
