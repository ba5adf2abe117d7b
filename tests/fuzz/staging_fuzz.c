/* SPDX-License-Identifier: MIT */
/*
 * Fuzz target: staging. The bytes are a schedule of what an interrupt and its driver do in turn; a plain queue beside them
 * says what must come out. Two bits choose: stage, take, signal, or read what was lost; six how many bytes.
 *
 * SOURCES tests/fuzz/staging_deploy.c core kernels/l1 ports/hosted/common ports/hosted/sim
 */
#include <stdlib.h>
#include <string.h>

#include "tests/fuzz/staging_deploy.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t bytes);

/* What must be in the ring: all that was accepted and not taken. */
static struct {
    uint8_t at[STAGING_RING];
    uint32_t count;
    uint32_t lost;
    uint8_t next;
} model;

static void must(bool true_here)
{
    if (!true_here) {
        abort();
    }
}

static void stage(uint32_t count)
{
    uint8_t some[64];
    for (uint32_t i = 0; i < count; i++) {
        some[i] = model.next++;
    }
    bool fits = model.count + count <= STAGING_RING;
    must(core_isr_stage(core_source(0), some, count) == fits);
    if (fits) {
        memcpy(model.at + model.count, some, count);
        model.count += count;
    } else {
        model.lost = model.lost + count > UINT16_MAX ? UINT16_MAX : model.lost + count;
    }
}

static void take(uint32_t count)
{
    uint8_t taken[64];
    uint32_t expected = count < model.count ? count : model.count;
    must(core_staged(0) == model.count);
    must(core_stage_take(0, taken, count) == expected);
    must(memcmp(taken, model.at, expected) == 0);
    model.count -= expected;
    memmove(model.at, model.at + expected, model.count);
}

static void signal_and_look(void)
{
    must(core_isr_stage(core_source(1), NULL, 0));
    must(core_source(1)->ram->signal != 0);
    must((core_self()->ready_isr & core_self()->current->ready_bit) != 0);
    must(core_staged(1) == 0);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t bytes)
{
    core_self()->current = &core_nodes()[0];
    while (core_staged(0) != 0) {
        take(63);
    }
    (void)!core_stage_lost(0);
    model.lost = 0;
    for (size_t i = 0; i < bytes; i++) {
        switch (data[i] >> 6) {
        case 0: stage(data[i] & 63); break;
        case 1: take(data[i] & 63); break;
        case 2: signal_and_look(); break;
        default: must(core_stage_lost(0) == model.lost); model.lost = 0;
        }
    }
    return 0;
}
