/* SPDX-License-Identifier: MIT */
/**
 * CPU faults, and leaving an interrupt for another place than the one it came from.
 *
 * A fault in a handler ends that handler. A fault in an interrupt or in the system itself is a panic. Where little is left
 * of the stack the fault is handled on a stack of its own; when nothing was left for the CPU to store what it was doing,
 * the place is not known.
 */
#include "core/modules.h"
#include "ports/arch/cortex_m/arch.h"
#include "ports/port.h"

/** Exception return value: the CPU was in another exception handler. */
#define RETURN_TO_HANDLER(exc_return) (((exc_return)&8u) == 0)

#define PSR_THUMB 0x01000000u

void arch_fault(
    const struct arch_exception *taken, uint32_t exc_return, struct arch_exception *resumed);

/*
 * `taken` is what the CPU has stored, `resumed` what it will load at return: on the fault stack there is room for one at the
 * top.
 */
__attribute__((naked)) void arch_isr_fault(void)
{
    __asm__ volatile(".syntax unified\n\t" /* on ARMv6-M gcc expects the older one */
                     "mov   r0, sp\n\t"
                     "mov   r1, lr\n\t"
                     "ldr   r2, =_stack_limit\n\t"
                     "ldr   r3, =_fault_stack_bytes\n\t"
                     "adds  r2, r2, r3\n\t"
                     "cmp   r0, r2\n\t"
                     "bhs   1f\n\t"
                     "ldr   r2, =_fault_exception\n\t"
                     "mov   sp, r2\n"
                     "1:\tmov   r2, sp\n\t"
                     "ldr   r3, =arch_fault\n\t"
                     "bx    r3\n\t"
                     ".ltorg");
}

void arch_fault(
    const struct arch_exception *taken, uint32_t exc_return, struct arch_exception *resumed)
{
    struct arch_fault_status status = arch_fault_status();
    bool ran_out = !status.stacked || (uintptr_t)taken < (uintptr_t)_stack_limit;
    uintptr_t pc = ran_out ? 0 : taken->pc;
    if (ran_out) {
        status.address = (uintptr_t)_stack_limit;
    }
    if (RETURN_TO_HANDLER(exc_return) || (ran_out && !status.guarded)) {
        core_panic((uint32_t)pc, status.address);
    }
    arch_abort_to(resumed, core_isr_fault(pc, status.address));
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
