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

/** Halves the word three times and looks up the rest: libgcc's function would be a call more for each dispatch. */
static inline uint32_t port_clz(uint32_t value)
{
    uint32_t zeros = 0;
    if (value >> 16 == 0) {
        zeros = 16;
        value <<= 16;
    }
    if (value >> 24 == 0) {
        zeros += 8;
        value <<= 8;
    }
    if (value >> 28 == 0) {
        zeros += 4;
        value <<= 4;
    }
    /* Leading zeros of four bits that are not 0: two bits of this constant for each value. */
    return zeros + (0x55acu >> (value >> 28) * 2 & 3u);
}

static inline bool port_in_isr(void)
{
    uint32_t exception;
    __asm__ volatile("mrs %0, ipsr" : "=r"(exception));
    return exception != 0;
}

#endif
