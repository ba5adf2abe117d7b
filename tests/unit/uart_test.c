/* SPDX-License-Identifier: MIT */
/**
 * The UART driver on the simulator's UART: lines, writes, cancels, and crashes in the middle of all that.
 */
#include <lev/buf.h>
#include <lev/gpio.h>
#include <lev/log.h>
#include <lev/stream.h>

#include "core/clock.h"
#include "drivers/uart/uart.h"
#include "tests/unit/client.h"

enum { CONSOLE, LACKING };

/* A text longer than every ring, in constant memory. */
#define TEN     "0123456789"
#define HUNDRED TEN TEN TEN TEN TEN TEN TEN TEN TEN TEN
static const char long_text[] = HUNDRED HUNDRED HUNDRED;
#define LONG_BYTES (sizeof long_text - 1)

#define LEV_NODES(NODE)                                                                    \
    NODE(                                                                                  \
        clock, clock, LEV_PRIORITY(31), 1, LEV_REJECT, 0, 0, 0, 0, 0, 0,                   \
        LEV_SOURCES_OF(clock_alarm, 1))                                                    \
    NODE(                                                                                  \
        uart0, uart, LEV_PRIORITY(20), 1, LEV_REJECT, LEV_MS(2), 0, 0, 0, 0, 0, .unit = 0, \
        LEV_SOURCES_OF(uart0_rx, 1))                                                       \
    NODE(                                                                                  \
        uart9, uart, LEV_PRIORITY(19), 1, LEV_REJECT, LEV_MS(2), 0, 0, 0, 0, 0, .unit = 9, \
        LEV_SOURCES_OF(uart9_rx, 1))                                                       \
    NODE(                                                                                  \
        a, client, LEV_PRIORITY(10), 4, LEV_REJECT, LEV_MS(2), 6, 0, 4, 0, 0,              \
        LEV_SOURCES_OF(a_poke, 1), LEV_LINKS(LEV_TO(uart0), LEV_TO(uart9)))                \
    NODE(                                                                                  \
        b, client, LEV_PRIORITY(9), 4, LEV_REJECT, LEV_MS(2), 6, 0, 4, 0, 0,               \
        LEV_SOURCES_OF(b_poke, 1), LEV_LINKS(LEV_TO(uart0), LEV_TO(uart9)))                \
    NODE(                                                                                  \
        c, client, LEV_PRIORITY(8), 4, LEV_REJECT, LEV_MS(2), 6, 0, 4, 0, 0,               \
        LEV_SOURCES_OF(c_poke, 1), LEV_LINKS(LEV_TO(uart0), LEV_TO(uart9)))                \
    NODE(                                                                                  \
        d, client, LEV_PRIORITY(7), 4, LEV_REJECT, LEV_MS(2), 6, 0, 4, 0, 0,               \
        LEV_SOURCES_OF(d_poke, 1), LEV_LINKS(LEV_TO(uart0), LEV_TO(uart9)))                \
    NODE(                                                                                  \
        e, client, LEV_PRIORITY(6), 4, LEV_REJECT, LEV_MS(2), 6, 0, 4, 0, 0,               \
        LEV_SOURCES_OF(e_poke, 1), LEV_LINKS(LEV_TO(uart0), LEV_TO(uart9)))
#define LEV_SOURCES(SOURCE)          \
    SOURCE(clock_alarm, clock, 0, 0) \
    SOURCE(uart0_rx, uart0, 0, 64)   \
    SOURCE(uart9_rx, uart9, 0, 16)   \
    SOURCE(a_poke, a, 0, 32)         \
    SOURCE(b_poke, b, 0, 32)         \
    SOURCE(c_poke, c, 0, 32) SOURCE(d_poke, d, 0, 32) SOURCE(e_poke, e, 0, 32)
#define LEV_CLOCK_SOURCE clock_alarm
#define LEV_POOLS(POOL)  POOL(64, 8) POOL(512, 4)
#include <lev/deploy.h>

