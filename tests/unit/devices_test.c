/* SPDX-License-Identifier: MIT */
/**
 * The small drivers (gpio, button, pulse, watchdog), and the raw groups that they stand on.
 */
#include <lev/gpio.h>
#include <lev/log.h>
#include <lev/raw.h>
#include <lev/watchdog.h>

#include "core/clock.h"
#include "drivers/button/button.h"
#include "drivers/gpio/gpio.h"
#include "drivers/pulse/pulse.h"
#include "drivers/watchdog/watchdog.h"
#include "tests/unit/client.h"

enum { GPIO, PULSE, WATCHDOG };
enum { PIN_OUT = 3, PIN_BUTTON = 4, PIN_PULSE = 5, PIN_LACKING = 99 };
enum { EVENT_BUTTON = 100, EVENT_PULSE, EVENT_PULSED };
enum { WINDOW = 0x40001000 };

static const struct button_config button_config = {
    .pin = PIN_BUTTON, .event_id = EVENT_BUTTON, .pressed_low = 1};
static const struct button_config nowhere_config = {.pin = PIN_LACKING, .event_id = EVENT_BUTTON};
static const struct pulse_config pulse_config = {
    .pin = PIN_PULSE,
    .width_us = 100,
    .gap_us = 200,
    .start_id = EVENT_PULSE,
    .done_id = EVENT_PULSED};
static const struct watchdog_config watchdog_config = {.period_ms = 400};

/* clang-format off */
#define LEV_NODES(NODE)                                                                                \
    NODE(clock, clock, LEV_PRIORITY(31), 1, LEV_REJECT, 0, 0, 0, 0, 0, 0, LEV_SOURCES_OF(clock_alarm, 1)) \
    NODE(watchdog, watchdog, LEV_PRIORITY(25), 1, LEV_REJECT, LEV_MS(2), 0, 1, 0, 0, 0,                \
         .config = &watchdog_config)                                                                   \
    NODE(gpio, gpio, LEV_PRIORITY(21), 1, LEV_REJECT, LEV_MS(2), 0, 0, 0, 0, 0, )                      \
    NODE(button, button, LEV_PRIORITY(20), 1, LEV_REJECT, LEV_MS(2), 0, 1, 0, 0, 0,                    \
         .config = &button_config, LEV_LINKS(LEV_TO(a)))                                               \
    NODE(nowhere, button, LEV_PRIORITY(19), 1, LEV_REJECT, LEV_MS(2), 0, 1, 0, 0, 0,                   \
         .config = &nowhere_config, LEV_LINKS(LEV_TO(a)))                                              \
    NODE(pulse, pulse, LEV_PRIORITY(18), 2, LEV_REJECT, LEV_MS(20), 0, 0, 0, 0, 0,                     \
         .config = &pulse_config, LEV_LINKS(LEV_TO(a)))                                                \
    NODE(a, client, LEV_PRIORITY(10), 8, LEV_REJECT, LEV_MS(2), 10, 0, 2, 0, 0,                        \
         LEV_SOURCES_OF(a_poke, 1), LEV_WINDOWS({WINDOW, 8}),                                          \
         LEV_LINKS(LEV_TO(gpio), LEV_TO(pulse), LEV_TO(watchdog)))                                     \
    NODE(b, client, LEV_PRIORITY(9), 8, LEV_REJECT, LEV_MS(2), 10, 0, 2, 0, 0,                         \
         LEV_SOURCES_OF(b_poke, 1), LEV_LINKS(LEV_TO(gpio), LEV_TO(pulse), LEV_TO(watchdog)))
#define LEV_SOURCES(SOURCE)                                                                            \
    SOURCE(clock_alarm, clock, 0, 0) SOURCE(a_poke, a, 0, 32) SOURCE(b_poke, b, 0, 32)
#define LEV_CLOCK_SOURCE clock_alarm
#define LEV_POOLS(POOL) POOL(16, 2)
#include <lev/deploy.h>
/* clang-format on */

