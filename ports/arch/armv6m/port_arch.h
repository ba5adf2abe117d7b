/* SPDX-License-Identifier: MIT */
/** Inlines of port.h for ARMv6-M: masking by PRIMASK; no instruction counts leading zeros. */
#ifndef PORT_ARCH_H
#define PORT_ARCH_H

#include <stdbool.h>
#include <stdint.h>

static inline void port_irq_mask(void)
{
    __asm__ volatile("cpsid i" ::: "memory");
}

static inline void port_irq_unmask(void)
{
    __asm__ volatile("cpsie i" ::: "memory");
}

static inline uint32_t port_clz(uint32_t value)
{
    return (uint32_t)__builtin_clz(value);
}

static inline bool port_in_isr(void)
{
    uint32_t exception;
    __asm__ volatile("mrs %0, ipsr" : "=r"(exception));
    return exception != 0;
}

#endif