enum { UART0 = LEV_NODE_uart0, A = LEV_NODE_a, B = LEV_NODE_b };

/* ---- What clients do ---------------------------------------------------------------------------------------- */

static char lines[512]; /* what was read, each with '|' */

static void note_line(struct client *me, struct lev_op *op)
{
    int number = (int)(op - me->op);
    if (number < 3 && op->result >= 0) {
        strncat(lines, client_data(me, number), (size_t)op->result);
        strcat(lines, "|");
    }
}

/** Ops 0 to 2 read, each into its own buffer. */
static void read_line(struct client *me, int number, uint32_t bytes)
{
    client_also_on_done = note_line;
    char *data = me->buf[number] == 0 ? client_buf(me, number, bytes) : client_data(me, number);
    CHECK(lev_read_line_start(&me->op[number], CONSOLE, data, bytes) == LEV_OK);
}

static void read_64(struct client *me)
{
    read_line(me, 0, 64);
}

static void read_again(struct client *me)
{
    read_line(me, 1, 64);
}

static void read_8(struct client *me)
{
    read_line(me, 2, 8);
}

static void read_300(struct client *me)
{
    read_line(me, 1, 300);
}

static void read_bytes(struct client *me)
{
    client_also_on_done = note_line;
    char *data = client_buf(me, 1, 64);
    CHECK(lev_read_start(&me->op[1], CONSOLE, data, 64) == LEV_OK);
}

static void cancel_0(struct client *me)
{
    CHECK(lev_op_cancel(&me->op[0]) == LEV_OK);
}

static void cancel_3(struct client *me)
{
    CHECK(lev_op_cancel(&me->op[3]) == LEV_OK);
}

static void write_text(struct client *me, int number, const char *text)
{
    CHECK(lev_write_start(&me->op[number], CONSOLE, text, (uint32_t)strlen(text)) == LEV_OK);
}

static void write_long(struct client *me)
{
    write_text(me, 3, long_text);
}

static void write_short(struct client *me)
{
    write_text(me, 4, "short");
}

/** From a block, which is lent until the completion. */
static void write_block(struct client *me)
{
    char *data = client_buf(me, 3, 300);
    memcpy(data, long_text, 300);
    CHECK(lev_write_start(&me->op[3], CONSOLE, data, 300) == LEV_OK);
    CHECK(client_data(me, 3) == NULL);
}

/* ---- Lines -------------------------------------------------------------------------------------------------- */

static int a_line_is_echoed(void *context)
{
    (void)context;
    tell(1000, A, read_64);
    type_at(2000, "temp\r");
    RUN_UNTIL(100000);
    CHECK_DONE("a0=4");
    CHECK_TEXT(lines, "temp|");
    CHECK_TEXT(sim_uart_text(0), "temp\r\n");
    return failures;
}

static int a_line_is_edited(void *context)
{
    (void)context;
    tell(1000, A, read_64);
    type_at(2000, "\bwrong\x15tex\bm\x01\x7f\xc3\xa9\x7fmp\t7\n");
    RUN_UNTIL(100000);
    CHECK_TEXT(lines, "temp 7|");
    CHECK_TEXT(sim_uart_text(0), "\awrong^U\r\ntex\b \bm\b \b\xc3\xa9\b \bmp 7\r\n");
    return failures;
}

static int line_ends_of_all_kinds(void *context)
{
    (void)context;
    tell(1000, A, read_64);
    tell(20000, A, read_again);
    tell(40000, A, read_64);
    tell(60000, A, read_again);
    type_at(500, "cr\rcrlf\r\n\nend\n");
    RUN_UNTIL(100000);
    CHECK_TEXT(lines, "cr|crlf||end|");
    CHECK_DONE("a0=2 a1=4 a0=0 a1=3");
    return failures;
}

