/* SPDX-License-Identifier: MIT */
/**
 * The simulator: time, script, aborts and faults at exact places, equal traces.
 */
#include <stdio.h>
#include <string.h>

#include "core/core.h"
#include "ports/hosted/sim/sim.h"
#include "tests/hosted/small.h"

static int failures;

#define CHECK(condition)                                                    \
    do {                                                                    \
        if (!(condition)) {                                                 \
            fprintf(stderr, "%s:%d: %s\n", __FILE__, __LINE__, #condition); \
            failures++;                                                     \
        }                                                                   \
    } while (0)

static void type(void *context)
{
    sim_uart_type(0, context);
}

/* ---- Scenarios, each in a process of its own --------------------------------------------------------------- */

static int ticks_and_echo(void *context)
{
    (void)context;
    static char hello[] = "HELLO";
    sim_at(50000, type, hello);
    sim_limit(1050000);
    CHECK(sim_run() == 0);
    CHECK(strcmp(sim_uart_text(0), "victim 0\nHELLO..........") == 0);
    return failures;
}

static int ping_pong(void *context)
{
    (void)context;
    static char start[] = "p";
    sim_at(1000, type, start);
    sim_limit(90000);
    CHECK(sim_run() == 0);
    CHECK(small_hits == 1000);
    CHECK(sim_now() == 90000 || sim_now() < 90000);
    return failures;
}

/** The victim fails in some way; it starts again with the reason given, and others go on. */
static int fails(const char *how, uint8_t reason)
{
    static char command[2];
    command[0] = *how;
    sim_at(150000, type, command);
    sim_limit(1050000);
    CHECK(sim_run() == 0);
    CHECK(small_start_count == 2);
    CHECK(small_starts[1] == reason);
    CHECK(strstr(sim_uart_text(0), "....") != NULL);
    return failures;
}

static int runs_away(void *context)
{
    return fails(context, LEV_START_BUDGET);
}

static int faults(void *context)
{
    return fails(context, LEV_START_FAULT);
}

/** At instant `context`: if a handler of a node other than the clock runs, abort it. */
static void abort_here(void *context)
{
    (void)context;
    const struct lev_node *node = core_self()->current;
    if (node != NULL) {
        (void)sim_abort();
    }
}

static void fault_here(void *context)
{
    (void)context;
    const struct core *core = core_self();
    if (core->current != NULL && !opt_depth_raised(core)) {
        sim_fault(0x10);
    }
}

struct at {
    uint64_t instant;
    uint64_t steps;
    sim_fn *fn;
};

static int with_failure_at(void *context)
{
    const struct at *at = context;
    static char text[] = "pA";
    if (at->instant != 0) {
        sim_at_step(at->instant, at->steps, at->fn, NULL);
    }
    sim_at(1000, type, text);
    sim_at(3500, type, text);
    sim_limit(350000);
    int status = sim_run();
    CHECK(strchr(sim_uart_text(0), '.') != NULL);
    return status + failures;
}

/* ---- What the parent looks at ------------------------------------------------------------------------------ */

static int run_twice(const char *name, int (*scenario)(void *), void *context)
{
    struct sim_result first = sim_child(scenario, context);
    struct sim_result second = sim_child(scenario, context);
    bool good =
        first.status == 0 && second.status == 0 && first.hash == second.hash && first.entries > 5;
    printf(
        "%s: %s (%d, %u entries, %llu instants)\n", name, good ? "ok" : "FAILED", first.status,
        first.entries, (unsigned long long)first.instants);
    return good ? 0 : 1;
}

/** Fail at each of the first instants in turn: the image always comes back and goes on. */
static int sweep(const char *name, sim_fn *fn, uint64_t count)
{
    int bad = 0;
    for (uint64_t i = 1; i <= count; i++) {
        struct at at = {i, 0, fn};
        struct sim_result first = sim_child(with_failure_at, &at);
        if (first.status != 0) {
            printf("%s at instant %llu: status %d\n", name, (unsigned long long)i, first.status);
            bad++;
        }
    }
    printf(
        "%s at each of %llu instants: %s\n", name, (unsigned long long)count,
        bad == 0 ? "ok" : "FAILED");
    return bad;
}

/** … after each single instruction from there on, until the steps lead past the next dispatch. */
static int sweep_steps(const char *name, sim_fn *fn, uint64_t instant, uint64_t steps)
{
    int bad = 0;
    for (uint64_t i = 1; i <= steps; i++) {
        struct at at = {instant, i, fn};
        struct sim_result first = sim_child(with_failure_at, &at);
        struct sim_result second = sim_child(with_failure_at, &at);
        if (first.status != 0 || first.hash != second.hash) {
            printf(
                "%s at instant %llu, step %llu: status %d\n", name, (unsigned long long)instant,
                (unsigned long long)i, first.status);
            bad++;
        }
    }
    printf(
        "%s after each of %llu instructions: %s\n", name, (unsigned long long)steps,
        bad == 0 ? "ok" : "FAILED");
    return bad;
}

int main(void)
{
    static char r[] = "r", m[] = "m", t[] = "t", l[] = "l", n[] = "n", o[] = "o";
    int bad = run_twice("ticks and echo", ticks_and_echo, NULL);
    bad += run_twice("ping-pong", ping_pong, NULL);
    bad += run_twice("runaway loop of API calls", runs_away, l);
    bad += run_twice("runaway loop", runs_away, r);
    bad += run_twice("runaway loop, masked", runs_away, m);
    bad += run_twice("runaway loop, masked, reads the clock", runs_away, t);
    bad += run_twice("write to address 16", faults, n);
    bad += run_twice("stack overflow", faults, o);
    bad += sweep("abort", abort_here, 200);
    bad += sweep("fault", fault_here, 200);
    bad += sweep_steps("abort", abort_here, 16, 150);
    bad += sweep_steps("fault", fault_here, 40, 100);
    return bad == 0 ? 0 : 1;
}
