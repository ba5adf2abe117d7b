/* SPDX-License-Identifier: MIT */
/**
 * Memory protection that every image has: faults for what cannot be right. Regions 5 to 7; a higher one wins.
 *
 *     7  the first kilobyte: a NULL pointer. Where the vectors are there, they are alone (the CPU's own vector fetches are
 *        not checked)
 *     6  below the stack: it has overflowed
 *     5  the image's constant memory: read only, also where a board loads it into RAM
 */
#include "ports/arch/armv7m/arch.h"
#include "ports/port.h"

extern const uint32_t port_vectors[], _text_start[], _flash_start[], _flash_end[];

#define ACCESS_NONE   0u
#define ACCESS_READ   (6u << 24)
#define EXECUTE_NEVER (1u << 28)
#define NORMAL_MEMORY (2u << 16)

#define SHCSR_MEM_BUS_USAGE (7u << 16)
#define CCR_DIV_0_TRP       (1u << 4)
#define MPU_ON_WITH_DEFAULT 5u

/** `bytes` is a power of two, and `start` a multiple of it. */
static void protect(uint32_t region, const void *start, uint32_t bytes, uint32_t attributes)
{
    uint32_t log2 = 31u - port_clz(bytes);
    REG(MPU_RNR) = region;
    REG(MPU_RBAR) = (uint32_t)(uintptr_t)start;
    REG(MPU_RASR) = attributes | NORMAL_MEMORY | (log2 - 1u) << 1 | 1u;
}

static uint32_t distance(const uint32_t *from, const uint32_t *to)
{
    return (uint32_t)((uintptr_t)to - (uintptr_t)from);
}

void arch_init(void)
{
    REG(SCB_VTOR) = (uint32_t)(uintptr_t)port_vectors;
    protect(7, NULL, distance(port_vectors, _text_start), ACCESS_NONE | EXECUTE_NEVER);
    protect(6, _stack_guard, distance(_stack_guard, _stack_limit), ACCESS_NONE | EXECUTE_NEVER);
    protect(5, _flash_start, distance(_flash_start, _flash_end), ACCESS_READ);
    REG(MPU_CTRL) = MPU_ON_WITH_DEFAULT;
    REG(SCB_SHCSR) |= SHCSR_MEM_BUS_USAGE;
    REG(SCB_CCR) |= CCR_DIV_0_TRP;
    __asm__ volatile("dsb\n\tisb" ::: "memory");
}
