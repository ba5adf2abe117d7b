/* SPDX-License-Identifier: MIT */
/**
 * Single steps: an interrupt or an abort after any one instruction, not only where the clock is read or interrupts are
 * unmasked. The CPU's trap flag raises a signal after each instruction; instructions with interrupts held off, or of the
 * simulator itself, do not count.
 */
#define _GNU_SOURCE
#include <signal.h>
#include <ucontext.h>

#include "ports/hosted/sim/state.h"

#define TRAP_FLAG 0x100

static sim_fn *step_fn;
static void *step_context;
static uint64_t steps_left;

static void on_step(int number, siginfo_t *info, void *context)
{
    (void)number;
    (void)info;
    if (host_irq.masked != 0 || host_irq.busy != 0 || host_irq.in_isr != 0 || --steps_left != 0) {
        return;
    }
    ucontext_t *interrupted = context;
    interrupted->uc_mcontext.gregs[REG_EFL] &= ~(greg_t)TRAP_FLAG;
    struct host_isr before = host_isr_begin();
    step_fn(step_context);
    host_isr_end(before);
    sim_act();
}

void sim_step(uint64_t steps, sim_fn *fn, void *context)
{
    struct sigaction action = {.sa_sigaction = on_step, .sa_flags = SA_SIGINFO | SA_ONSTACK};
    sigfillset(&action.sa_mask);
    (void)sigaction(SIGTRAP, &action, NULL);
    steps_left = steps;
    step_fn = fn;
    step_context = context;
    /* below the red zone */
    __asm__ volatile(
        "leaq -128(%%rsp), %%rsp\n\tpushfq\n\torl %0, (%%rsp)\n\tpopfq\n\tleaq 128(%%rsp), %%rsp"
        :
        : "i"(TRAP_FLAG)
        : "memory", "cc");
}
