/* SPDX-License-Identifier: MIT */
#include "bench/mcu/runaway.h"

#include <lev/timer.h>

#include "bench/mcu/bench.h"
#include "core/core.h"
#include "ports/arch/cortex_m/arch.h"

enum { LIVES = 101, GUARD_VALUE = 0x40002004 };

/** Of this program, not of a life: a restart clears the node. */
static uint32_t deadline, sum, lives;

void runaway_on_event(void *state, struct lev_event event)
{
    uint32_t now = port_clock_now();
    struct runaway *me = state;
    const struct lev_node *node = core_self()->current;
    const struct runaway_run *run = node->config;
    if (event.id != LEV_EVENT_START) {
        return;
    }
    if (event.arg != LEV_START_BOOT) {
        sum += now - deadline;
    }
    if (++lives == LIVES) {
        bench_report(run->metric, sum, LIVES - 1);
        bench_exit(0);
    }
    for (uint32_t i = 0; i < run->ops; i++) {
        if (lev_sleep_start(&me->op[i], LEV_S(1)) != LEV_OK) {
            bench_exit(1);
        }
    }
    /* the guard has been set: what it has left, read between two readings of the clock, says when its interrupt comes */
    uint32_t before = port_clock_now();
    uint32_t left = REG(GUARD_VALUE);
    deadline = before + (port_clock_now() - before) / 2 + left;
    for (;;) {
        __asm__ volatile("" ::: "memory");
    }
}

const struct lev_component runaway_component = {
    .name = "runaway", .state_bytes = sizeof(struct runaway)};
