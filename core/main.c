/* SPDX-License-Identifier: MIT */
/**
 * The image's life: from the port's start-up code to the kernel, and its end in a panic.
 */
#include <lev/assert.h>

#include "core/core.h"

void core_main(void)
{
    port_init();
    opt_stamp_begin(core_self());
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
    char text[] = "\r\npanic 00000000 00000000\r\n";
    port_irq_mask();
    hex(text + 8, where);
    hex(text + 17, detail);
    port_panic(text, sizeof text - 1);
}
