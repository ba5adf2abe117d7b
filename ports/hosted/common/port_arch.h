/* SPDX-License-Identifier: MIT */
/**
 * Inlines of port.h for a host process: masking by a flag.
 *
 * Interrupts of a host are signals (the guard) and what the port's own loop delivers (devices, the alarm). A signal that
 * finds the flag set leaves a mark in `pending`; unmasking looks at it. The simulator leaves the mark set for ever, so that
 * each unmasking passes through it: that is where its script interrupts and aborts.
 */
#ifndef PORT_ARCH_H
#define PORT_ARCH_H

#include <stdbool.h>
#include <stdint.h>

/** Interrupt state of the process. */
struct host_irq {
    volatile uint8_t masked;  /**< interrupts are held off */
    volatile uint8_t pending; /**< unmasking calls host_irq_pending() */
    volatile uint8_t in_isr;  /**< an interrupt's handler runs */
    volatile uint8_t busy;    /**< depth of port code that must not be ended half-way, see host.h */
};
extern struct host_irq host_irq;

/** Interrupts are unmasked and host_irq.pending is set. */
void host_irq_pending(void);

static inline void port_irq_mask(void)
{
    host_irq.masked = 1;
    __asm__ volatile("" ::: "memory");
}

static inline void port_irq_unmask(void)
{
    __asm__ volatile("" ::: "memory");
    host_irq.masked = 0;
    if (host_irq.pending != 0) {
        host_irq_pending();
    }
}

static inline uint32_t port_clz(uint32_t value)
{
    return (uint32_t)__builtin_clz(value);
}

static inline bool port_in_isr(void)
{
    return host_irq.in_isr != 0;
}

#endif
