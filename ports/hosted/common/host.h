/* SPDX-License-Identifier: MIT */
/**
 * What the hosted ports share among themselves.
 */
#ifndef PORTS_HOSTED_HOST_H
#define PORTS_HOSTED_HOST_H

#include <signal.h>

#include "ports/port.h"

/** Assertion numbers of core_panic(): MODULE_PORT of core/modules.h. */
#define HOST_PANIC(number) (0x30u << 16 | (number))

enum {
    HOST_PANIC_FAULT_IN_PORT = 1, /**< a fault in the port's own code; detail: program counter */
    HOST_PANIC_FAULT_NO_FRAME =
        2,                /**< a fault before there was a handler; detail: program counter */
    HOST_PANIC_GUARD = 3, /**< the operating system gave no timer; detail: errno */
    HOST_PANIC_IO = 4,    /**< it gave no memory or descriptor for I/O; detail: errno */
    HOST_PANIC_NO_DEVICE =
        5 /**< a register access where no device is, outside a handler; detail: address */
};

/** Write to standard error; after the text of a panic, how to look up its numbers. */
LEV_CTX(any)
void host_write_panic(const char *text, uint32_t bytes);

/**
 * Port code that an abort must not cut in two (it holds a lock of libc's, a ring of the kernel's) runs between these.
 * An abort that comes in between happens at the outermost leave.
 */
LEV_CTX(any)
static inline void host_enter(void)
{
    host_irq.busy++;
    __asm__ volatile("" ::: "memory");
}

LEV_CTX(any)
static inline void host_leave(void)
{
    __asm__ volatile("" ::: "memory");
    host_irq.busy--;
    if (host_irq.busy == 0 && host_irq.pending != 0 && host_irq.masked == 0) {
        host_irq_pending();
    }
}

/** What was there before an interrupt's handler began. */
struct host_isr {
    uint8_t masked;
    uint8_t in_isr;
};

/** Begin to deliver interrupts: from here to host_isr_end() core_isr_…() may be called. */
LEV_CTX(any)
static inline struct host_isr host_isr_begin(void)
{
    struct host_isr before = {host_irq.masked, host_irq.in_isr};
    host_irq.masked = 1;
    host_irq.in_isr = 1;
    return before;
}

LEV_CTX(isr)
static inline void host_isr_end(struct host_isr before)
{
    __asm__ volatile("" ::: "memory");
    host_irq.in_isr = before.in_isr;
    host_irq.masked = before.masked;
}

/** Free bytes of a source's ring: what does not fit is kept by the device, not lost. */
LEV_CTX(any)
LEV_MUST_USE uint32_t host_stage_room(const struct lev_source *source);

/** Find the image's constant memory, for port_is_constant(). */
LEV_CTX(init)
void host_constant_init(void);

/** Take CPU faults, on a stack of their own: an overflown one cannot be used. */
LEV_CTX(init)
void host_fault_init(void);

/** There is no device register at this address: the handler that reached for it ends as by any fault. */
LEV_CTX(service)
LEV_NORETURN void host_bus_fault(uintptr_t address);

/** Where a signal interrupted the program. */
LEV_CTX(isr)
LEV_MUST_USE uintptr_t host_signal_pc(const void *context);

/** Signals that may have interrupted what a frame abort cuts off: they are let in again. */
LEV_CTX(any)
void host_signals_unblock(void);

/** The signal of a port's own timer. */
#define HOST_SIGNAL_TIMER (SIGRTMIN + 3)

/** Whole positive number in the environment, or `otherwise`. */
LEV_CTX(init)
LEV_MUST_USE uint64_t host_environment_number(const char *name, uint64_t otherwise);

#endif
