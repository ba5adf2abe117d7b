/* SPDX-License-Identifier: MIT */
/**
 * What core expects of a machine (ports/port.h): a clock that only goes forward, alarms on time, handlers that can be ended
 * wherever they are.
 */
#include "tests/ports/machine.h"

#include <lev/error.h>
#include <lev/timer.h>

#include "ports/port.h"
#include "tests/test.h"

/** What the victim is to do next, and what came of it: not in its state, which a restart clears. */
static void (*volatile misdeed)(void);
volatile uint32_t lives, last_reason;
volatile uint32_t pulses_done, pulse_jitter_ns;
uint32_t patience;

void victim_on_event(void *state, struct lev_event event)
{
    (void)state;
    if (event.id == LEV_EVENT_START) {
        lives++;
        last_reason = event.arg;
        return;
    }
    misdeed();
}

const struct lev_component victim_component = {
    .name = "victim", .state_bytes = sizeof(struct victim)};

static void next_turn(lev_time after)
{
    if (lev_timer_start(after, 0, MACHINE_TURN) < 0) {
        test_say("no timer left\n");
        test_exit(1);
    }
}

/* Periodic ticks: how late each came. The emulator counts instructions, so that its host may be as busy as it likes. */
enum { TICKS = 4, LATE_MAX_US = 100 };

static lev_handle tick_timer;
static lev_time tick_start;
static uint32_t tick_count;
static int32_t tick_late[TICKS];

static void on_tick(void)
{
    if (tick_count < TICKS) {
        lev_time due = tick_start + LEV_MS(500) * (tick_count + 1);
        tick_late[tick_count] = (int32_t)(lev_now() - due);
    }
    tick_count++;
}

void pilot_on_event(void *state, struct lev_event event)
{
    (void)state;
    if (event.id == MACHINE_TICK) {
        on_tick();
        return;
    }
    if (event.id == MACHINE_PULSED) {
        pulses_done++;
        pulse_jitter_ns = event.arg;
        return;
    }
    if (event.id == LEV_EVENT_START) {
        next_turn(LEV_MS(1)); /* the victim's first life begins before that */
        return;
    }
    int64_t after = 0;
    enum test_turn turn = test_turn(&after);
    if (turn == TEST_ALL_OVER) {
        test_finish();
    }
    if (turn == TEST_CASE_OVER) {
        test_next();
    }
    next_turn(after);
}

const struct lev_component pilot_component = {.name = "pilot", .state_bytes = sizeof(struct pilot)};

static uint32_t ticks(uint32_t us)
{
    return (uint32_t)((uint64_t)us * port_ticks_per_us_q8 >> 8);
}

/** Read the clock for this long. @return the largest step between two reads; a step back is a very large one */
static uint32_t largest_step(uint32_t us)
{
    uint32_t began = port_clock_now();
    uint32_t last = began;
    uint32_t largest = 0;
    while (last - began < ticks(us)) {
        uint32_t now = port_clock_now();
        largest = now - last > largest ? now - last : largest;
        last = now;
    }
    return largest;
}

/* Forward. How far is not said: an emulator's host may stand still for a second. */
#define STEP_MAX ((uint32_t)INT32_MAX)

TEST(the_clock_only_goes_forward)
{
    uint32_t largest = largest_step(2500000);
    CHECK(largest < STEP_MAX);
    test_say("largest step (ticks): ");
    test_say_number(largest);
    test_say("\n");
}

TEST(the_clock_goes_on_while_the_alarm_is_moved)
{
    uint32_t began = port_clock_now();
    uint32_t last = began;
    uint32_t largest = 0;
    for (uint32_t i = 0; last - began < ticks(300000); i++) {
        port_alarm_set(last + ticks(20 + i % 61 * 50));
        uint32_t now = port_clock_now();
        largest = now - last > largest ? now - last : largest;
        last = now;
    }
    CHECK(largest < STEP_MAX);
}

TEST(the_clock_goes_on_while_masked_and_the_alarm_is_due)
{
    port_irq_mask();
    port_alarm_set(port_clock_now() + ticks(2000));
    uint32_t largest = largest_step(10000);
    port_irq_unmask();
    CHECK(largest < STEP_MAX);
}

/** Two instructions a round. */
static void spend_rounds(uint32_t rounds)
{
    __asm__ volatile(".syntax unified\n1:\tsubs %0, %0, #1\n\tbne 1b" : "+l"(rounds)::"cc");
}

