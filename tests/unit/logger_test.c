/* SPDX-License-Identifier: MIT */
/**
 * The log node: what it prints, on a console that is slow, full, or crashing.
 */
#include <lev/assert.h>
#include <lev/log.h>
#include <lev/stream.h>

#include "core/clock.h"
#include "drivers/logger/logger.h"
#include "drivers/uart/uart.h"
#include "tests/unit/client.h"

LEV_MODULE(0x8123);

/* clang-format off */
#define LEV_NODES(NODE)                                                                              \
    NODE(clock, clock, LEV_PRIORITY(31), 1, LEV_REJECT, 0, 0, 0, 0, 0, 0, LEV_SOURCES_OF(clock_alarm, 1)) \
    NODE(uart0, uart, LEV_PRIORITY(20), 1, LEV_REJECT, LEV_MS(2), 0, 0, 0, 0, 0,                     \
         .unit = 0, LEV_SOURCES_OF(uart0_rx, 1))                                                     \
    NODE(a, client, LEV_PRIORITY(10), 4, LEV_REJECT, LEV_MS(2), 4, 0, 2, 0, 0,                       \
         LEV_SOURCES_OF(a_poke, 1), LEV_LINKS(LEV_TO(uart0)))                                        \
    NODE(logger, logger, LEV_PRIORITY(1), 1, LEV_COALESCE, LEV_MS(2), 1, 0, 1, 0, 0,                 \
         LEV_LINKS(LEV_TO(uart0)))
#define LEV_SOURCES(SOURCE)                                                                          \
    SOURCE(clock_alarm, clock, 0, 0) SOURCE(uart0_rx, uart0, 0, 16) SOURCE(a_poke, a, 0, 32)
#define LEV_CLOCK_SOURCE clock_alarm
#define LEV_LOG_NODE logger
#define LEV_POOLS(POOL) POOL(64, 2)
#include <lev/deploy.h>
/* clang-format on */

enum { A = LEV_NODE_a, UART0 = LEV_NODE_uart0 };

static void say(struct client *me)
{
    (void)me;
    lev_log(LEV_LOG_DEBUG, "below the level", 0);
    lev_log(LEV_LOG_INFO, "plain", 5);
    lev_log(LEV_LOG_WARN, "it is %d degrees", -12);
}

static int messages_have_time_level_and_node(void *context)
{
    (void)context;
    tell(1234567, A, say);
    RUN_UNTIL(2000000);
    CHECK_TEXT(
        sim_uart_text(0), "[    1.234] I a: plain\r\n[    1.234] W a: it is -12 degrees\r\n");
    return failures;
}

static void fail(struct client *me)
{
    (void)me;
    LEV_ASSERT(7, me == NULL);
}

static void end_life(struct client *me)
{
    (void)me;
    lev_restart();
}

static void write_to_nowhere(struct client *me)
{
    volatile uintptr_t address = me == NULL ? 0 : 0x10;
    /* NOLINTNEXTLINE(clang-analyzer-core.NullDereference): that is the fault */
    *(volatile uint32_t *)address = 1; /* cppcheck-suppress nullPointer */
}

static void run_away(struct client *me)
{
    for (;;) {
        CHECK(lev_now() >= 0 && me != NULL);
    }
}

static int aborts_have_reason_and_place(void *context)
{
    (void)context;
    tell(1000, A, fail);
    tell(100000, A, end_life);
    tell(200000, A, write_to_nowhere);
    tell(300000, A, run_away);
    RUN_UNTIL(500000);
    const char *text = sim_uart_text(0);
    CHECK(strstr(text, "E a: assertion 8123:7\r\n") != NULL);
    CHECK(strstr(text, "E a: restarted itself\r\n") != NULL);
    CHECK(strstr(text, "E a: fault at ") != NULL);
    CHECK(strstr(text, " on 00000010\r\n") != NULL);
    CHECK(strstr(text, "E a: budget used up at ") != NULL);
    return failures;
}

