/* SPDX-License-Identifier: MIT */
/**
 * The town under seeded chance: each seed is run twice, and both runs must be the same to the last trace entry.
 *
 *     sim_seeds [FIRST [COUNT]]      default: 1 200 · LEV_TEST_TRACE=1: print what one run did
 */
#include <stdio.h>
#include <stdlib.h>

#include "tests/sim/town.h"

static uint64_t seed;

/** An interrupt may abort whatever handler runs; seldom, it is a fault. */
static uint32_t abort_chance;

static void maybe_abort(void *context)
{
    (void)context;
    if (sim_now() < town.closes_at && sim_chance(abort_chance)) {
        if (core_self()->current != NULL && core_self()->depth == 0 && sim_chance(16384)) {
            sim_fault(0x1234);
        } else {
            (void)sim_abort();
        }
    }
}

static void poke(void *context)
{
    (void)context;
    if (sim_now() < town.closes_at) {
        town_poke();
        sim_after(2000 + sim_random(8000), poke, NULL);
    }
}

/** How bad the world is differs from seed to seed; one in eight is a quiet one. */
static uint32_t up_to(uint32_t most)
{
    return seed % 8 == 0 ? 0 : sim_random(most);
}

static int run(void *context)
{
    static char name[40];
    (void)context;
    (void)snprintf(name, sizeof name, "seed %llu", (unsigned long long)seed);
    test_name = name;
    sim_seed_set(seed);
    sim_clock_start(seed % 3 == 0 ? UINT32_MAX - sim_random(30000) : sim_random(UINT32_MAX));
    town = (struct town){
        .restart = up_to(600),
        .fail = up_to(300),
        .deaf = up_to(65536),
        .lost = up_to(20000),
        .doubled = up_to(20000),
        .error = up_to(20000),
        .look = 2000,
        .soon = 3000,
        .closes_at = 40000,
    };
    struct sim_faults *faults = sim_faults(SIM_UART);
    faults->late = up_to(20000);
    faults->late_ticks = 1 + sim_random(4000);
    faults->lost = up_to(8000);
    faults->doubled = up_to(8000);
    abort_chance = up_to(60);
    sim_on_instant(maybe_abort, NULL);
    sim_after(sim_random(5000), poke, NULL);
    int failed = town_run();
    if (getenv("LEV_TEST_TRACE") != NULL) {
        printf(
            "%s: %u dispatches, %u ops started, %u completed, %u died, %u lives, %u objects, %u pokes\n",
            name, town_counts.dispatches, town_counts.started, town_counts.completed,
            town_counts.died, town_counts.lives, town_counts.objects, town_counts.pokes);
    }
    return failed;
}

int main(int argc, char **argv)
{
    uint64_t first = argc > 1 ? strtoull(argv[1], NULL, 0) : 1;
    uint64_t count = argc > 2 ? strtoull(argv[2], NULL, 0) : 200;
    uint64_t failed = 0;
    for (seed = first; seed < first + count; seed++) {
        struct sim_result once = sim_child(run, NULL);
        struct sim_result again = sim_child(run, NULL);
        bool same = once.hash == again.hash && once.entries == again.entries
                    && once.instants == again.instants;
        if (once.status != 0 || again.status != 0 || !same) {
            printf(
                "seed %llu: status %d and %d, hashes %llx and %llx; repeat with: SEED=%llu make soak\n",
                (unsigned long long)seed, once.status, again.status, (unsigned long long)once.hash,
                (unsigned long long)again.hash, (unsigned long long)seed);
            failed++;
        }
    }
    printf(
        "%llu passed, %llu failed\n", (unsigned long long)(count - failed),
        (unsigned long long)failed);
    return failed != 0;
}