/** The clock against something else than itself: an instruction takes 32 ns (tools/qemu/run.sh -i 5). */
TEST(the_clock_counts_as_fast_as_it_says)
{
    enum { ROUNDS = 1000000, NS_PER_ROUND = 64, EXPECTED_US = ROUNDS / 1000 * NS_PER_ROUND };
    uint32_t began = port_clock_now();
    spend_rounds(ROUNDS);
    uint32_t us = (uint32_t)(((uint64_t)(port_clock_now() - began) << 8) / port_ticks_per_us_q8);
    CHECK(us > EXPECTED_US - EXPECTED_US / 100);
    CHECK(us < EXPECTED_US + EXPECTED_US / 100);
}

TEST(timers_keep_their_period)
{
    STEPS;
    tick_count = 0;
    tick_start = lev_now();
    tick_timer = lev_timer_start(LEV_MS(500), LEV_MS(500), MACHINE_TICK);
    WAIT(LEV_MS(500) * TICKS + LEV_MS(100));
    (void)lev_timer_stop(tick_timer);
    CHECK_EQ(tick_count, TICKS);
    test_say("late by (us):");
    for (uint32_t i = 0; i < TICKS; i++) {
        CHECK(tick_late[i] >= 0);
        CHECK(tick_late[i] <= LATE_MAX_US);
        test_say(" ");
        test_say_number(tick_late[i]);
    }
    test_say("\n");
    END;
}

TEST(leading_zeros_are_counted)
{
    for (uint32_t zeros = 0; zeros < 32; zeros++) {
        uint32_t bit = 0x80000000u >> zeros;
        CHECK_EQ(port_clz(bit), zeros);
        CHECK_EQ(port_clz(bit | (bit - 1)), zeros);
        CHECK_EQ(port_clz(bit | bit >> 1), zeros);
    }
}

TEST(constant_memory_is_known)
{
    static const char text[] = "constant";
    static char variable[8];
    CHECK(port_is_constant(text, sizeof text));
    CHECK(!port_is_constant(variable, sizeof variable));
    CHECK(!port_is_constant(text, 0x80000000u));
    CHECK(!port_is_constant(text, UINT32_MAX));
}

enum { PILOT_VICTIM, PILOT_RIVAL, PILOT_PULSE };

static void let_node(lev_handle node, void (*what)(void))
{
    lives = 0;
    misdeed = what;
    (void)lev_post(node, (struct lev_event){VICTIM_EVENT, 0});
}

void ask_for_pulses(uint16_t count)
{
    (void)lev_post(PILOT_PULSE, (struct lev_event){MACHINE_PULSE, count});
}

void let(void (*what)(void))
{
    let_node(PILOT_VICTIM, what);
}

void let_rival(void (*what)(void))
{
    let_node(PILOT_RIVAL, what);
}

static void run_away(void)
{
    for (;;) {
        __asm__ volatile("");
    }
}

TEST(a_runaway_handler_is_ended)
{
    STEPS;
    let(run_away);
    WAIT_FOR_LIFE;
    CHECK_EQ(last_reason, LEV_START_BUDGET);
    END;
}

/** Refused where the first page is protected, and where a word must be aligned. (Not every bus refuses what it has not.) */
static const volatile uint32_t *volatile nowhere;

static void touch_nothing(void)
{
    nowhere = (const volatile uint32_t *)1;
    (void)*nowhere;
}

TEST(a_bad_address_is_a_fault)
{
    STEPS;
    let(touch_nothing);
    WAIT_FOR_LIFE;
    CHECK_EQ(last_reason, LEV_START_FAULT);
    END;
}

static void undefined_instruction(void)
{
    __asm__ volatile("udf #1");
}

TEST(an_undefined_instruction_is_a_fault)
{
    STEPS;
    let(undefined_instruction);
    WAIT_FOR_LIFE;
    CHECK_EQ(last_reason, LEV_START_FAULT);
    END;
}

static void fault_masked(void)
{
    port_irq_mask();
    touch_nothing();
}

TEST(a_fault_while_masked_leaves_nothing_masked)
{
    STEPS;
    let(fault_masked);
    WAIT_FOR_LIFE;
    CHECK_EQ(last_reason, LEV_START_FAULT);
    let(run_away);
    WAIT_FOR_LIFE;
    CHECK_EQ(last_reason, LEV_START_BUDGET);
    END;
}

static uint32_t round_now;

TEST(all_goes_on_afterwards)
{
    STEPS;
    for (round_now = 0; round_now < 20; round_now++) {
        let(round_now % 2 == 0 ? run_away : touch_nothing);
        WAIT_FOR_LIFE;
    }
    END;
}
