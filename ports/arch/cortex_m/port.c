/* SPDX-License-Identifier: MIT */
/**
 * The functions of ports/port.h that are the same on every Cortex-M.
 */
#include "ports/port.h"
#include "ports/arch/cortex_m/arch.h"

extern const uint8_t _const_start[], _const_end[];

#define AIRCR_SYSRESETREQ 0x05fa0004u

/* WFI ends for a pending interrupt also while masked, so one that came before it is not slept over. */
void port_idle(void)
{
    __asm__ volatile("dsb\n\t"
                     "wfi\n\t"
                     "cpsie i\n\t"
                     "isb" ::
                         : "memory");
}

void arch_reset_board(void)
{
    REG(SCB_AIRCR) = AIRCR_SYSRESETREQ;
    __asm__ volatile("dsb" ::: "memory");
    for (;;) {
    }
}

void port_panic(const char *text, uint32_t bytes)
{
    arch_emergency_write(text, bytes);
    arch_reset_board();
}

bool port_is_constant(const void *address, uint32_t bytes)
{
    uintptr_t offset = (uintptr_t)address - (uintptr_t)_const_start;
    uintptr_t size = (uintptr_t)_const_end - (uintptr_t)_const_start;
    return offset <= size && bytes <= size - offset;
}

uint32_t port_mmio_read(uintptr_t address)
{
    return REG(address);
}

void port_mmio_write(uintptr_t address, uint32_t value)
{
    REG(address) = value;
}
