/* SPDX-License-Identifier: MIT */
/** The port: see stepped.h. The kernel's loop is left when it would sleep, and entered afresh for the next run. */
#include <setjmp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/core.h"
#include "tests/support/stepped/internal.h"
#include "tests/support/stepped/stepped.h"

struct host_irq host_irq;
const uint32_t port_ticks_per_us_q8 = 256;

static jmp_buf outside;
static bool booted;
static uint32_t now;
static uint32_t alarm_at;
static bool alarm_on;

/* ---- Running ------------------------------------------------------------------------------------------- */

static const char *abort_node;
static unsigned abort_left;

/** The guard's interrupt comes in here, if this is the moment that stepped_abort_at() chose. */
void host_irq_pending(void)
{
    struct core *core = core_self();
    bool mine = core->current != NULL && strcmp(core->current->name, abort_node) == 0;
    if (!mine || host_irq.in_isr || --abort_left != 0) {
        return;
    }
    host_irq.pending = 0;
    if (!opt_depth_raised(core)) {
        core_abort(LEV_START_BUDGET, 0);
    }
    opt_restart_note(core, LEV_START_BUDGET, 0, 0);
    (void)opt_depth_abort_later(core);
}

void stepped_abort_at(const char *node, unsigned moment)
{
    abort_node = node;
    abort_left = moment;
    host_irq.pending = moment != 0;
}

bool stepped_abort_came(void)
{
    bool came = host_irq.pending == 0;
    host_irq.pending = 0;
    return came;
}

void port_idle(void)
{
    host_irq.masked = 0;
    longjmp(outside, 1);
}

static void run_until_idle(void)
{
    if (setjmp(outside) == 0) {
        host_irq.masked = 1;
        if (!booted) {
            booted = true;
            core_main();
        }
        kernel_run();
    }
}

/** Deliver the alarm if it is due. */
static void ring(void)
{
    if (alarm_on && (int32_t)(alarm_at - now) <= 0) {
        alarm_on = false;
        host_irq.in_isr = 1;
        core_isr_alarm();
        host_irq.in_isr = 0;
    }
}

void stepped_run(void)
{
    do {
        ring();
        run_until_idle();
    } while (peers_step() || (alarm_on && (int32_t)(alarm_at - now) <= 0));
}

void stepped_wait(uint32_t ms)
{
    uint32_t end = now + ms * 1000u;
    stepped_run();
    while (alarm_on && (int32_t)(alarm_at - end) <= 0) {
        now = alarm_at;
        stepped_run();
    }
    now = end;
    stepped_run();
}

/* ---- Frames ---------------------------------------------------------------------------------------------- */

struct frame {
    jmp_buf place;
    void **top;
};

void port_frame_run(void **top, void (*body)(void))
{
    struct frame frame;
    frame.top = top;
    void *volatile outer = *top;
    *top = &frame;
    if (setjmp(frame.place) != 0) {
        port_irq_unmask();
    }
    body();
    *top = outer;
}

void port_frame_abort(void *frame)
{
    struct frame *to = frame;
    *to->top = to;
    longjmp(to->place, 1);
}

/* ---- The rest of the contract ---------------------------------------------------------------------------- */

void port_init(void)
{
    host_constant_init();
}

uint32_t port_clock_now(void)
{
    return now;
}

void port_alarm_set(uint32_t at)
{
    alarm_at = at;
    alarm_on = true;
}

void port_guard_set(uint32_t ticks)
{
    (void)ticks;
}

void port_panic(const char *text, uint32_t bytes)
{
    (void)fwrite(text, 1, bytes, stderr);
    abort();
}

uint32_t port_mmio_read(uintptr_t address)
{
    (void)address;
    return 0;
}

void port_mmio_write(uintptr_t address, uint32_t value)
{
    (void)address;
    (void)value;
}
