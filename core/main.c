/* SPDX-License-Identifier: MIT */
/**
 * The image's life: from the port's start-up code to the kernel, and its end in a panic.
 */
#include <lev/assert.h>

#include "core/core.h"

void core_main(void)
{
    port_init();
    core_nodes_init();
    kernel_run();
}

lev_time lev_now(void)
{
    return (lev_time)((opt_stamp_ticks(core_self()) << 8) / port_ticks_per_us_q8);
}

void lev_yield(void)
{
    kernel_yield();
}

/** Append `value` in hexadecimal, eight digits, at `at`. */
static void hex(char *at, uintptr_t value)
{
    for (int shift = 28; shift >= 0; shift -= 4) {
        *at++ = "0123456789abcdef"[value >> shift & 15u];
    }
}

void core_panic(uint32_t where, uintptr_t detail)
{
    char text[] = "\r\nleveret: panic at 00000000 (module, number), detail 00000000: resetting\r\n";
    port_irq_mask();
    hex(text + 20, where);
    hex(text + 54, detail);
    port_emergency_write(text, sizeof text - 1);
    port_reset();
}
