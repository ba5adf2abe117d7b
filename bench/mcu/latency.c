/* SPDX-License-Identifier: MIT */
#include "bench/mcu/latency.h"

#include "bench/mcu/bench.h"
#include "core/core.h"

enum { ROUNDS = 1000, SLEEP_TICKS = 50000 };

static void arm(struct latency *me)
{
    me->at = port_clock_now() + SLEEP_TICKS;
    port_alarm_set(me->at);
}

static void measured(struct latency *me, uint32_t late)
{
    me->sum += late;
    me->worst = late > me->worst ? late : me->worst;
    if (++me->count < ROUNDS) {
        arm(me);
        return;
    }
    bench_report("irq_to_handler", me->sum, ROUNDS);
    bench_report("irq_to_handler.worst", me->worst, 1);
    bench_exit(0);
}

void latency_on_event(void *state, struct lev_event event)
{
    uint32_t now = port_clock_now();
    struct latency *me = state;
    if (event.id == LEV_EVENT_STAGED) {
        measured(me, now - me->at);
    } else {
        arm(me);
    }
}

const struct lev_component latency_component = {
    .name = "latency", .state_bytes = sizeof(struct latency)};
