/* SPDX-License-Identifier: MIT */
/**
 * Running cases one after the other, and saying what failed.
 */
#include "tests/test.h"

extern const struct test __start_lev_tests[];
extern const struct test __stop_lev_tests[];

int test_line;
static const struct test *current = __start_lev_tests;
static unsigned failed_checks;
static unsigned passed, failed;
static bool paused;
static int64_t pause_us;

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

/** `FAIL case file:line: what` and no line end yet. */
static void say_failure(const char *file, int line, const char *what)
{
    failed_checks++;
    test_say("FAIL ");
    test_say(current == __stop_lev_tests ? "(after the last case)" : current->name);
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

void test_check_text(const char *actual, const char *expected, const char *file, int line, const char *what)
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

void test_run_soon(void)
{
    paused = true;
    pause_us = 0;
}

void test_run_after(int64_t us)
{
    paused = true;
    pause_us = us;
}

/** A starter may choose one case: case=name. */
static void skip_others(void)
{
    const char *only = test_option("case");
    while (only != NULL && current != __stop_lev_tests && strcmp(only, current->name) != 0) {
        current++;
    }
}

enum test_turn test_turn(int64_t *after_us)
{
    skip_others();
    if (current == __stop_lev_tests) {
        return TEST_ALL_OVER;
    }
    paused = false;
    current->steps();
    *after_us = pause_us;
    return paused ? TEST_PAUSED : TEST_CASE_OVER;
}

bool test_next(void)
{
    bool good = failed_checks == 0;
    passed += good;
    failed += !good;
    failed_checks = 0;
    test_line = 0;
    current++;
    return good;
}

void test_finish(void)
{
    test_say_number(passed);
    test_say(" passed, ");
    test_say_number(failed);
    test_say(" failed\n");
    test_exit(failed == 0 && passed != 0 ? 0 : 1);
}
