/* SPDX-License-Identifier: MIT */
#include "bench/mcu/bench.h"

#include <lev/text.h>

#include "ports/port.h"

/** A semihosting call: https://github.com/ARM-software/abi-aa, semihosting. */
static void semihosting(uint32_t operation, const void *argument)
{
    register uint32_t r0 __asm__("r0") = operation;
    register const void *r1 __asm__("r1") = argument;
    __asm__ volatile("bkpt 0xab" : "+r"(r0) : "r"(r1) : "memory");
}

enum { SYS_WRITE0 = 4, SYS_EXIT_EXTENDED = 0x20, ADP_STOPPED_APPLICATION_EXIT = 0x20026 };

uint32_t bench_overhead(void)
{
    uint32_t a = port_clock_now();
    uint32_t b = port_clock_now();
    return b - a;
}

static void print(const char *metric, int32_t value, uint8_t decimals)
{
    char line[80];
    struct lev_text text = lev_text_at(line, sizeof line - 1);
    lev_text_put(&text, metric);
    lev_text_put_char(&text, ' ');
    lev_text_put_fixed(&text, value, decimals);
    lev_text_put_char(&text, '\n');
    line[text.bytes] = '\0';
    semihosting(SYS_WRITE0, line);
}

void bench_report(const char *metric, uint32_t ticks, uint32_t count)
{
    /* instructions = ticks / 25.6; times 100 for two decimals */
    print(metric, (int32_t)((uint64_t)ticks * 1000u / 256u / count), 2);
}

void bench_value(const char *metric, uint32_t value)
{
    print(metric, (int32_t)value, 0);
}

void bench_entry(const char *metric, uint32_t key, uint32_t value)
{
    char name[60];
    struct lev_text text = lev_text_at(name, sizeof name - 1);
    lev_text_put(&text, metric);
    lev_text_put_char(&text, '.');
    lev_text_put_fixed(&text, (int32_t)key, 0);
    name[text.bytes] = '\0';
    print(name, (int32_t)value, 0);
}

void bench_exit(int status)
{
    const uint32_t block[2] = {ADP_STOPPED_APPLICATION_EXIT, (uint32_t)status};
    semihosting(SYS_EXIT_EXTENDED, block);
    for (;;) {
    }
}
