/* SPDX-License-Identifier: MIT */
/**
 * What an ARMv7-M knows of a fault.
 */
#include "ports/arch/armv7m/arch.h"

/** Bits of CFSR. */
#define CFSR_NOT_STACKED 0x00001010u
#define CFSR_MMFAR_VALID 0x00000080u
#define CFSR_BFAR_VALID  0x00008000u

/** Where the fault status says that memory was touched; 0: it does not say. */
static uintptr_t address_touched(uint32_t cfsr)
{
    if ((cfsr & CFSR_MMFAR_VALID) != 0) {
        return REG(SCB_MMFAR);
    }
    return (cfsr & CFSR_BFAR_VALID) != 0 ? REG(SCB_BFAR) : 0;
}

struct arch_fault_status arch_fault_status(void)
{
    uint32_t cfsr = REG(SCB_CFSR);
    struct arch_fault_status status = {
        .address = address_touched(cfsr),
        .stacked = (cfsr & CFSR_NOT_STACKED) == 0,
        .guarded = true,
    };
    REG(SCB_CFSR) = cfsr;
    REG(SCB_HFSR) = REG(SCB_HFSR);
    return status;
}
