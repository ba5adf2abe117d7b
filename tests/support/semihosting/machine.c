/* SPDX-License-Identifier: MIT */
/** A Cortex-M under an emulator or debugger: output and exit by semihosting. */
#include "ports/port.h"
#include "tests/test.h"

enum { SYS_WRITE0 = 0x04, SYS_EXIT_EXTENDED = 0x20, ADP_STOPPED_APPLICATION_EXIT = 0x20026 };

static void call(uint32_t operation, const void *argument)
{
    register uint32_t r0 __asm__("r0") = operation;
    register const void *r1 __asm__("r1") = argument;
    __asm__ volatile("bkpt 0xab" : "+r"(r0) : "r"(r1) : "memory");
}

void test_write(const char *text, uint32_t bytes)
{
    char piece[33];
    while (bytes != 0) {
        uint32_t count = bytes < sizeof piece - 1 ? bytes : sizeof piece - 1;
        memcpy(piece, text, count);
        piece[count] = '\0';
        call(SYS_WRITE0, piece);
        text += count;
        bytes -= count;
    }
}

void test_exit(int status)
{
    const uint32_t reason[2] = {ADP_STOPPED_APPLICATION_EXIT, (uint32_t)status};
    call(SYS_EXIT_EXTENDED, reason);
    for (;;) {
    }
}

void test_spend(uint32_t us)
{
    uint32_t began = port_clock_now();
    uint32_t ticks = (uint32_t)((uint64_t)us * port_ticks_per_us_q8 >> 8);
    while (port_clock_now() - began < ticks) {
    }
}

const char *test_option(const char *name)
{
    (void)name;
    return NULL;
}