static void say_much(struct client *me)
{
    (void)me;
    for (int i = 0; i < 10; i++) {
        lev_log(LEV_LOG_INFO, "message %d", i);
    }
    static const char long_text[] =
        "a text that is longer than a line of the log may ever be, so it is cut";
    lev_log(LEV_LOG_INFO, long_text, 0);
}

/** The first ones are kept and the rest is counted. */
static int what_is_lost_is_counted(void *context)
{
    (void)context;
    tell(1000, A, say_much);
    RUN_UNTIL(500000);
    const char *text = sim_uart_text(0);
    CHECK(strstr(text, "I a: message 0\r\n") != NULL && strstr(text, "I a: message 3\r\n") != NULL);
    CHECK(strstr(text, "message 4") == NULL);
    CHECK(strstr(text, "log entries lost: 7\r\n") != NULL);
    return failures;
}

static void say_long(struct client *me)
{
    (void)me;
    char on_stack[] = "not constant";
    lev_log(
        LEV_LOG_INFO, "a text that is longer than a line of the log may ever be, so it is cut", 0);
    lev_log(LEV_LOG_INFO, on_stack, 0);
}

static int lines_are_cut_and_texts_are_constant(void *context)
{
    (void)context;
    tell(1000, A, say_long);
    RUN_UNTIL(500000);
    CHECK_TEXT(
        sim_uart_text(0), "[    0.001] I a: a text that is longer than a line of the log \r\n"
                          "[    0.001] I a: (a log text must be constant)\r\n");
    return failures;
}

static void write_much(struct client *me)
{
    static const char dots[] = "............................................................"
                               "............................................................";
    CHECK(lev_write_start(&me->op[0], 0, dots, sizeof dots - 1) == LEV_OK);
}

/** A line that waits behind another writer when the driver crashes is written again. */
static int a_line_that_waited_is_written_again(void *context)
{
    (void)context;
    tell(1000, A, write_much);
    tell(1100, A, say);
    abort_node(2000, UART0, 1);
    RUN_UNTIL(500000);
    CHECK(aborts == 1);
    CHECK_DONE("a0=-13");
    CHECK(strstr(sim_uart_text(0), "[    0.001] I a: plain\r\n") != NULL);
    return failures;
}

/**
 * Wherever the console's driver is aborted while a line is written: what it had accepted is lost with it, but the log says that
 * it was, and goes on.
 */
static int console_crashes(void *context)
{
    failures = 0;
    tell(1000, A, say);
    tell(200000, A, say);
    abort_at_instant(*(const uint64_t *)context, UART0);
    RUN_UNTIL(500000);
    const char *text = sim_uart_text(0);
    const char *again = strstr(text, "] I a: plain\r\n[    0.200] W a: it is -12 degrees\r\n");
    CHECK(again != NULL || aborts != 0);
    CHECK(strstr(text, "W a: it is -12 degrees\r\n") != NULL);
    CHECK(aborts == 0 || strstr(text, "E uart0: budget used up at ") != NULL);
    if (failures != 0) {
        fprintf(stderr, "… aborted at instant %d:\n%s\n", (int)*(const uint64_t *)context, text);
    }
    return aborts == 0 && failures == 0 ? 200 : failures;
}

static int the_console_crashes_anywhere(void *context)
{
    (void)context;
    uint32_t hit = 0;
    uint64_t never = UINT64_MAX;
    uint64_t last = sim_child(console_crashes, &never).instants;
    for (uint64_t instant = 1; instant <= last && failures < 5; instant++) {
        int status = sim_child(console_crashes, &instant).status;
        hit += status == 0;
        CHECK(status == 0 || status == 200);
    }
    CHECK(hit >= 10);
    return failures;
}

int main(void)
{
    return run_cases((const struct test_case[]){
        CASE(messages_have_time_level_and_node),
        CASE(aborts_have_reason_and_place),
        CASE(what_is_lost_is_counted),
        CASE(lines_are_cut_and_texts_are_constant),
        CASE(a_line_that_waited_is_written_again),
        CASE(the_console_crashes_anywhere),
        {NULL, NULL},
    });
}