static int a_long_line_is_refused_as_a_whole(void *context)
{
    (void)context;
    tell(1000, A, read_64);
    tell(30000, A, read_again);
    tell(60000, A, read_8);
    type_at(2000, TEN TEN TEN TEN TEN TEN "12345\rfits in here\r123456789\r");
    RUN_UNTIL(100000);
    CHECK_DONE("a0=-10 a1=12 a2=-10");
    CHECK_TEXT(lines, "fits in here|");
    return failures;
}

/** Also where the reader has room for more. */
static int a_line_has_a_limit_of_its_own(void *context)
{
    (void)context;
    tell(1000, A, read_300);
    type_at(2000, TEN TEN TEN TEN TEN TEN "12345\r");
    RUN_UNTIL(100000);
    CHECK_DONE("a1=-10");
    return failures;
}

/** 65 characters are too many, but one is taken back. */
static int a_long_line_can_be_edited_short(void *context)
{
    (void)context;
    tell(1000, A, read_64);
    type_at(2000, TEN TEN TEN TEN TEN TEN "12345\b\r");
    RUN_UNTIL(100000);
    CHECK_DONE("a0=64");
    CHECK_TEXT(lines, TEN TEN TEN TEN TEN TEN "1234|");
    return failures;
}

static int nothing_typed_ahead_is_lost(void *context)
{
    (void)context;
    char typed[512] = "";
    for (int i = 0; i < 20; i++) {
        strcat(typed, TEN "\r");
    }
    type_at(1000, typed);
    for (int i = 0; i < 20; i++) {
        tell(10000 + 5000u * (uint32_t)i, A, i % 2 == 0 ? read_64 : read_again);
    }
    RUN_UNTIL(200000);
    typed[0] = '\0';
    for (int i = 0; i < 20; i++) {
        strcat(typed, TEN "|");
    }
    CHECK_TEXT(lines, typed);
    return failures;
}

static int a_cancelled_line_is_kept(void *context)
{
    (void)context;
    tell(1000, A, read_64);
    type_at(2000, "half");
    tell(20000, A, cancel_0);
    tell(30000, A, read_again);
    type_at(40000, " and half\r");
    RUN_UNTIL(100000);
    CHECK_DONE("a0=-1 a1=13");
    CHECK_TEXT(lines, "half and half|");
    return failures;
}

static int bytes_come_as_they_are(void *context)
{
    (void)context;
    tell(1000, A, read_64);
    type_at(2000, "typed");
    tell(20000, A, cancel_0);
    tell(30000, A, read_bytes);
    RUN_UNTIL(35000);
    CHECK_DONE("a0=-1 a1=5");
    CHECK_TEXT(lines, "typed|");
    return failures;
}

static int raw_bytes_are_not_echoed(void *context)
{
    (void)context;
    tell(1000, A, read_bytes);
    type_at(2000, "\b\x15\r\n");
    RUN_UNTIL(35000);
    CHECK_DONE("a1=4");
    CHECK_TEXT(lines, "\b\x15\r\n|");
    CHECK_TEXT(sim_uart_text(0), "");
    return failures;
}

/* ---- Writes ------------------------------------------------------------------------------------------------- */

static uint32_t sent_when_done;

static void note_sent(struct client *me, struct lev_op *op)
{
    (void)me;
    (void)op;
    sent_when_done = (uint32_t)strlen(sim_uart_text(0));
}

static int a_write_completes_below_the_high_water_mark(void *context)
{
    (void)context;
    client_also_on_done = note_sent;
    tell(1000, A, write_long);
    RUN_UNTIL(100000);
    CHECK_DONE("a3=300");
    CHECK_TEXT(sim_uart_text(0), long_text);
    CHECK(sent_when_done >= LONG_BYTES - UART_TX_HIGH);
    CHECK(sent_when_done < LONG_BYTES);
    return failures;
}

