/* SPDX-License-Identifier: MIT */
/**
 * The trace and the dice: what makes two runs comparable.
 */
#define _GNU_SOURCE
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#include "ports/hosted/sim/state.h"

static struct sim_trace_entry entries[SIM_TRACE_KEPT];
static uint32_t entry_count;
static uint64_t hash = 14695981039346656037u; /* FNV-1a */
static int printing = -1;

static uint64_t state, seed;
static bool seeded;

/* ---- Trace --------------------------------------------------------------------------------------------- */

static void mix(uint64_t value)
{
    for (int i = 0; i < 8; i++, value >>= 8) {
        hash = (hash ^ (value & 0xffu)) * 1099511628211u;
    }
}

void sim_trace(const char *what, uint64_t a, uint64_t b)
{
    host_irq.busy++; /* not host_enter(): leaving is no instant */
    if (printing < 0) {
        printing = host_environment_number("SIM_TRACE", 0) != 0;
    }
    entries[entry_count++ % SIM_TRACE_KEPT] = (struct sim_trace_entry){sim_now(), what, a, b};
    mix(sim_now());
    for (const char *at = what; *at != '\0'; at++) {
        hash = (hash ^ (uint8_t)*at) * 1099511628211u;
    }
    mix(a);
    mix(b);
    if (printing != 0) {
        fprintf(stderr, "%10" PRIu64 " %s %" PRIu64 " %" PRIu64 "\n", sim_now(), what, a, b);
    }
    host_irq.busy--;
}

uint64_t sim_trace_hash(void)
{
    return hash;
}

uint32_t sim_trace_count(void)
{
    return entry_count;
}

struct sim_trace_entry sim_trace_entry(uint32_t number)
{
    if (number >= entry_count || entry_count - number > SIM_TRACE_KEPT) {
        sim_fail("this entry of the trace is not kept");
    }
    return entries[number % SIM_TRACE_KEPT];
}

/* ---- Dice: PCG32 (O'Neill), a linear congruence with a permuted output ------------------------------------- */

void sim_seed_set(uint64_t value)
{
    seed = value;
    seeded = true;
    state = seed * 6364136223846793005u + 1442695040888963407u;
}

uint64_t sim_seed(void)
{
    if (!seeded) {
        sim_seed_set(host_environment_number("SIM_SEED", 1));
    }
    return seed;
}

static uint32_t next(void)
{
    if (!seeded) {
        seed = sim_seed();
    }
    state = state * 6364136223846793005u + 1442695040888963407u;
    uint32_t mixed = (uint32_t)(((state >> 18) ^ state) >> 27);
    uint32_t turn = (uint32_t)(state >> 59);
    return mixed >> turn | mixed << (-turn & 31u);
}

uint32_t sim_random(uint32_t below)
{
    return (uint32_t)((uint64_t)next() * below >> 32);
}

bool sim_chance(uint32_t of_65536)
{
    return of_65536 != 0 && sim_random(65536) < of_65536;
}
