/* SPDX-License-Identifier: MIT */
/** Checks for tests that are programs of their own. */
#ifndef TESTS_HTTP_CHECK_H
#define TESTS_HTTP_CHECK_H

#include <stdio.h>
#include <string.h>

static unsigned check_passed, check_failed;

#define CHECK(condition) check((condition) != 0, __FILE__, __LINE__, #condition, "")
#define CHECK_SAYING(condition, text) \
    check((condition) != 0, __FILE__, __LINE__, #condition, (text))

static inline void check(int good, const char *file, int line, const char *what, const char *text)
{
    if (good) {
        check_passed++;
        return;
    }
    check_failed++;
    printf("FAIL %s:%d: %s: %s\n", file, line, what, text);
}

/** The closing line. @return status of the program */
static inline int check_summary(void)
{
    printf("%u passed, %u failed\n", check_passed, check_failed);
    return check_failed != 0;
}

#endif
