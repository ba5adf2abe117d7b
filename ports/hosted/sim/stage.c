/* SPDX-License-Identifier: MIT */
/**
 * The interrupts of simulated devices, and what may go wrong with them.
 */
#define _GNU_SOURCE
#include <stdlib.h>
#include <string.h>

#include <lev/tables.h>

#include "ports/hosted/sim/state.h"

static struct sim_faults faults[SIM_DEVICE_COUNT];

/** An interrupt that comes later. */
struct late {
    const struct lev_source *source;
    uint32_t bytes;
    uint8_t data[];
};

struct sim_faults *sim_faults(enum sim_device device)
{
    return &faults[device];
}

/** All bytes as one number, for the trace. */
static uint64_t digest(const uint8_t *data, uint32_t bytes)
{
    uint64_t sum = bytes;
    for (uint32_t i = 0; i < bytes; i++) {
        sum = sum * 31u + data[i];
    }
    return sum;
}

void sim_stage_now(const struct lev_source *source, const void *data, uint32_t bytes)
{
    struct host_isr before = host_isr_begin();
    sim_trace(
        "interrupt", (uint64_t)(source->node->rank) << 8 | source->number, digest(data, bytes));
    if (!core_isr_stage(source, data, bytes)) {
        sim_trace("overrun", source->node->rank, bytes);
    }
    host_isr_end(before);
}

static void deliver_late(void *context)
{
    struct late *late = context;
    sim_stage_now(late->source, late->data, late->bytes);
    free(late);
}

/** Plan it for later. */
static void
put_off(uint32_t ticks, const struct lev_source *source, const void *data, uint32_t bytes)
{
    struct late *late = malloc(sizeof *late + bytes);
    if (late == NULL) {
        sim_fail("no memory");
    }
    late->source = source;
    late->bytes = bytes;
    if (bytes != 0) {
        memcpy(late->data, data, bytes);
    }
    sim_after(ticks, deliver_late, late);
}

void sim_stage(
    enum sim_device device, const struct lev_source *source, const void *data, uint32_t bytes)
{
    const struct sim_faults *fault = &faults[device];
    host_enter();
    if (sim_chance(fault->lost)) {
        sim_trace("lost", source->node->rank, bytes);
    } else if (sim_chance(fault->late)) {
        put_off(1 + sim_random(fault->late_ticks), source, data, bytes);
    } else {
        sim_stage_now(source, data, bytes);
    }
    if (sim_chance(fault->doubled)) {
        sim_stage_now(source, NULL, 0);
    }
    host_leave();
}
