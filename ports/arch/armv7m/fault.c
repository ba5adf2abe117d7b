/* SPDX-License-Identifier: MIT */
/**
 * CPU faults, and leaving an interrupt for another place than the one it came from.
 *
 * A fault in a handler ends that handler. A fault in an interrupt or in the system itself is a panic. When the stack has
 * overflowed the CPU could not store what it was doing: then the fault is handled on a stack of its own, and the place
 * is not known.
 */
#include "core/modules.h"
#include "ports/arch/armv7m/arch.h"
#include "ports/port.h"

/** Bits of CFSR. */
#define CFSR_NOT_STACKED 0x00001010u
#define CFSR_MMFAR_VALID 0x00000080u
#define CFSR_BFAR_VALID  0x00008000u

/** Exception return value: the CPU was in another exception handler. */
#define RETURN_TO_HANDLER(exc_return) (((exc_return)&8u) == 0)

#define PSR_THUMB 0x01000000u

void arch_fault(struct arch_exception *exception, uint32_t exc_return);

/*
 * Room for one exception stays at the top of the fault stack: what is written there is what the CPU loads at return.
 */
__attribute__((naked)) void arch_isr_fault(void)
{
    __asm__ volatile("mov   r0, sp\n\t"
                     "mov   r1, lr\n\t"
                     "ldr   r2, =_stack_limit\n\t"
                     "cmp   r0, r2\n\t"
                     "bhs   arch_fault\n\t"
                     "ldr   r0, =_stack_guard - 32\n\t"
                     "mov   sp, r0\n\t"
                     "b     arch_fault");
}

/** Where the fault status says that memory was touched; 0: it does not say. */
static uintptr_t address_touched(uint32_t cfsr)
{
    if ((cfsr & CFSR_MMFAR_VALID) != 0) {
        return REG(SCB_MMFAR);
    }
    return (cfsr & CFSR_BFAR_VALID) != 0 ? REG(SCB_BFAR) : 0;
}

void arch_fault(struct arch_exception *exception, uint32_t exc_return)
{
    uint32_t cfsr = REG(SCB_CFSR);
    uintptr_t address = address_touched(cfsr);
    uintptr_t pc = exception->pc;
    if ((cfsr & CFSR_NOT_STACKED) != 0
        || exception < (struct arch_exception *)(void *)_stack_limit) {
        pc = 0;
        address = (uintptr_t)_stack_limit;
    }
    REG(SCB_CFSR) = cfsr;
    REG(SCB_HFSR) = REG(SCB_HFSR);
    if (RETURN_TO_HANDLER(exc_return)) {
        core_panic((uint32_t)pc, address);
    }
    arch_abort_to(exception, core_isr_fault(pc, address));
}

void arch_abort_to(struct arch_exception *exception, void *frame)
{
    if (frame == NULL) {
        return;
    }
    /* a PSR of nothing but Thumb: an interrupted multiple load or an IT block does not go on */
    exception->r0 = (uint32_t)(uintptr_t)frame;
    exception->pc = (uint32_t)(uintptr_t)port_frame_abort & ~1u;
    exception->psr = PSR_THUMB;
}

void arch_isr_unexpected(void)
{
    core_panic((uint32_t)MODULE_PORT << 16, arch_irq() + 16u);
}

__attribute__((weak, alias("arch_isr_unexpected"))) void port_isr_spare(void);
