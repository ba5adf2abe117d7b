/* SPDX-License-Identifier: MIT */
#include "bench/mcu/mix.h"

#include <lev/buf.h>
#include <lev/log.h>
#include <lev/timer.h>

#include "bench/mcu/bench.h"
#include "bench/mcu/probe.h"
#include "core/core.h"

enum { MIX_TURN = LEV_EVENT_USER, MIX_LATE, MIX_FIRST };

/** Of this program, not of a life: a restart clears the node. */
static uint32_t turn;

static void must(bool good)
{
    if (!good) {
        bench_exit(1);
    }
}

/** Arm all timers but the one of the turns, each behind those before; then move the last. */
static void timers(struct mix *me)
{
    (void)me;
    lev_handle timer[MIX_TIMERS - 1];
    for (uint32_t i = 0; i < MIX_TIMERS - 1; i++) {
        timer[i] = lev_timer_start(LEV_S(20 + (lev_time)i), LEV_S(1), MIX_FIRST);
        must(timer[i] >= 0);
    }
    for (uint32_t i = MIX_TIMERS - 1; i-- > 0;) {
        must(lev_timer_stop(timer[i]) == LEV_OK);
    }
}

/** A timer that is later than 65,535 of its periods, and one whose next deadline is behind all others'. */
static void late_timers(struct mix *me)
{
    (void)me;
    uint32_t began = core_self()->now;
    must(lev_timer_start(0, 1, MIX_LATE) >= 0);
    must(lev_timer_start(0, LEV_MS(120), MIX_LATE) >= 0);
    for (uint32_t i = 0; i < MIX_TIMERS - 3; i++) {
        must(lev_timer_start(LEV_MS(210) + (lev_time)i, 0, MIX_LATE) >= 0);
    }
    while (port_clock_now() - began < LEV_MS(180) * port_ticks_per_us_q8 / 256) {
    }
}

/** Nothing of late_timers() is left. */
static void stop_timers(void)
{
    const struct lev_node *node = core_self()->current;
    for (uint16_t i = 0; i < node->timer_count; i++) {
        const struct lev_timer_record *timer = &core_image()->timers[node->timer_first + i];
        if (timer->event_id == MIX_LATE) {
            must(
                lev_timer_stop(
                    (lev_handle)(LEV__HANDLE_TIMER | (uint32_t)timer->generation << 16 | i))
                == LEV_OK);
        }
    }
}

/** Sleeps: some end by themselves, some are cancelled. */
static void sleeps(struct mix *me)
{
    for (uint32_t i = 0; i < MIX_OPS; i++) {
        must(lev_sleep_start(&me->op[i], (lev_time)(i * 100)) == LEV_OK);
    }
    for (uint32_t i = 0; i < MIX_OPS; i += 2) {
        must(lev_op_cancel(&me->op[i]) == LEV_OK);
    }
}

static void ask(struct lev_op *op)
{
    lev_handle buf = lev_buf_get(16);
    must(buf >= 0);
    struct core_op_args args = {
        .target = MIX_SERVER,
        .opcode = CORE_OP_READ,
        .data = lev_buf_data(buf),
        .bytes = 16,
        .writes = true,
    };
    must(core_op_start(op, &args) == LEV_OK);
}

/** Ops with a lent buffer. The server keeps every other one; the next turn cancels it. */
static void asks(struct mix *me)
{
    for (uint32_t i = 0; i < MIX_OPS; i++) {
        ask(&me->op[i]);
    }
}

static void cancels(struct mix *me)
{
    for (uint32_t i = 0; i < MIX_OPS; i++) {
        if (me->op[i].handle != 0) {
            must(lev_op_cancel(&me->op[i]) == LEV_OK);
        }
    }
}

