/* SPDX-License-Identifier: MIT */
/**
 * The watchdog: a timer of the host's, which ends the process whatever it is doing. It counts real time, as hardware does:
 * a process that is stopped for longer is reset when it goes on.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <signal.h>
#include <time.h>

#include <lev/error.h>

#include "ports/device/watchdog.h"
#include "ports/hosted/linux/machine.h"

#define SIGNAL_WATCHDOG (SIGRTMIN + 4)

static timer_t timer;
static bool running;
static struct itimerspec period;

static void on_watchdog(int number)
{
    static const char text[] = "\nleveret: watchdog: resetting\n";
    (void)number;
    port_panic(text, sizeof text - 1);
}

static void create(void)
{
    struct sigaction action = {.sa_handler = on_watchdog, .sa_flags = SA_ONSTACK};
    sigfillset(&action.sa_mask);
    (void)sigaction(SIGNAL_WATCHDOG, &action, NULL);
    struct sigevent event = {.sigev_notify = SIGEV_SIGNAL, .sigev_signo = SIGNAL_WATCHDOG};
    if (timer_create(CLOCK_MONOTONIC, &event, &timer) != 0) {
        core_panic(HOST_PANIC(HOST_PANIC_GUARD), (uintptr_t)errno);
    }
    running = true;
}

lev_result device_watchdog_start(uint32_t period_ms)
{
    if (period_ms == 0) {
        return LEV_E_RANGE;
    }
    host_enter();
    if (!running) {
        create();
    }
    period.it_value.tv_sec = period_ms / 1000u;
    period.it_value.tv_nsec = (long)(period_ms % 1000u) * 1000000;
    (void)timer_settime(timer, 0, &period, NULL);
    host_leave();
    return LEV_OK;
}

void device_watchdog_feed(void)
{
    if (running) {
        (void)timer_settime(timer, 0, &period, NULL);
    }
}
