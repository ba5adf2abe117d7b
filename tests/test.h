/* SPDX-License-Identifier: MIT */
/**
 * The test framework: the same on a host, in the simulator and bare in QEMU.
 *
 *     TEST(a_post_arrives)
 *     {
 *         STEPS;
 *         post(A, 1);
 *         RUN;
 *         CHECK_TEXT(trace(), "a1");
 *         END;
 *     }
 *
 * A case registers itself in a linker section, so there is no list to edit. It is called from a handler of a running
 * kernel (tests/support/scene.h), and in several turns: RUN returns from the handler and goes on below when everything
 * else is quiet. So what must survive a RUN is static. A case that needs no kernel leaves STEPS, RUN and END away.
 *
 * A failed check says both values and the case goes on. The last line is `N passed, N failed`.
 */
#ifndef TESTS_TEST_H
#define TESTS_TEST_H

#include <stdbool.h>
#include <stdint.h>
#include <string.h>

/** A case, in section lev_tests. */
struct test {
    const char *name;
    void (*steps)(void);
};

#define TEST(name_)                                                                             \
    static void name_(void);                                                                    \
    static const struct test name_##_test                                                       \
        __attribute__((used, section("lev_tests"), aligned(sizeof(void *)))) = {#name_, name_}; \
    static void name_(void)

/* A case in several turns: a switch that jumps to the line after the last RUN. */
#define STEPS            \
    switch (test_line) { \
    case 0:
#define END }
/** Let everything run until nothing is ready. */
#define RUN TEST_PAUSE(test_run_soon())
/** Let this much time pass, and everything run. */
#define WAIT(us) TEST_PAUSE(test_run_after(us))
#define TEST_PAUSE(how)       \
    do {                      \
        how;                  \
        test_line = __LINE__; \
        return;               \
    case __LINE__:;           \
    } while (0)

/** This line is never reached. */
#define NEVER(why)       test_check(false, __FILE__, __LINE__, why)
#define CHECK(condition) test_check((condition), __FILE__, __LINE__, #condition)
#define CHECK_EQ(actual, expected) \
    test_check_eq(                 \
        (int64_t)(actual), (int64_t)(expected), __FILE__, __LINE__, #actual " == " #expected)
#define CHECK_TEXT(actual, expected) \
    test_check_text((actual), (expected), __FILE__, __LINE__, #actual)

/* What the macros call: runner.c, check.c. */
extern int test_line;
/** What runs now, for messages; and how many checks of it have failed. */
extern const char *test_name;
extern uint32_t test_failed_checks;
void test_check(bool good, const char *file, int line, const char *what);
void test_check_eq(int64_t actual, int64_t expected, const char *file, int line, const char *what);
void test_check_text(
    const char *actual, const char *expected, const char *file, int line, const char *what);
void test_run_soon(void);
void test_run_after(int64_t us);
void test_say(const char *text);
void test_say_number(int64_t value);

/** How a turn of the current case ended. */
enum test_turn { TEST_PAUSED, TEST_CASE_OVER, TEST_ALL_OVER };
/** Run the current case one turn further. `after_us`: when it wants its next one; 0: as soon as all is quiet. */
enum test_turn test_turn(int64_t *after_us);
/** The case that is over, and what was found after it, counts; the next turn is the next case's. @return it passed */
bool test_next(void);
/** The closing line, then the end of the program. */
_Noreturn void test_finish(void);

/* What a machine gives: support/<machine>/machine.c. */
void test_write(const char *text, uint32_t bytes);
_Noreturn void test_exit(int status);
/** Let `us` pass without giving way to anybody. */
void test_spend(uint32_t us);
/** A word that the starter of the program chose, as name=value; NULL: none. Boards have none. */
const char *test_option(const char *name);

#endif
