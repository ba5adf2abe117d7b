/* SPDX-License-Identifier: MIT */
/**
 * System registers that ARMv7-M has and ARMv6-M has not, and all that they share.
 */
#ifndef ARMV7M_ARCH_H
#define ARMV7M_ARCH_H

#include "ports/arch/cortex_m/arch.h"

#define SCB_VTOR  0xe000ed08u
#define SCB_CCR   0xe000ed14u
#define SCB_SHCSR 0xe000ed24u
#define SCB_CFSR  0xe000ed28u
#define SCB_HFSR  0xe000ed2cu
#define SCB_MMFAR 0xe000ed34u
#define SCB_BFAR  0xe000ed38u
#define MPU_TYPE  0xe000ed90u
#define MPU_CTRL  0xe000ed94u
#define MPU_RNR   0xe000ed98u
#define MPU_RBAR  0xe000ed9cu
#define MPU_RASR  0xe000eda0u

#endif
