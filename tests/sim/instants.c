/* SPDX-License-Identifier: MIT */
/**
 * The town with one thing that goes wrong, at every place where it can: a budget that is used up, a fault, an interrupt.
 *
 *     sim_instants [abort|fault|interrupt|sleep|abort-steps [SEED [STRIDE]]]     default: abort 2 1
 *
 * One run counts the instants (sim.h) up to where the town closes. Then there is a run for each of them, or each STRIDE-th;
 * each must end with everything given back.
 * `interrupt` asks in addition that the driver is told soon, wherever the image was: on its way to sleep too.
 * `abort-steps` aborts between instructions, which finds what must not be cut in two: every STRIDE-th instant and up to
 * 120 steps behind it.
 * `sleep` interrupts between any two instructions from the last instant before a sleep on.
 */
#define _GNU_SOURCE
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>

#include "tests/sim/town.h"

/** What a run does, where. */
static struct {
    const char *what;
    uint64_t seed;
    uint64_t instant;
    uint64_t steps;
    bool done;
} plan;

static bool is(const char *what)
{
    return strcmp(plan.what, what) == 0;
}

static void act(void *context)
{
    (void)context;
    struct core *core = core_self();
    bool in_handler = core->current != NULL && core->current->rank != TOWN_CLOCK;
    plan.done = true;
    if (is("abort") || is("abort-steps")) {
        (void)sim_abort();
    } else if (is("fault") && in_handler && core->depth == 0) {
        sim_fault(4);
    } else if (is("interrupt") || is("sleep")) {
        town_poke();
    }
}

/** The last instants before the first sleeps: shared with the run that counts. */
enum { SLEEPS = 12, STEPS_MAX = 200 };
static struct sleeps {
    uint32_t count;
    uint64_t instant[SLEEPS];
} * sleeps;

/** At every instant: time has jumped since the last one, so the image has slept. */
static void note_sleep(void *context)
{
    static uint64_t before;
    uint64_t now = sim_now();
    (void)context;
    if (now > before + 10 && sleeps->count < SLEEPS && sim_instants() > 1) {
        sleeps->instant[sleeps->count++] = sim_instants() - 1;
    }
    before = now;
}

static void end(void *context)
{
    (void)context;
    sim_end(0);
}

static int run(void *context)
{
    static char name[80];
    (void)context;
    (void)snprintf(
        name, sizeof name, "%s at instant %llu + %llu steps, seed %llu", plan.what,
        (unsigned long long)plan.instant, (unsigned long long)plan.steps,
        (unsigned long long)plan.seed);
    test_name = name;
    sim_seed_set(plan.seed);
    town =
        (struct town){.deaf = 20000, .lost = 20000, .error = 10000, .soon = 100, .closes_at = 4000};
    if (plan.instant == 0) {
        sim_at(town.closes_at + 1000, end, NULL);
        sim_on_instant(note_sleep, NULL);
    }
    if (plan.steps != 0) {
        sim_at_step(plan.instant, plan.steps, act, NULL);
    } else if (plan.instant != 0) {
        sim_at_instant(plan.instant, act, NULL);
    }
    return town_run();
}

/** Runs that failed. */
static uint64_t failed;
static uint64_t runs;

static void run_one(uint64_t instant, uint64_t steps)
{
    plan.instant = instant;
    plan.steps = steps;
    struct sim_result result = sim_child(run, NULL);
    runs++;
    if (result.status != 0) {
        printf(
            "%s at instant %llu + %llu steps, seed %llu: status %d\n", plan.what,
            (unsigned long long)instant, (unsigned long long)steps, (unsigned long long)plan.seed,
            result.status);
        failed++;
    }
}

static void run_at_every_instant(uint64_t instants, uint64_t stride)
{
    for (uint64_t instant = 1; instant <= instants && failed < 5; instant += stride) {
        run_one(instant, 0);
    }
}

static void run_behind_instants(uint64_t instants, uint64_t stride)
{
    enum { STEPS_BEHIND = 120, EACH = 7 };
    for (uint64_t instant = 1; instant <= instants && failed < 5; instant += stride) {
        for (uint64_t step = 1 + instant % EACH; step <= STEPS_BEHIND; step += EACH) {
            run_one(instant, step);
        }
    }
}

static void run_at_every_step(uint64_t stride)
{
    for (uint32_t i = 0; i < sleeps->count; i++) {
        for (uint64_t step = 1; step <= STEPS_MAX && failed < 5; step += stride) {
            run_one(sleeps->instant[i], step);
        }
    }
}

int main(int argc, char **argv)
{
    plan.what = argc > 1 ? argv[1] : "abort";
    plan.seed = argc > 2 ? strtoull(argv[2], NULL, 0) : 2;
    uint64_t stride = argc > 3 ? strtoull(argv[3], NULL, 0) : 1;
    sleeps = mmap(NULL, sizeof *sleeps, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    struct sim_result whole = sim_child(run, NULL);
    if (is("sleep")) {
        run_at_every_step(stride);
    } else if (is("abort-steps")) {
        run_behind_instants(whole.instants, stride);
    } else {
        run_at_every_instant(whole.instants, stride);
    }
    printf(
        "%llu instants\n%llu passed, %llu failed\n", (unsigned long long)whole.instants,
        (unsigned long long)(runs - failed), (unsigned long long)failed);
    return failed != 0 || runs == 0;
}
