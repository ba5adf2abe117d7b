/* SPDX-License-Identifier: MIT */
/** A Linux process: output through stdio, options from the environment as LEV_TEST_NAME. */
#define _POSIX_C_SOURCE 199309L

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "tests/test.h"

void test_write(const char *text, uint32_t bytes)
{
    (void)fwrite(text, 1, bytes, stdout);
    (void)fflush(stdout);
}

void test_exit(int status)
{
    exit(status);
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

/** Nanoseconds of a clock that only goes forward. */
static uint64_t now_ns(void)
{
    struct timespec now;
    (void)clock_gettime(CLOCK_MONOTONIC, &now);
    return (uint64_t)now.tv_sec * 1000000000u + (uint64_t)now.tv_nsec;
}

void test_spend(uint32_t us)
{
    uint64_t end = now_ns() + (uint64_t)us * 1000u;
    while (now_ns() < end) {
    }
}
