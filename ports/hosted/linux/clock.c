/* SPDX-License-Identifier: MIT */
/**
 * Time and sleep. The clock is read once per batch of dispatches, and with it comes the look at the host's I/O: while there
 * is work a dispatch costs a counter, and a batch a clock read; I/O is looked at when a little time has passed.
 */
#define _GNU_SOURCE
#include <time.h>
#include <unistd.h>

#include "ports/hosted/linux/io.h"
#include "ports/hosted/linux/machine.h"

#include "board_config.h"

/** Clock reads (dispatches) that share one look at the clock. */
#define BATCH 64u

/** How often a busy image looks at I/O: a look costs up to 0.2 µs. */
#define LOOK_US 20u

const uint32_t port_ticks_per_us_q8 = LEV_TICKS_PER_US_Q8;

bool (*linux_before_sleep)(void);
volatile uint8_t linux_sleeps;

static uint64_t now_us;
static uint64_t origin_us;
static uint64_t looked_us;
static uint64_t alarm_us = UINT64_MAX;
static uint32_t reads_left = 1;

void linux_clock_refresh(void)
{
    struct timespec time;
    (void)clock_gettime(CLOCK_MONOTONIC, &time);
    now_us = (uint64_t)time.tv_sec * 1000000u + (uint64_t)time.tv_nsec / 1000u - origin_us;
    reads_left = BATCH;
}

/** Deliver what is due: I/O, after waiting for it at most `timeout_us`, and the alarm. */
static void deliver(int64_t timeout_us)
{
    struct host_isr before = host_isr_begin();
    linux_sleeps = timeout_us != 0;
    host_io_poll(timeout_us);
    linux_sleeps = 0;
    linux_clock_refresh();
    looked_us = now_us;
    if (now_us >= alarm_us) {
        alarm_us = UINT64_MAX;
        core_isr_alarm();
    }
    host_isr_end(before);
}

void linux_interrupt(void)
{
    host_irq.busy++;
    if (linux_before_sleep != NULL) {
        (void)linux_before_sleep();
    }
    deliver(0);
    host_irq.busy--;
}

/** The batch is over. */
__attribute__((noinline, cold)) static void look(void)
{
    host_enter();
    linux_clock_refresh();
    host_leave();
    if (host_irq.masked != 0 || host_irq.busy != 0) {
        return;
    }
    if (now_us >= alarm_us || now_us - looked_us >= LOOK_US) {
        linux_interrupt();
        host_enter();
        host_leave(); /* what came meanwhile */
    }
}

uint32_t port_clock_now(void)
{
    reads_left--;
    if (reads_left == 0 || host_irq.masked != 0) {
        look();
    }
    return (uint32_t)now_us;
}

void port_alarm_set(uint32_t at)
{
    host_enter();
    int32_t ahead = (int32_t)(at - (uint32_t)now_us);
    alarm_us = ahead <= 0 ? now_us : now_us + (uint32_t)ahead;
    host_leave();
}

/** How long until the alarm; -1: for ever. */
static int64_t time_left(void)
{
    if (alarm_us == UINT64_MAX) {
        return -1;
    }
    return now_us >= alarm_us ? 0 : (int64_t)(alarm_us - now_us);
}

void port_idle(void)
{
    host_enter();
    linux_clock_refresh();
    bool staged = linux_before_sleep != NULL && linux_before_sleep();
    deliver(staged ? 0 : time_left());
    linux_guard_slept();
    host_irq.masked = 0;
    host_leave();
}

void port_init(void)
{
    linux_clock_refresh();
    origin_us = now_us;
    now_us = 0;
    host_constant_init();
    host_fault_init();
    host_io_init();
    linux_signals_init();
}

void port_panic(const char *text, uint32_t bytes)
{
    host_write_panic(text, bytes);
    linux_end(70);
}
