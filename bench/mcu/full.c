/* SPDX-License-Identifier: MIT */
#include "bench/mcu/full.h"

#include <lev/buf.h>
#include <lev/timer.h>

#include "bench/mcu/bench.h"
#include "core/core.h"
#include "ports/arch/armv7m/arch.h"

enum { FULL_TICK = LEV_EVENT_USER, FULL_BYTE, SPARE_IRQ = 20, BYTES = 10 };

void port_isr_spare(void)
{
    uint8_t byte = 'x';
    if (!core_isr_stage(&core_image()->sources[1], &byte, 1)) {
        bench_exit(1);
    }
}

static void send(void)
{
    lev_handle block = lev_buf_get(16);
    (void)core_stage_take(0, lev_buf_data(block), 1);
    if (lev_send(FULL_SINK, FULL_BYTE, block) != LEV_OK) {
        bench_exit(1);
    }
}

/** Its second life, after a restart, does the work. */
void full_on_event(void *state, struct lev_event event)
{
    (void)state;
    if (event.id == LEV_EVENT_START && event.arg == LEV_START_BOOT) {
        lev_restart();
    } else if (event.id == LEV_EVENT_START) {
        arch_irq_enable(SPARE_IRQ);
        if (lev_timer_start(LEV_MS(1), LEV_MS(1), FULL_TICK) < 0) {
            bench_exit(1);
        }
    } else if (event.id == FULL_TICK) {
        arch_irq_pend(SPARE_IRQ);
    } else if (event.id == LEV_EVENT_STAGED) {
        send();
    }
}

void sink_on_event(void *state, struct lev_event event)
{
    struct sink *me = state;
    if (event.id != (FULL_BYTE | LEV_EVENT_BUFFER)) {
        return;
    }
    const char *byte = lev_buf_data(lev_event_buf(event));
    if (*byte != 'x' || lev_buf_put(lev_event_buf(event)) != LEV_OK) {
        bench_exit(1);
    }
    if (++me->received == BYTES) {
        bench_value("full.received", me->received);
        bench_exit(0);
    }
}

const struct lev_component full_component = {
    .name = "full", .links_min = 1, .state_bytes = sizeof(struct full)};
const struct lev_component sink_component = {.name = "sink", .state_bytes = sizeof(struct sink)};