/** Fill the box; the last post finds its id behind all others. */
static void posts(struct mix *me)
{
    for (uint16_t i = 0; i <= MIX_SLOTS; i++) {
        uint16_t id = (uint16_t)(MIX_FIRST + (i < MIX_SLOTS ? i : MIX_SLOTS - 1));
        must(lev_post(MIX_BOX, (struct lev_event){id, 0}) == LEV_OK);
    }
    must(
        lev_post_start(&me->op[0], MIX_BOX, (struct lev_event){MIX_FIRST + MIX_SLOTS - 1, 0})
        == LEV_OK);
}

static void payloads(struct mix *me)
{
    (void)me;
    for (uint32_t i = 0; i < 3; i++) {
        lev_handle buf = lev_buf_get(16);
        must(buf >= 0);
        must(lev_send(MIX_BOX, MIX_FIRST, buf) == LEV_OK);
    }
}

static void logs(struct mix *me)
{
    (void)me;
    for (int32_t i = 0; i < 3; i++) {
        lev_log(LEV_LOG_INFO, "mixed load", i);
    }
}

/** End with all ops pending and a buffer owned. */
static void restart(struct mix *me)
{
    for (uint32_t i = 0; i < MIX_OPS; i++) {
        if (i % 2 == 0) {
            ask(&me->op[i]);
        } else {
            must(lev_sleep_start(&me->op[i], LEV_S(1)) == LEV_OK);
        }
    }
    lev_restart();
}

/** Give back what came with the ops of earlier turns. */
static void clean_up(void)
{
    const struct lev_node *node = core_self()->current;
    for (uint16_t i = 1; i <= node->buffer_count; i++) {
        lev_handle buf = (lev_handle)node->buffers[i].handle;
        must(buf < 0 || lev_buf_put(buf) == LEV_OK);
    }
}

static void take_turn(struct mix *me)
{
    static void (*const steps[])(struct mix *) = {timers,   sleeps, asks,        cancels, posts,
                                                  payloads, logs,   late_timers, restart};
    stop_timers();
    clean_up();
    steps[turn % (sizeof steps / sizeof steps[0])](me);
}

void mix_on_event(void *state, struct lev_event event)
{
    if (event.id == LEV_EVENT_START && event.arg == LEV_START_BOOT) {
        probe_begin();
    } else if (event.id == MIX_TURN) {
        probe_turn(++turn);
    } else if (event.id != LEV_EVENT_START) {
        return;
    }
    must(
        event.id != LEV_EVENT_START || event.arg == LEV_START_BOOT
        || event.arg == LEV_START_REQUESTED);
    if (turn == probe_turns) {
        probe_end();
        bench_exit(0);
    }
    must(lev_timer_start((lev_time)probe_turn_us, 0, MIX_TURN) >= 0);
    if (event.id == MIX_TURN) {
        take_turn(state);
    }
}

const struct lev_component mix_component = {
    .name = "mix", .links_min = 2, .state_bytes = sizeof(struct mix)};

void server_on_event(void *state, struct lev_event event)
{
    struct server *me = state;
    struct core_request request;
    struct lev_log_entry entry;
    switch (event.id) {
    case LEV_EVENT_REQUEST:
        must(core_request_get(event.arg, &request));
        if (me->asked++ % 2 == 0) {
            (void)core_op_complete(request.token, 0);
        }
        break;
    case LEV_EVENT_CANCEL:
        if (core_request_get(event.arg, &request)) {
            (void)core_op_complete(request.token, LEV_E_CANCELED);
        }
        break;
    case CORE_EVENT_LOG:
        while (core_log_take(&entry)) {
        }
        break;
    default: break;
    }
}

const struct lev_component server_component = {
    .name = "server", .state_bytes = sizeof(struct server)};

void box_on_event(void *state, struct lev_event event)
{
    (void)state;
    if ((event.id & LEV_EVENT_BUFFER) != 0) {
        must(lev_buf_put(lev_event_buf(event)) == LEV_OK);
    }
}

const struct lev_component box_component = {.name = "box", .state_bytes = sizeof(struct box)};
