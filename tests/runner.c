/* SPDX-License-Identifier: MIT */
/**
 * Running cases one after the other.
 */
#include "tests/test.h"

extern const struct test __start_lev_tests[];
extern const struct test __stop_lev_tests[];

int test_line;
static const struct test *current = __start_lev_tests;
static unsigned passed, failed;
static bool paused;
static int64_t pause_us;

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
    test_name = current->name;
    current->steps();
    *after_us = pause_us;
    return paused ? TEST_PAUSED : TEST_CASE_OVER;
}

bool test_next(void)
{
    bool good = test_failed_checks == 0;
    passed += good;
    failed += !good;
    test_failed_checks = 0;
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
