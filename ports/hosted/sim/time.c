/* SPDX-License-Identifier: MIT */
/**
 * Virtual time: what is planned, the image's alarm and guard, and the jump to the next of them when it is idle.
 */
#define _GNU_SOURCE
#include <stdlib.h>

#include "ports/hosted/sim/state.h"

#include "board_config.h"

#define PLANNED_MAX 4096u

/** How many alarms in a row may only keep the image's clock from wrapping unseen: after 49 days no timer is left. */
#define WRAPS_MAX 2100u

/** A handler that calls the API this often, and never reads the clock, has used up its budget. */
#define INSTANTS_PER_READ_MAX 1000000u

/** Past its guard by so much, code that holds interrupts off is ended as by a watchdog's NMI. */
#define GRACE_TICKS 1000u

const uint32_t port_ticks_per_us_q8 = LEV_TICKS_PER_US_Q8;

struct planned {
    uint64_t at;
    uint64_t order;
    sim_fn *fn;
    void *context;
};

static struct planned planned[PLANNED_MAX]; /* a binary heap by (at, order) */
static uint32_t planned_count;
static uint64_t plan_order;

static uint64_t now;
static uint32_t clock_start;
static uint32_t cost = 1;
static uint64_t limit = UINT64_MAX;
static uint64_t alarm_at = UINT64_MAX;
static uint64_t guard_at = UINT64_MAX;
static uint64_t watchdog_at = UINT64_MAX;
static uint32_t wraps;
static uint32_t since_read;
static sim_fn *on_quiet;
static void *on_quiet_context;

/* ---- What is planned ----------------------------------------------------------------------------------- */

static bool is_before(const struct planned *a, const struct planned *b)
{
    return a->at != b->at ? a->at < b->at : a->order < b->order;
}

static void swap(uint32_t a, uint32_t b)
{
    struct planned moved = planned[a];
    planned[a] = planned[b];
    planned[b] = moved;
}

void sim_at(uint64_t at, sim_fn *fn, void *context)
{
    if (planned_count == PLANNED_MAX) {
        sim_fail("the script has planned more than 4096 things");
    }
    uint32_t i = planned_count++;
    planned[i] = (struct planned){at < now ? now : at, plan_order++, fn, context};
    for (uint32_t up; i != 0; i = up) {
        up = (i - 1) / 2;
        if (!is_before(&planned[i], &planned[up])) {
            break;
        }
        swap(i, up);
    }
}

void sim_after(uint64_t delay, sim_fn *fn, void *context)
{
    sim_at(now + delay, fn, context);
}

/** Take the first of what is planned. */
static struct planned take_planned(void)
{
    struct planned first = planned[0];
    planned[0] = planned[--planned_count];
    uint32_t i = 0;
    for (;;) {
        uint32_t least = i;
        for (uint32_t child = 2 * i + 1; child <= 2 * i + 2 && child < planned_count; child++) {
            least = is_before(&planned[child], &planned[least]) ? child : least;
        }
        if (least == i) {
            return first;
        }
        swap(i, least);
        i = least;
    }
}

void sim_on_quiet(sim_fn *fn, void *context)
{
    on_quiet = fn;
    on_quiet_context = context;
}

/* ---- Delivery ------------------------------------------------------------------------------------------ */

static void deliver_alarm(void)
{
    alarm_at = UINT64_MAX;
    sim_trace("alarm", 0, 0);
    struct host_isr before = host_isr_begin();
    core_isr_alarm();
    host_isr_end(before);
}

static void deliver_guard(uintptr_t pc)
{
    struct host_isr before = host_isr_begin();
    void *frame = sim_guard(pc);
    host_isr_end(before);
    if (frame != NULL) {
        sim_trace("abort", 0, 0);
        port_frame_abort(frame);
    }
}

static void deliver_planned(void)
{
    struct planned first = take_planned();
    struct host_isr before = host_isr_begin();
    first.fn(first.context);
    host_isr_end(before);
    sim_act();
}

bool sim_deliver(void)
{
    bool any = false;
    for (;; any = true) {
        if (now >= watchdog_at) {
            sim_trace("watchdog", 0, 0);
            sim_reset();
        } else if (planned_count != 0 && planned[0].at <= now) {
            deliver_planned();
        } else if (alarm_at <= now) {
            deliver_alarm();
        } else if (guard_at <= now) {
            deliver_guard(0);
        } else {
            return any;
        }
    }
}