enum { A = LEV_NODE_a, B = LEV_NODE_b, WATCHDOG_NODE = LEV_NODE_watchdog };

/* Events that came to a: "100=1 ". */
static char events[256];

static void note_event(struct client *me, struct lev_event event)
{
    (void)me;
    size_t used = strlen(events);
    if (event.id >= LEV_EVENT_USER) {
        (void)snprintf(events + used, sizeof events - used, "%u=%u ", event.id, event.arg);
    }
}

/* ---- gpio --------------------------------------------------------------------------------------------------- */

static void use_pins(struct client *me)
{
    CHECK(lev_gpio_write_start(&me->op[0], GPIO, PIN_OUT, true) == LEV_OK);
    CHECK(lev_gpio_read_start(&me->op[1], GPIO, PIN_OUT) == LEV_OK);
    CHECK(lev_gpio_read_start(&me->op[2], GPIO, 7) == LEV_OK);
    CHECK(lev_gpio_read_start(&me->op[3], GPIO, PIN_LACKING) == LEV_OK);
    CHECK(lev_gpio_write_start(&me->op[4], GPIO, PIN_LACKING, true) == LEV_OK);
    CHECK(lev_gpio_write_start(&me->op[5], PULSE + 9, PIN_OUT, true) == LEV_E_DENIED);
    CHECK(lev_watchdog_alive_start(&me->op[5], GPIO, 100) == LEV_OK);
}

static int pins(void *context)
{
    (void)context;
    tell(1000, A, use_pins);
    RUN_UNTIL(50000);
    CHECK_DONE("a0=0 a1=1 a2=0 a3=-10 a4=-10 a5=-7");
    CHECK(sim_gpio_output(PIN_OUT) == 1);
    return failures;
}

/* ---- button ------------------------------------------------------------------------------------------------- */

static void press(void *context)
{
    (void)context;
    sim_gpio_input(PIN_BUTTON, false);
}

static void release(void *context)
{
    (void)context;
    sim_gpio_input(PIN_BUTTON, true);
}

/** Bounces between polls, and one that hits a poll; then a press, and a release. */
static int a_button_does_not_bounce(void *context)
{
    (void)context;
    client_also_on_event = note_event;
    sim_gpio_input(PIN_BUTTON, true);
    sim_at(12000, press, NULL);
    sim_at(13000, release, NULL);
    sim_at(28000, press, NULL);
    sim_at(32000, release, NULL);
    sim_at(101000, press, NULL);
    sim_at(202000, release, NULL);
    sim_at(204000, press, NULL);
    sim_at(206000, release, NULL);
    RUN_UNTIL(400000);
    CHECK_TEXT(events, "100=1 100=0 ");
    return failures;
}

static int a_pin_that_is_not_there_is_reported(void *context)
{
    (void)context;
    RUN_UNTIL(50000);
    struct lev_log_entry entry;
    CHECK(core_log_take(&entry));
    CHECK(
        entry.rank == LEV_NODE_nowhere && entry.level == LEV_LOG_ERROR
        && entry.value == LEV_E_RANGE);
    CHECK(!core_log_take(&entry));
    return failures;
}

/* ---- pulse and tight loops ------------------------------------------------------------------------------------ */

static void ask_pulses(struct client *me)
{
    (void)me;
    CHECK(lev_post(PULSE, (struct lev_event){EVENT_PULSE, 3}) == LEV_OK);
}

static void ask_too_many(struct client *me)
{
    (void)me;
    CHECK(lev_post(PULSE, (struct lev_event){EVENT_PULSE, 34}) == LEV_OK);
    CHECK(lev_post(PULSE, (struct lev_event){EVENT_PULSE, 0}) == LEV_OK);
}