static int writers_take_turns_in_order(void *context)
{
    (void)context;
    tell(1000, A, write_long);
    tell(1100, B, write_short);
    tell(1200, A, write_short /* its second */);
    RUN_UNTIL(100000);
    CHECK_DONE("a4=-11 a3=300 b4=5");
    char expected[512];
    (void)snprintf(expected, sizeof expected, "%sshort", long_text);
    CHECK_TEXT(sim_uart_text(0), expected);
    return failures;
}

static int a_fifth_writer_is_refused(void *context)
{
    (void)context;
    tell(1000, A, write_long);
    for (uint8_t i = 1; i < 5; i++) {
        tell(1000 + 100u * i, (uint8_t)(A + i), write_short);
    }
    RUN_UNTIL(100000);
    CHECK_DONE("e4=-4 a3=300 b4=5 c4=5 d4=5");
    return failures;
}

static int a_write_is_cancelled_half_way(void *context)
{
    (void)context;
    tell(1000, A, write_block);
    tell(1100, B, write_short);
    tell(2000, A, cancel_3);
    RUN_UNTIL(100000);
    CHECK_DONE("a3=-1 b4=5");
    const char *text = sim_uart_text(0);
    size_t bytes = strlen(text);
    CHECK(bytes > 5 && bytes < 100);
    CHECK(strncmp(text, long_text, bytes - 5) == 0);
    CHECK_TEXT(text + bytes - 5, "short");
    return failures;
}

static int a_waiting_write_is_cancelled(void *context)
{
    (void)context;
    tell(1000, B, write_long);
    tell(1100, A, write_block);
    tell(2000, A, cancel_3);
    RUN_UNTIL(100000);
    CHECK_DONE("a3=-1 b3=300");
    CHECK_TEXT(sim_uart_text(0), long_text);
    return failures;
}

static void write_nothing(struct client *me)
{
    CHECK(lev_write_start(&me->op[4], CONSOLE, NULL, 0) == LEV_OK);
    CHECK(lev_read_start(&me->op[0], CONSOLE, NULL, 0) == LEV_E_RANGE);
}

static int nothing_can_be_written_but_not_read(void *context)
{
    (void)context;
    tell(1000, A, write_nothing);
    RUN_UNTIL(100000);
    CHECK_DONE("a4=0");
    return failures;
}

/* An echo is never lost, though a writer keeps the transmitter busy. */
static int echo_and_output_share_the_line(void *context)
{
    (void)context;
    tell(1000, A, write_long);
    tell(1000, B, read_64);
    type_at(
        5000, "A\x15"
              "B\x15"
              "C\x15"
              "D\x15"
              "E\x15"
              "F\x15"
              "ABCDEFGHIJKLMNOPQRSTUVWXYZ\r");
    RUN_UNTIL(100000);
    CHECK_TEXT(lines, "ABCDEFGHIJKLMNOPQRSTUVWXYZ|");
    char echo[128] = "";
    for (const char *c = sim_uart_text(0); *c != '\0'; c++) {
        if (*c >= 'A' || *c < ' ') {
            strncat(echo, c, 1);
        }
    }
    CHECK_TEXT(echo, "A^U\r\nB^U\r\nC^U\r\nD^U\r\nE^U\r\nF^U\r\nABCDEFGHIJKLMNOPQRSTUVWXYZ\r\n");
    CHECK(strlen(sim_uart_text(0)) == LONG_BYTES + strlen(echo));
    return failures;
}

/* ---- Refusals ----------------------------------------------------------------------------------------------- */

static void ask_what_it_does_not_know(struct client *me)
{
    CHECK(lev_close_start(&me->op[3], CONSOLE) == LEV_OK);
    CHECK(lev_gpio_read_start(&me->op[4], CONSOLE, 1) == LEV_OK);
    CHECK(lev_write_start(&me->op[5], LACKING, "x", 1) == LEV_OK);
}

