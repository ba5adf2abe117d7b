/* SPDX-License-Identifier: MIT */
/**
 * Code that loops without passing an instant: virtual time stands still for it, so real CPU time is what ends it. When
 * nothing has moved for between one and two periods its budget counts as used up.
 */
#define _GNU_SOURCE
#include <signal.h>
#include <sys/time.h>

#include "ports/hosted/sim/state.h"

#define PERIOD_US 40000

static volatile uint32_t alive;
static uint32_t alive_before;
static bool suspected;

void sim_runaway_alive(void)
{
    alive++;
}

static void on_period(int number, siginfo_t *info, void *context)
{
    (void)number;
    (void)info;
    bool moves = alive != alive_before;
    alive_before = alive;
    if (moves || host_irq.busy != 0 || host_irq.in_isr != 0 || !suspected) {
        suspected = !moves;
        return;
    }
    suspected = false;
    struct host_isr before = host_isr_begin();
    void *frame = sim_exhaust(host_signal_pc(context));
    host_isr_end(before);
    sim_trace("runaway", frame != NULL, 0);
    if (frame != NULL) {
        port_frame_abort(frame);
    }
}

static void set_period(long period_us)
{
    struct itimerval every = {{0, period_us}, {0, period_us}};
    (void)setitimer(ITIMER_PROF, &every, NULL);
}

void sim_runaway_init(void)
{
    struct sigaction sa = {
        .sa_sigaction = on_period, .sa_flags = SA_SIGINFO | SA_ONSTACK | SA_RESTART};
    sigfillset(&sa.sa_mask);
    (void)sigaction(SIGPROF, &sa, NULL);
    set_period(PERIOD_US);
}

void sim_runaway_stop(void)
{
    set_period(0);
}