/** Widths of the pulses on the pin, from the trace. */
static uint32_t check_pulses(void)
{
    uint64_t rise = 0;
    uint32_t count = 0;
    for (uint32_t i = 0; i < sim_trace_count(); i++) {
        struct sim_trace_entry entry = sim_trace_entry(i);
        if (strcmp(entry.what, "gpio") != 0 || entry.a != PIN_PULSE) {
            continue;
        }
        if (entry.b != 0) {
            rise = entry.ticks;
        } else if (rise != 0) {
            CHECK(entry.ticks - rise >= 100 && entry.ticks - rise <= 105);
            count++;
        }
    }
    return count;
}

static int pulses_have_their_width(void *context)
{
    (void)context;
    client_also_on_event = note_event;
    sim_gpio_input(PIN_BUTTON, true);
    tell(1000, A, ask_pulses);
    RUN_UNTIL(50000);
    CHECK(check_pulses() == 3);
    CHECK(strncmp(events, "101=", 4) != 0 && strncmp(events, "102=", 4) == 0);
    CHECK(strcmp(events, "102=65535 ") != 0);
    return failures;
}

static int long_trains_are_refused(void *context)
{
    (void)context;
    client_also_on_event = note_event;
    sim_gpio_input(PIN_BUTTON, true);
    tell(1000, A, ask_too_many);
    RUN_UNTIL(50000);
    CHECK(check_pulses() == 0);
    CHECK_TEXT(events, "102=65535 102=65535 ");
    return failures;
}

static uint32_t loop_calls;

static lev_result busy_inside(void *state, uint32_t ticks_per_us_q8)
{
    loop_calls++;
    CHECK(ticks_per_us_q8 == port_ticks_per_us_q8);
    CHECK(lev_tightloop_run(busy_inside, state) == LEV_E_BUSY);
    return 42;
}

static lev_result never_ends(void *state, uint32_t ticks_per_us_q8)
{
    volatile bool ever = state != NULL && ticks_per_us_q8 != 0;
    while (ever) {
        loop_calls += lev_tightloop_ticks() == 0;
    }
    return 0;
}

static void loop_once(struct client *me)
{
    CHECK(lev_tightloop_run(busy_inside, me) == 42);
}

static void loop_for_ever(struct client *me)
{
    CHECK(lev_tightloop_run(never_ends, me) == 1); /* does not return */
}

static int a_tight_loop_that_is_aborted_leaves_nothing(void *context)
{
    (void)context;
    tell(1000, A, loop_once);
    tell(2000, A, loop_for_ever);
    tell(30000, B, loop_once);
    tell(31000, A, use_pins);
    RUN_UNTIL(50000);
    CHECK(loop_calls == 2);
    CHECK_DONE("a0=0 a1=1 a2=0 a3=-10 a4=-10 a5=-7");
    return failures;
}

/* ---- registers ---------------------------------------------------------------------------------------------- */

static uint32_t registers[2];

static uint32_t read_register(void *context, uint32_t offset)
{
    (void)context;
    return registers[offset / 4] + 1;
}

static void write_register(void *context, uint32_t offset, uint32_t value)
{
    (void)context;
    registers[offset / 4] = value;
}

static uint32_t step;

static void use_registers(struct client *me)
{
    (void)me;
    lev_mmio_write(0, 4, 77);
    CHECK(lev_mmio_read(0, 4) == 78);
    CHECK(lev_mmio_read(0, 0) == 1);
    step++;
}

/** Each of these fails assertion CORE 20. */
static void reach_outside(struct client *me)
{
    (void)me;
    switch (step++) {
    case 1: lev_mmio_write(0, 8, 1); break;
    case 2: (void)(lev_mmio_read(0, 0xfffffffc) == 0); break;
    case 3: (void)(lev_mmio_read(0, 2) == 0); break;
    default: (void)(lev_mmio_read(1, 0) == 0); break;
    }
    CHECK(false);
}

