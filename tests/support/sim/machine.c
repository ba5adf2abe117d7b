/* SPDX-License-Identifier: MIT */
/** The simulator: output through stdio, options from the environment as LEV_TEST_NAME. */
#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>

#include "ports/hosted/sim/sim.h"
#include "ports/port.h"
#include "tests/test.h"

void test_write(const char *text, uint32_t bytes)
{
    (void)fwrite(text, 1, bytes, stdout);
    (void)fflush(stdout);
}

void test_exit(int status)
{
    sim_end(status);
}

const char *test_option(const char *name)
{
    char variable[32] = "LEV_TEST_";
    size_t at = strlen(variable);
    while (*name != '\0' && at < sizeof variable - 1) {
        variable[at++] = (char)toupper((unsigned char)*name++);
    }
    return getenv(variable);
}

void test_spend(uint32_t us)
{
    uint32_t began = port_clock_now();
    uint32_t ticks = (uint32_t)((uint64_t)us * port_ticks_per_us_q8 >> 8);
    while (port_clock_now() - began < ticks) {
    }
}
