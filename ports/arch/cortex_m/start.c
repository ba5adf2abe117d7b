/* SPDX-License-Identifier: MIT */
/**
 * From reset to core_main(): writable data copied, the rest cleared, interrupts masked.
 */
#include "ports/arch/cortex_m/arch.h"
#include "ports/port.h"

extern const uint32_t _data_load[];
extern uint32_t _data_start[], _data_end[], _bss_start[], _bss_end[];

LEV_NORETURN void arch_start(void);
void arch_begin(void);

/* The CPU's state before the first compiled instruction; an arch with more than its reset value defines its own. */
__attribute__((weak, naked)) void arch_begin(void)
{
    __asm__ volatile("bx lr");
}

/* A boot loader may have come before: nothing of the CPU's state is taken for granted. */
__attribute__((naked)) void arch_reset(void)
{
    __asm__ volatile("cpsid i\n\t"
                     "ldr   r0, =_stack_top\n\t"
                     "msr   msp, r0\n\t"
                     "movs  r0, #0\n\t"
                     "msr   control, r0\n\t"
                     "isb\n\t"
                     "bl    arch_begin\n\t"
                     "ldr   r0, =arch_start\n\t"
                     "bx    r0\n\t"
                     ".ltorg");
}

void arch_start(void)
{
    const uint32_t *from = _data_load;
    for (uint32_t *to = _data_start; to < _data_end; to++) {
        *to = *from++;
    }
    for (uint32_t *to = _bss_start; to < _bss_end; to++) {
        *to = 0;
    }
    core_main();
}
