/* SPDX-License-Identifier: MIT */
/** The simulator steps instructions; those with interrupts held off do not count. */
#include "tests/support/moment.h"

#include "core/core.h"
#include "ports/hosted/sim/sim.h"
#include "tests/test.h"

const uint32_t moment_steps_max = 20000; /* sanitizers and debug builds take many */

uint32_t moment_next(uint32_t step)
{
    return step + 1 + (step < 64 ? step / 32 : step / 12);
}

static volatile uint32_t at;

/** Let `fn` interrupt `steps` from now: reading the clock is an instant. */
static void interrupt_after(uint32_t steps, sim_fn *fn, const void *context)
{
    sim_at_step(sim_instants() + 1, steps + 1, fn, (void *)(uintptr_t)context);
    at = port_clock_now();
}

static void end(void *context)
{
    (void)context;
    (void)sim_abort();
}

void moment_end(uint32_t steps)
{
    interrupt_after(steps, end, NULL);
}

/** The guard has come, and is not set any more. A port's may come too early; with no handler to look at that is no matter. */
static void look(void *context)
{
    (void)context;
    if (core_self()->current == NULL) {
        port_guard_set(INT32_MAX);
        CHECK(core_isr_guard(0) == NULL);
    }
}

void moment_look(uint32_t steps)
{
    interrupt_after(steps, look, NULL);
}

/** The wake-up has not come; when it came. */
static bool waits;
static uint64_t came_at;

static void signal_source(void *context)
{
    if (waits) {
        waits = false;
        came_at = sim_now();
        (void)core_isr_stage(context, NULL, 0);
    }
}

/** Asleep the image makes no steps: then it comes when its time is over. */
void moment_wake(uint32_t steps, uint16_t event_id)
{
    const struct lev_source *source = core_source(0);
    (void)event_id;
    waits = true;
    sim_after(MOMENT_WAKE_US - 10, signal_source, (void *)(uintptr_t)source);
    interrupt_after(steps, signal_source, source);
}

uint32_t moment_ago(void)
{
    return (uint32_t)(sim_now() - came_at);
}
