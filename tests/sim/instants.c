/* SPDX-License-Identifier: MIT */
/**
 * The town with one thing that goes wrong, at every place where it can: a budget that is used up, a fault, an interrupt.
 *
 *     sim_instants [abort|fault|interrupt|interrupt-steps [SEED [STRIDE]]]     default: abort 2 1
 *
 * One run counts the instants (sim.h) up to where the town closes. Then there is a run for each of them, or each STRIDE-th;
 * each must end with everything given back.
 * `interrupt` asks in addition that the driver is told soon, wherever the image was: on its way to sleep too.
 * `interrupt-steps` interrupts between any two instructions of the way to sleep and back.
 */
#include <stdio.h>
#include <stdlib.h>

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
    if (is("abort")) {
        (void)sim_abort();
    } else if (is("fault") && in_handler && core->depth == 0) {
        sim_fault(4);
    } else if (is("interrupt") || is("interrupt-steps")) {
        town_poke();
    }
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
    town = (struct town){.deaf = 20000, .lost = 20000, .error = 10000, .closes_at = 4000};
    if (plan.instant == 0) {
        sim_at(town.closes_at + 1000, end, NULL);
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

int main(int argc, char **argv)
{
    enum { STEPS_MAX = 30 };
    plan.what = argc > 1 ? argv[1] : "abort";
    plan.seed = argc > 2 ? strtoull(argv[2], NULL, 0) : 2;
    struct sim_result whole = sim_child(run, NULL);
    uint64_t stride = argc > 3 ? strtoull(argv[3], NULL, 0) : 1;
    uint64_t first_step = is("interrupt-steps") ? 1 : 0;
    uint64_t last_step = is("interrupt-steps") ? STEPS_MAX : 0;
    for (uint64_t instant = 1; instant <= whole.instants && failed < 5; instant += stride) {
        for (uint64_t step = first_step; step <= last_step; step++) {
            run_one(instant, step);
        }
    }
    printf(
        "%llu instants\n%llu passed, %llu failed\n", (unsigned long long)whole.instants,
        (unsigned long long)(runs - failed), (unsigned long long)failed);
    return failed != 0 || runs == 0;
}