static int what_cannot_be_done_is_refused(void *context)
{
    (void)context;
    tell(1000, A, ask_what_it_does_not_know);
    tell(2000, A, read_64);
    tell(2100, B, read_64);
    tell(2200, A, read_again);
    RUN_UNTIL(100000);
    CHECK_DONE("a3=-7 a4=-7 a5=-8 b0=-11 a1=-11");
    return failures;
}

static void overrun(void *context)
{
    static const uint8_t junk[65] = {0};
    (void)context;
    CHECK(!core_isr_stage(&core_nodes()[UART0].sources[0], junk, sizeof junk));
}

static int lost_input_is_reported(void *context)
{
    (void)context;
    sim_at(1000, overrun, NULL);
    RUN_UNTIL(100000);
    CHECK_TEXT(sim_uart_text(0), "\a");
    struct lev_log_entry entry;
    bool found = false;
    while (core_log_take(&entry)) {
        found |= entry.rank == UART0 && entry.level == LEV_LOG_WARN && entry.value == 65;
    }
    CHECK(found);
    return failures;
}

/* ---- Crashes ------------------------------------------------------------------------------------------------ */

static bool on_again; /* client a starts over what ended with RESTARTED */

/** A console that goes on: reads line after line, writes each back from a block of its own. */
static void go_on(struct client *me, struct lev_op *op)
{
    note_line(me, op);
    if (!on_again || core_self()->current->rank != A) {
        return;
    }
    if (op == &me->op[0]) {
        read_line(me, 0, 64);
    } else if (op == &me->op[3] && op->result == LEV_E_RESTARTED) {
        CHECK(client_data(me, 3) != NULL); /* the block is back */
        CHECK(lev_write_start(&me->op[3], CONSOLE, client_data(me, 3), 300) == LEV_OK);
    }
    client_also_on_done = go_on;
}

static void begin(struct client *me)
{
    read_64(me);
    client_also_on_done = go_on;
    write_block(me);
}

static void begin_at_start(struct client *me, struct lev_event event)
{
    if (event.id == LEV_EVENT_START && core_self()->current->rank == A) {
        begin(me);
    }
}

static int a_crash_leaves_the_application_going(void *context)
{
    (void)context;
    on_again = true;
    client_also_on_event = begin_at_start;
    type_at(2000, "lost");
    abort_node(3000, UART0, 1);
    type_at(60000, "kept\r");
    RUN_UNTIL(120000);
    CHECK(aborts == 1);
    CHECK(strstr(client_done, "a0=-13") != NULL && strstr(client_done, "a3=-13") != NULL);
    CHECK(strstr(client_done, "a3=300") != NULL);
    CHECK_TEXT(lines, "kept|");
    return failures;
}

/** Wherever a node is aborted, both go on, and no block is lost. */
static int abort_somewhere(void *context)
{
    const uint64_t *where = context;
    failures = 0;
    on_again = true;
    client_also_on_event = begin_at_start;
    type_at(2000, "first\r");
    abort_at_instant(where[0], (uint8_t)where[1]);
    type_at(60000, "\x15last\r");
    RUN_UNTIL(150000);
    size_t bytes = strlen(lines);
    CHECK(bytes >= 5 && strcmp(lines + bytes - 5, "last|") == 0);
    CHECK(strstr(client_done, "a3=300") != NULL);
    CHECK(free_blocks() == 12 - 2);
    if (failures != 0) {
        fprintf(stderr, "… aborted at instant %d\n", (int)where[0]);
    }
    return aborts == 0 && failures == 0 ? 200 : failures;
}

static int sweep(uint8_t rank, uint32_t hits_min)
{
    uint32_t hit = 0;
    uint64_t nowhere[] = {UINT64_MAX, rank};
    uint64_t last = sim_child(abort_somewhere, nowhere).instants;
    for (uint64_t instant = 1; instant <= last && failures < 5; instant++) {
        uint64_t where[] = {instant, rank};
        struct sim_result result = sim_child(abort_somewhere, where);
        hit += result.status == 0;
        CHECK(result.status == 0 || result.status == 200);
    }
    CHECK(hit >= hits_min);
    return failures;
}

