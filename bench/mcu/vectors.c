/* SPDX-License-Identifier: MIT */
#include "bench/mcu/vectors.h"

enum { VECTORS = 16 + 32, SYSTICK = 15, DEVICE_WORDS = 32 / 4 };

#define SCB_VTOR_ADDRESS 0xe000ed08u
#define MPU_CTRL_ADDRESS 0xe000ed94u
#define NVIC_IPR         0xe000e400u

static _Alignas(256) uint32_t copy[VECTORS];

void vectors_set_systick(arch_isr *isr)
{
    const uint32_t *from = (const uint32_t *)(uintptr_t)REG(SCB_VTOR_ADDRESS);
    uint32_t mpu = REG(MPU_CTRL_ADDRESS);
    REG(MPU_CTRL_ADDRESS) = 0; /* the table is where a NULL pointer points */
    for (uint32_t i = 0; i < VECTORS; i++) {
        copy[i] = from[i];
    }
    REG(MPU_CTRL_ADDRESS) = mpu;
    copy[SYSTICK] = (uint32_t)(uintptr_t)isr;
    REG(SCB_VTOR_ADDRESS) = (uint32_t)(uintptr_t)copy;
    __asm__ volatile("dsb\n\tisb" ::: "memory");
}

void vectors_lower_devices(bool lower)
{
    for (uint32_t i = 0; i < DEVICE_WORDS; i++) {
        REG(NVIC_IPR + 4u * i) = lower ? 0x80808080u : 0;
    }
}
