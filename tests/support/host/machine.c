/* SPDX-License-Identifier: MIT */
/** A process: output through stdio, options from the environment as LEV_TEST_NAME. */
#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>

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