static int the_driver_is_aborted_everywhere(void *context)
{
    (void)context;
    return sweep(UART0, 50);
}

static int the_client_is_aborted_everywhere(void *context)
{
    (void)context;
    return sweep(A, 4);
}

static void end_life(struct client *me)
{
    (void)me;
    lev_restart();
}

/** The client's life ends while the driver holds its ops and its block. */
static int client_restarts(void *context)
{
    failures = 0;
    client_also_on_event = begin_at_start;
    on_again = true;
    type_at(2000, "first\r");
    tell(*(const uint64_t *)context, A, end_life);
    type_at(100000, "\x15last\r");
    RUN_UNTIL(150000);
    size_t bytes = strlen(lines);
    CHECK(bytes >= 5 && strcmp(lines + bytes - 5, "last|") == 0);
    CHECK(strstr(client_done, "a3=300") != NULL);
    CHECK(free_blocks() == 12 - 2);
    return failures;
}

static int the_client_restarts_at_any_time(void *context)
{
    (void)context;
    for (uint64_t at = 500; at < 40000; at += 97) {
        CHECK(sim_child(client_restarts, &at).status == 0);
    }
    return failures;
}

/** Doubled and short interrupts change when, not what. */
static int interrupts_go_wrong(void *context)
{
    const uint64_t *seed = context;
    failures = 0;
    sim_seed_set(*seed);
    *sim_faults(SIM_UART) = (struct sim_faults){.doubled = 16384, .short_transfer = 32768};
    tell(1000, A, write_long);
    tell(1000, B, read_64);
    type_at(5000, "hello there\rmore to come");
    tell(200000, B, read_again);
    type_at(250000, "\r");
    RUN_UNTIL(800000);
    CHECK_TEXT(lines, "hello there|more to come|");
    CHECK(strstr(client_done, "a3=300") != NULL);
    CHECK(strlen(sim_uart_text(0)) == LONG_BYTES + 27);
    return failures;
}

static int seeds(void *context)
{
    (void)context;
    for (uint64_t seed = 1; seed <= 100; seed++) {
        struct sim_result one = sim_child(interrupts_go_wrong, &seed);
        struct sim_result same = sim_child(interrupts_go_wrong, &seed);
        CHECK(one.status == 0 && one.hash == same.hash);
    }
    return failures;
}

int main(void)
{
    return run_cases((const struct test_case[]){
        CASE(a_line_is_echoed),
        CASE(a_line_is_edited),
        CASE(line_ends_of_all_kinds),
        CASE(a_long_line_is_refused_as_a_whole),
        CASE(a_line_has_a_limit_of_its_own),
        CASE(a_long_line_can_be_edited_short),
        CASE(nothing_typed_ahead_is_lost),
        CASE(a_cancelled_line_is_kept),
        CASE(bytes_come_as_they_are),
        CASE(raw_bytes_are_not_echoed),
        CASE(a_write_completes_below_the_high_water_mark),
        CASE(writers_take_turns_in_order),
        CASE(a_fifth_writer_is_refused),
        CASE(a_write_is_cancelled_half_way),
        CASE(a_waiting_write_is_cancelled),
        CASE(nothing_can_be_written_but_not_read),
        CASE(echo_and_output_share_the_line),
        CASE(what_cannot_be_done_is_refused),
        CASE(lost_input_is_reported),
        CASE(a_crash_leaves_the_application_going),
        CASE(the_driver_is_aborted_everywhere),
        CASE(the_client_is_aborted_everywhere),
        CASE(the_client_restarts_at_any_time),
        CASE(seeds),
        {NULL, NULL},
    });
}