void *sim_guard(uintptr_t pc)
{
    guard_at = UINT64_MAX;
    sim_trace("guard", 0, 0);
    return core_isr_guard(pc);
}

uint64_t sim_guard_at(void)
{
    return guard_at;
}

/* ---- The clock ----------------------------------------------------------------------------------------- */

uint64_t sim_now(void)
{
    return now;
}

void sim_advance(uint64_t to)
{
    if (to > limit) {
        sim_trace("limit", 0, 0);
        sim_end(-1);
    }
    now = to > now ? to : now;
}

void sim_clock_start(uint32_t ticks)
{
    clock_start = ticks;
}

void sim_dispatch_cost(uint32_t ticks)
{
    cost = ticks;
}

void sim_limit(uint64_t ticks)
{
    limit = ticks;
}

/** Code that holds interrupts off reads the clock: is it past its guard for good? */
static void look_at_masked(void)
{
    if (guard_at != UINT64_MAX && now > guard_at + GRACE_TICKS) {
        deliver_guard(0);
    }
}

uint32_t port_clock_now(void)
{
    if (host_irq.in_isr == 0) {
        since_read = 0;
        sim_advance(now + cost);
        sim_runaway_alive();
        if (host_irq.masked == 0) {
            sim_instant();
        } else if (host_irq.busy == 0) {
            look_at_masked();
        }
    }
    return (uint32_t)(clock_start + now);
}

void sim_runaway_calls(void)
{
    since_read++;
    if (since_read > INSTANTS_PER_READ_MAX && guard_at != UINT64_MAX) {
        since_read = 0;
        sim_advance(guard_at);
    }
}

/** The counter's value `at`, as virtual time: at most 2^31 ticks before or after now. */
static uint64_t to_virtual(uint32_t at)
{
    int32_t ahead = (int32_t)(at - (uint32_t)(clock_start + now));
    return ahead <= 0 ? now : now + (uint32_t)ahead;
}

void port_alarm_set(uint32_t at)
{
    alarm_at = to_virtual(at);
    wraps = alarm_at - now > INT32_MAX - 4096u ? wraps + 1 : 0;
    if (host_irq.in_isr == 0 && host_irq.masked == 0) {
        sim_instant();
    }
}

void port_guard_set(uint32_t ticks)
{
    guard_at = now + ticks;
}

/** When the next thing happens. */
static uint64_t next_time(void)
{
    uint64_t next = alarm_at < guard_at ? alarm_at : guard_at;
    if (planned_count != 0 && planned[0].at < next) {
        next = planned[0].at;
    }
    return watchdog_at < next ? watchdog_at : next;
}

/** The image is idle and the script has nothing planned. @return the script has done something */
static bool ask_script(void)
{
    if (planned_count != 0 || on_quiet == NULL) {
        return false;
    }
    uint64_t before = sim_instants();
    uint32_t entries = sim_trace_count();
    struct host_isr isr = host_isr_begin();
    on_quiet(on_quiet_context);
    host_isr_end(isr);
    return planned_count != 0 || sim_instants() != before || sim_trace_count() != entries;
}

void port_idle(void)
{
    sim_runaway_alive();
    while (!sim_deliver()) {
        if (ask_script()) {
            break;
        }
        uint64_t next = next_time();
        if (next == UINT64_MAX || wraps > WRAPS_MAX) {
            sim_trace("quiet", 0, 0);
            sim_end(-1);
        }
        sim_advance(next);
        sim_runaway_alive();
    }
    host_irq.masked =
        0; /* until here a single-stepped interrupt waits: it would find the sleep decided */
}

/* ---- Watchdog ------------------------------------------------------------------------------------------ */

#include "ports/device/watchdog.h"

static uint64_t watchdog_ticks;

lev_result device_watchdog_start(uint32_t period_ms)
{
    if (period_ms == 0) {
        return LEV_E_RANGE;
    }
    watchdog_ticks = (uint64_t)period_ms * 1000u;
    watchdog_at = now + watchdog_ticks;
    return LEV_OK;
}

void device_watchdog_feed(void)
{
    host_enter();
    if (watchdog_at != UINT64_MAX) {
        watchdog_at = now + watchdog_ticks;
    }
    host_leave();
}
