/* SPDX-License-Identifier: MIT */
/**
 * CPU faults, and leaving an interrupt for another place than the one it came from.
 *
 * A fault in a handler ends that handler. A fault in an interrupt or in the system itself is a panic. When the stack has
 * overflowed the CPU could not store what it was doing: then the fault is handled on a stack of its own, and the place
 * is not known.
 */
#include "core/modules.h"
#include "ports/arch/cortex_m/arch.h"
#include "ports/port.h"

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
                     "bhs   1f\n\t"
                     "ldr   r0, =_stack_guard - 32\n\t"
                     "mov   sp, r0\n"
                     "1:\tldr   r2, =arch_fault\n\t"
                     "bx    r2\n\t"
                     ".ltorg");
}

void arch_fault(struct arch_exception *exception, uint32_t exc_return)
{
    struct arch_fault_status status = arch_fault_status();
    uintptr_t pc = exception->pc;
    if (!status.stacked || exception < (struct arch_exception *)(void *)_stack_limit) {
        pc = 0;
        status.address = (uintptr_t)_stack_limit;
    }
    if (RETURN_TO_HANDLER(exc_return)) {
        core_panic((uint32_t)pc, status.address);
    }
    arch_abort_to(exception, core_isr_fault(pc, status.address));
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
