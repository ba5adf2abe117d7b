/* SPDX-License-Identifier: MIT */
/**
 * Checks: a failed one says where it is and what it found.
 */
#include "tests/test.h"

const char *test_name = "";
uint32_t test_failed_checks;

void test_say(const char *text)
{
    test_write(text, (uint32_t)strlen(text));
}

void test_say_number(int64_t value)
{
    char digits[21];
    char *at = digits + sizeof digits;
    uint64_t rest = value < 0 ? 0 - (uint64_t)value : (uint64_t)value;
    do {
        *--at = (char)('0' + rest % 10);
        rest /= 10;
    } while (rest != 0);
    if (value < 0) {
        *--at = '-';
    }
    test_write(at, (uint32_t)(digits + sizeof digits - at));
}

/** More than anybody reads: a broken kernel may fail one check for ever. */
enum { FAILED_MAX = 50 };

/** `FAIL case file:line: what` and no line end yet. */
static void say_failure(const char *file, int line, const char *what)
{
    if (test_failed_checks++ == FAILED_MAX) {
        test_say("0 passed, 1 failed: more checks than are worth reading\n");
        test_exit(1);
    }
    test_say("FAIL ");
    test_say(test_name);
    test_say(" ");
    test_say(file);
    test_say(":");
    test_say_number(line);
    test_say(": ");
    test_say(what);
}

void test_check(bool good, const char *file, int line, const char *what)
{
    if (!good) {
        say_failure(file, line, what);
        test_say("\n");
    }
}

void test_check_eq(int64_t actual, int64_t expected, const char *file, int line, const char *what)
{
    if (actual != expected) {
        say_failure(file, line, what);
        test_say(": ");
        test_say_number(actual);
        test_say(" is not ");
        test_say_number(expected);
        test_say("\n");
    }
}

void test_check_text(
    const char *actual, const char *expected, const char *file, int line, const char *what)
{
    if (strcmp(actual, expected) != 0) {
        say_failure(file, line, what);
        test_say(": \"");
        test_say(actual);
        test_say("\" is not \"");
        test_say(expected);
        test_say("\"\n");
    }
}
