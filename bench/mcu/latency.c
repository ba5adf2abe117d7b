/* SPDX-License-Identifier: MIT */
#include "bench/mcu/latency.h"

#include "bench/mcu/bench.h"
#include "core/core.h"

enum { ROUNDS = 1000, SLEEP_TICKS = 50000 };

static struct {
    uint32_t at; /**< tick of the interrupt */
    uint32_t sum;
    uint32_t worst;
    uint32_t count;
} rounds;

static void arm(void)
{
    rounds.at = port_clock_now() + SLEEP_TICKS;
    port_alarm_set(rounds.at);
}

static void measured(uint32_t late)
{
    rounds.sum += late;
    rounds.worst = late > rounds.worst ? late : rounds.worst;
    if (++rounds.count < ROUNDS) {
        arm();
        return;
    }
    bench_report("irq_to_handler", rounds.sum, ROUNDS);
    bench_report("irq_to_handler.worst", rounds.worst, 1);
    bench_exit(0);
}

void clock_on_event(void *state, struct lev_event event)
{
    uint32_t now = port_clock_now();
    (void)state;
    if (event.id == LEV_EVENT_STAGED) {
        measured(now - rounds.at);
    } else {
        arm();
    }
}

const struct lev_component clock_component = {.name = "clock", .state_bytes = sizeof(struct clock)};
