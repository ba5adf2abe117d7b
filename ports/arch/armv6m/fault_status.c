/* SPDX-License-Identifier: MIT */
/**
 * ARMv6-M has but one fault, always enabled, no register that tells what it was, and mostly no memory protection.
 */
#include "ports/arch/cortex_m/arch.h"

void arch_init(void)
{}

struct arch_fault_status arch_fault_status(void)
{
    return (struct arch_fault_status){.address = 0, .stacked = true, .guarded = false};
}
