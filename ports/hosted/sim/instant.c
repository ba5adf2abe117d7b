/* SPDX-License-Identifier: MIT */
/**
 * Instants: the places where an interrupt could come in, and what the script does there.
 *
 * To abort a handler just here, time jumps to its guard as often as core asks for it. Whether an abort is then already due
 * (core was at work, it happens when core leaves) is the one thing that the simulator reads from core's own state.
 */
#define _GNU_SOURCE
#include "core/core.h"

#include "ports/hosted/sim/state.h"

#define PLANNED_MAX 256u

/** Looks of the guard until even the longest budget is used up. */
#define LOOKS_MAX 1000000u

enum action { ACTION_NONE, ACTION_ABORT, ACTION_FAULT };

static struct {
    uint64_t number;
    uint64_t steps; /**< instructions after it; 0: at it */
    sim_fn *fn;
    void *context;
} planned[PLANNED_MAX];
static uint32_t planned_count;

static sim_fn *on_every;
static void *on_every_context;
static uint64_t instants;
static enum action action;
static uintptr_t fault_address;

uint64_t sim_instants(void)
{
    return instants;
}

/** Where one more instant is planned: in the place of one that has passed, or behind all. */
static uint32_t free_place(void)
{
    uint32_t place = 0;
    while (place < planned_count && planned[place].number >= instants) {
        place++;
    }
    if (place == PLANNED_MAX) {
        sim_fail("the script has planned more than 256 instants");
    }
    return place;
}

void sim_at_step(uint64_t number, uint64_t steps, sim_fn *fn, void *context)
{
    uint32_t place = free_place();
    planned[place].number = number;
    planned[place].steps = steps;
    planned[place].fn = fn;
    planned[place].context = context;
    planned_count += place == planned_count;
}

void sim_at_instant(uint64_t number, sim_fn *fn, void *context)
{
    sim_at_step(number, 0, fn, context);
}

void sim_on_instant(sim_fn *fn, void *context)
{
    on_every = fn;
    on_every_context = context;
}

static void call(sim_fn *fn, void *context)
{
    struct host_isr before = host_isr_begin();
    fn(context);
    host_isr_end(before);
}

/** What the script has for this instant. */
static void run_script(void)
{
    uint64_t number = instants;
    if (on_every != NULL) {
        call(on_every, on_every_context);
    }
    for (uint32_t i = 0; i < planned_count; i++) {
        if (planned[i].number == number && planned[i].steps == 0) {
            call(planned[i].fn, planned[i].context);
        }
    }
}

/** Begin the single steps that the script has for the instant just passed: the last act, so that none is the simulator's. */
static void begin_steps(uint64_t number)
{
    for (uint32_t i = 0; i < planned_count; i++) {
        if (planned[i].number == number && planned[i].steps != 0) {
            sim_step(planned[i].steps, planned[i].fn, planned[i].context);
        }
    }
}

void sim_instant(void)
{
    if (host_irq.in_isr != 0 || host_irq.busy != 0) {
        return;
    }
    instants++;
    sim_runaway_alive();
    sim_runaway_calls();
    run_script();
    sim_act();
    uint64_t number = instants;
    (void)sim_deliver();
    begin_steps(number);
}

void host_irq_pending(void)
{
    sim_instant();
}

/** Could the handler that runs be ended for its budget? */
static bool has_budget(void)
{
    const struct lev_node *node = core_self()->current;
    return OPT_RESTART && node != NULL && node->budget_ticks != LEV__BUDGET_NONE;
}

bool sim_abort(void)
{
    if (!has_budget()) {
        return false;
    }
    action = ACTION_ABORT;
    return true;
}

void sim_fault(uintptr_t address)
{
    action = ACTION_FAULT;
    fault_address = address;
}

void *sim_exhaust(uintptr_t pc)
{
    for (uint32_t looks = 0; has_budget() && opt_restart_reason(core_self()) == 0; looks++) {
        if (looks == LOOKS_MAX) {
            sim_fail("core's guard never ends the handler");
        }
        if (sim_guard_at() != UINT64_MAX) {
            sim_advance(sim_guard_at());
        }
        void *frame = sim_guard(pc);
        if (frame != NULL) {
            return frame;
        }
    }
    return NULL;
}

/** Unwind, or go on if core has put it off. */
static void unwind(const char *what, void *frame, struct host_isr before)
{
    host_isr_end(before);
    sim_trace(what, frame != NULL, 0);
    if (frame != NULL) {
        port_frame_abort(frame);
    }
}

void sim_act(void)
{
    enum action now = action;
    action = ACTION_NONE;
    if (now == ACTION_ABORT) {
        struct host_isr before = host_isr_begin();
        unwind("abort", sim_exhaust(0), before);
    } else if (now == ACTION_FAULT) {
        struct host_isr before = host_isr_begin();
        unwind("fault", core_isr_fault(0, fault_address), before);
    }
}
