/* SPDX-License-Identifier: MIT */
/**
 * The guard, and the end of the process.
 *
 * A budget is CPU time. A timer of the host's that counts CPU time is looked at only in its scheduler's tick, 1 to 10 ms
 * apart, so the guard is a timer of real time that, when it fires, asks how much CPU time this thread has used since it
 * was set, and sets itself again for what is missing. A process that was stopped, or had to share its CPU, is no runaway.
 * It fires at least every SLICE_NS while a handler runs, and delivers the alarm and I/O then, too: a handler that takes
 * long, or never comes back, does not hold them off, and what is ready runs at its next yield point.
 * While the image sleeps the guard finds no handler, and is not set again: one wake-up after the last event, then none.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <signal.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

#include "ports/hosted/linux/machine.h"

/** A handler that reads no clock is interrupted so often. */
#define SLICE_NS 5000000

/** Code that holds interrupts off is given so much more, then it is ended all the same. */
#define GRACE_NS 1000000

static timer_t guard_timer;
static volatile uint8_t
    guard_is_set; /**< core waits for it: a timer that fires late, or was set by grace, is not it */
static int64_t guard_ns;     /**< CPU time that the guard waits for */
static int64_t guard_set_at; /**< CPU time when it was set */
static uintptr_t guard_pc;
static volatile uint8_t guard_pending;
static volatile uint8_t end_pending;

void linux_end(int status)
{
    linux_terminal_restore();
    _exit(status);
}

/* ---- The guard ----------------------------------------------------------------------------------------- */

static int64_t cpu_time(void)
{
    struct timespec time;
    (void)clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
    return (int64_t)time.tv_sec * 1000000000 + time.tv_nsec;
}

static void start_timer(int64_t ns)
{
    struct itimerspec in = {.it_value = {0, ns < SLICE_NS ? ns : SLICE_NS}};
    (void)timer_settime(guard_timer, 0, &in, NULL);
}

void port_guard_set(uint32_t ticks)
{
    guard_ns = (int64_t)ticks * 1000;
    guard_set_at = cpu_time();
    guard_is_set = 1;
    start_timer(guard_ns);
}

/** The guard's interrupt. Does not return when the handler must end. */
static void guard(uintptr_t pc)
{
    if (guard_is_set == 0) {
        return;
    }
    if (host_irq.masked == 0) {
        linux_interrupt();
    }
    int64_t missing = guard_ns - (cpu_time() - guard_set_at);
    if (missing > 0) {
        start_timer(missing);
        return;
    }
    guard_is_set = 0;
    linux_clock_refresh();
    struct host_isr before = host_isr_begin();
    void *frame = core_isr_guard(pc);
    host_isr_end(before);
    if (frame != NULL) {
        port_frame_abort(frame);
    }
}

/** Leave it to the end of what must not be interrupted. A second time, masked still: it is code that loops masked. */
static bool must_wait(uintptr_t pc)
{
    if (host_irq.busy == 0 && (host_irq.masked == 0 || guard_pending != 0)) {
        guard_pending = 0;
        return false;
    }
    guard_pending = 1;
    guard_pc = pc;
    host_irq.pending = 1;
    if (linux_sleeps == 0) {
        start_timer(GRACE_NS);
    }
    return true;
}

static void on_guard(int number, siginfo_t *info, void *context)
{
    (void)number;
    (void)info;
    int error = errno;
    uintptr_t pc = host_signal_pc(context);
    if (!must_wait(pc)) {
        guard(pc);
    }
    errno = error;
}

void linux_guard_slept(void)
{
    if (guard_pending != 0) {
        guard_pending = 0;
        guard_is_set = 0;
        if (core_isr_guard(0) != NULL) {
            core_panic(HOST_PANIC(HOST_PANIC_GUARD), 0); /* it ends a handler while none runs */
        }
    }
}

void host_irq_pending(void)
{
    if (host_irq.busy != 0 || host_irq.in_isr != 0) {
        return;
    }
    host_irq.pending = 0;
    if (end_pending != 0) {
        linux_end(0);
    }
    if (guard_pending != 0) {
        guard_pending = 0;
        guard(guard_pc);
    }
}

/* ---- The end ------------------------------------------------------------------------------------------- */

/** SIGTERM, SIGINT: end at once, unless a system call of ours would be cut in two. */
static void on_end(int number)
{
    (void)number;
    if (host_irq.busy == 0 || linux_sleeps != 0) {
        linux_end(0);
    }
    end_pending = 1;
    host_irq.pending = 1;
}

static void handle_end(void)
{
    struct sigaction action = {.sa_handler = on_end, .sa_flags = SA_RESTART | SA_ONSTACK};
    sigfillset(&action.sa_mask);
    (void)sigaction(SIGTERM, &action, NULL);
    (void)sigaction(SIGINT, &action, NULL);
    struct sigaction ignore = {.sa_handler = SIG_IGN};
    (void)sigaction(SIGPIPE, &ignore, NULL);
}

void linux_signals_init(void)
{
    handle_end();
    struct sigaction action = {
        .sa_sigaction = on_guard, .sa_flags = SA_SIGINFO | SA_RESTART | SA_ONSTACK};
    sigfillset(&action.sa_mask);
    (void)sigaction(HOST_SIGNAL_TIMER, &action, NULL);

    struct sigevent event = {.sigev_notify = SIGEV_THREAD_ID, .sigev_signo = HOST_SIGNAL_TIMER};
    event._sigev_un._tid = (pid_t)syscall(SYS_gettid);
    if (timer_create(CLOCK_MONOTONIC, &event, &guard_timer) != 0) {
        core_panic(HOST_PANIC(HOST_PANIC_GUARD), (uintptr_t)errno);
    }
}
