/* SPDX-License-Identifier: MIT */
#include "bench/mcu/meter.h"

#include "bench/mcu/bench.h"
#include "core/core.h"

enum { METER_FIRST };

static void begin(struct meter *me, const struct meter_run *run)
{
    me->began = port_clock_now();
    if (run->event_id == PING) {
        (void)lev_post(METER_FIRST, (struct lev_event){PING, 0});
        return;
    }
    lev_handle block = lev_buf_get(16);
    *(uint32_t *)lev_buf_data(block) = 1;
    if (lev_send(METER_FIRST, PING_PAYLOAD, block) != LEV_OK) {
        bench_exit(1);
    }
}

void meter_on_event(void *state, struct lev_event event)
{
    struct meter *me = state;
    const struct meter_run *run = core_self()->current->config;
    if (event.id == LEV_EVENT_START) {
        begin(me, run);
    } else if (event.id == PING_DONE) {
        bench_report(run->metric, port_clock_now() - me->began, 2 * PING_ROUNDS);
        bench_exit(0);
    }
}

const struct lev_component meter_component = {
    .name = "meter", .links_min = 1, .state_bytes = sizeof(struct meter)};