static int registers_are_reached_through_windows(void *context)
{
    (void)context;
    sim_mmio_attach(&(struct sim_window){
        .base = WINDOW, .bytes = 8, .read = read_register, .write = write_register});
    tell(1000, A, use_registers);
    for (uint32_t i = 0; i < 4; i++) {
        tell(10000 + 5000 * i, A, reach_outside);
    }
    tell(40000, B, reach_outside);
    RUN_UNTIL(50000);
    CHECK(step == 6);
    struct lev_log_entry entry;
    uint32_t aborted = 0;
    while (core_log_take(&entry)) {
        aborted += entry.reason == LEV_START_ASSERT && entry.place == (MODULE_CORE << 16 | 20u);
    }
    CHECK(aborted == LEV_LOG_ENTRIES);
    return failures;
}

/* ---- watchdog ----------------------------------------------------------------------------------------------- */

static void promise(struct client *me)
{
    CHECK(lev_watchdog_alive_start(&me->op[0], WATCHDOG, 1000) == LEV_OK);
}

static void take_back(struct client *me)
{
    CHECK(lev_watchdog_alive_start(&me->op[1], WATCHDOG, 0) == LEV_OK);
}

static void promise_for_ever(struct client *me)
{
    CHECK(lev_watchdog_alive_start(&me->op[2], WATCHDOG, 0x80000000u) == LEV_OK);
}

static int nobody_promised_so_it_is_fed(void *context)
{
    (void)context;
    tell(1000, A, promise_for_ever);
    RUN_UNTIL(3000000);
    CHECK_DONE("a2=-10");
    return failures;
}

static int promises_are_kept_or_taken_back(void *context)
{
    (void)context;
    tell(1000, A, promise);
    tell(1000, B, promise);
    tell(900000, A, promise);
    tell(950000, B, take_back);
    tell(1800000, A, promise);
    RUN_UNTIL(2700000);
    CHECK_DONE("a0=0 b0=0 a0=0 b1=0 a0=0");
    return failures;
}

/** The board resets: within the promise, a feeding interval and the hardware's period. */
static int a_broken_promise_resets(void *context)
{
    (void)context;
    tell(1000, A, promise);
    tell(1000, B, promise);
    tell(900000, A, promise);
    sim_limit(3000000);
    CHECK(sim_run() == 70);
    CHECK(sim_now() > 1300000 && sim_now() < 1510000);
    return failures;
}

static int a_late_report_is_forgiven(void *context)
{
    (void)context;
    tell(1000, A, promise);
    tell(1200000, A, promise);
    RUN_UNTIL(2100000);
    return failures;
}

static void end_life(struct client *me)
{
    (void)me;
    lev_restart();
}

/** The promise is the node's, not its life's. */
static int a_new_life_must_report_too(void *context)
{
    (void)context;
    tell(1000, A, promise);
    tell(500000, A, end_life);
    sim_limit(3000000);
    CHECK(sim_run() == 70);
    return failures;
}

static int the_watchdogs_driver_restarts(void *context)
{
    (void)context;
    tell(1000, A, promise);
    abort_node(150000, WATCHDOG_NODE, 1);
    RUN_UNTIL(3000000);
    CHECK(aborts == 1);
    return failures;
}

int main(void)
{
    return run_cases((const struct test_case[]){
        CASE(pins),
        CASE(a_button_does_not_bounce),
        CASE(a_pin_that_is_not_there_is_reported),
        CASE(pulses_have_their_width),
        CASE(long_trains_are_refused),
        CASE(a_tight_loop_that_is_aborted_leaves_nothing),
        CASE(registers_are_reached_through_windows),
        CASE(nobody_promised_so_it_is_fed),
        CASE(promises_are_kept_or_taken_back),
        CASE(a_broken_promise_resets),
        CASE(a_late_report_is_forgiven),
        CASE(a_new_life_must_report_too),
        CASE(the_watchdogs_driver_restarts),
        {NULL, NULL},
    });
}
