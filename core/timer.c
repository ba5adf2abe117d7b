/* SPDX-License-Identifier: MIT */
/**
 * Timers, and the clock: the driver node whose interrupt source is the alarm.
 *
 * Armed timers form one list by deadline; equal deadlines keep the order in which they were started. The alarm is set
 * for the first, and never further than 2^31 ticks ahead so that the 64-bit time sees each wrap of the counter.
 */
#include <lev/timer.h>

#include "core/clock.h"
#include "core/dispatch.h"

/** event_id of a timer record that belongs to a sleep. */
#define TIMER_SLEEP 1u

static struct lev_timer_record *at(uint16_t index)
{
    return &core_image()->timers[index];
}

/** The first armed timer. */
static uint16_t *timer_head(void)
{
    return &core_image()->clock->timer_head;
}

static void init(void)
{
    *timer_head() = LEV__NONE;
}

/** 64-bit time at this moment, for setting the alarm. */
static uint64_t ticks_now(struct core *core)
{
    port_irq_mask();
    uint64_t now = opt_stamp_extend(core, port_clock_now());
    port_irq_unmask();
    return now;
}

/** Set the alarm for the first deadline or a stopped node's grace, whichever is first. */
static void set_alarm(struct core *core)
{
    uint64_t now = ticks_now(core);
    uint64_t next = now + INT32_MAX;
    if (*timer_head() != LEV__NONE && at(*timer_head())->deadline < next) {
        next = at(*timer_head())->deadline;
    }
    uint64_t throttle_end = core_image()->clock->throttle_end;
    if (throttle_end != 0 && throttle_end < next) {
        next = throttle_end;
    }
    next = core_restart_grace(core, now, next);
    port_alarm_set(next <= now ? (uint32_t)now : (uint32_t)next);
}

static void insert(struct core *core, uint16_t index)
{
    struct lev_timer_record *timers = core_image()->timers;
    uint64_t deadline = timers[index].deadline;
    uint16_t *link = timer_head();
    uint16_t next = *link;
    while (next != LEV__NONE && timers[next].deadline <= deadline) {
        link = &timers[next].next;
        next = *link;
    }
    timers[index].next = next;
    *link = index;
    if (link == timer_head()) {
        set_alarm(core);
    }
}

static void remove_armed(uint16_t index)
{
    uint16_t *link = timer_head();
    while (*link != index) {
        link = &at(*link)->next;
    }
    *link = at(index)->next;
}

/** Microseconds to ticks, rounded up: a timer never fires early. */
static uint64_t to_ticks(lev_time us)
{
    return ((uint64_t)us * port_ticks_per_us_q8 + 255u) >> 8;
}

/** A free timer of the node, its own: nothing can take it in between. @return its index in the node; LEV_E_NOMEM */
static lev_result find_free(const struct lev_node *node)
{
    const struct lev_timer_record *timers = &core_image()->timers[node->timer_first];
    for (uint16_t i = 0; i < node->timer_count; i++) {
        if (timers[i].event_id == 0) {
            return i;
        }
    }
    return LEV_E_NOMEM;
}

/** Fill in a free timer of the node, which stays free: outside core. @return its index in the image */
static uint16_t prepare(struct core *core, uint32_t index, lev_time delay, lev_time period)
{
    const struct lev_node *node = core->current;
    uint16_t global = (uint16_t)(node->timer_first + index);
    struct lev_timer_record *timer = at(global);
    timer->node = node->rank;
    timer->generation++;
    timer->fired = 0;
    timer->deadline = opt_stamp_ticks(core) + to_ticks(delay);
    timer->period = to_ticks(period);
    return global;
}

/** Arm a timer that is prepared. Within core. */
static void arm(struct core *core, uint16_t timer, uint16_t id)
{
    at(timer)->event_id = id;
    insert(core, timer);
}

lev_result lev_timer_start(lev_time delay, lev_time period, uint16_t event_id)
{
    if (delay < 0 || delay > LEV_TIMER_MAX || period < 0 || period > LEV_TIMER_MAX
        || event_id < LEV_EVENT_USER || event_id >= LEV_EVENT_BUFFER) {
        return LEV_E_RANGE;
    }
    struct core *core = core_self();
    lev_result index = find_free(core->current);
    if (index < 0) {
        return index;
    }
    uint16_t timer = prepare(core, (uint32_t)index, delay, period);
    core_enter(core);
    arm(core, timer, event_id);
    core_leave(core);
    return index | (lev_result)(LEV__HANDLE_TIMER | (uint32_t)at(timer)->generation << 16);
}

/** Free a timer, armed or fired. */
static void disarm(const struct lev_node *node, uint16_t index)
{
    struct lev_timer_record *timer = at(index);
    if (timer->fired) {
        core_inbox_remove(node, (uint16_t)(core_image()->op_count + index));
    } else {
        remove_armed(index);
    }
    timer->event_id = 0;
}

lev_result lev_timer_stop(lev_handle handle)
{
    struct core *core = core_self();
    const struct lev_node *node = core->current;
    uint32_t index = (uint32_t)handle & 0xffffu;
    if (((uint32_t)handle & 0xff000000u) != LEV__HANDLE_TIMER || index >= node->timer_count) {
        return LEV_E_DENIED;
    }
    uint16_t global = (uint16_t)(node->timer_first + index);
    const struct lev_timer_record *timer = at(global);
    if (timer->event_id < LEV_EVENT_USER || timer->generation != ((uint32_t)handle >> 16 & 0xffu)) {
        return LEV_E_DENIED;
    }
    core_enter(core);
    disarm(node, global);
    core_leave(core);
    return LEV_OK;
}

lev_result lev_sleep_start(struct lev_op *op, lev_time delay)
{
    if (delay < 0 || delay > LEV_TIMER_MAX) {
        return LEV_E_RANGE;
    }
    struct core *core = core_self();
    lev_result index = find_free(core->current);
    struct lev_op_record *record = NULL;
    lev_result result = core_op_claim(op, &record);
    if (result == LEV_OK && index < 0) {
        core_op_unclaim(op, record);
        result = index;
    }
    if (result == LEV_OK) {
        uint16_t timer = prepare(core, (uint32_t)index, delay, 0);
        record->object = timer;
        at(timer)->op = core_op_index(record);
        core_enter(core);
        record->state = LEV__OP_ARMED;
        arm(core, timer, TIMER_SLEEP);
        core_leave(core);
    }
    return result;
}

void core_sleep_end(uint16_t timer)
{
    remove_armed(timer);
    at(timer)->event_id = 0;
}

/** A due timer, already out of the list: to its node's inbox; a sleep completes its op. */
static void fire(uint16_t index)
{
    struct lev_timer_record *timer = at(index);
    if (timer->event_id == TIMER_SLEEP) {
        timer->event_id = 0;
        core_op_done(&core_image()->ops[timer->op], LEV_OK);
        return;
    }
    timer->fired = 1;
    core_inbox_append(&core_nodes()[timer->node], (uint16_t)(core_image()->op_count + index));
}

/** Fire what is due at the current dispatch's time. One core call a timer, so that depth stays short. */
static void fire_due(struct core *core)
{
    for (;;) {
        core_enter(core);
        uint16_t index = *timer_head();
        bool due = index != LEV__NONE && at(index)->deadline <= opt_stamp_ticks(core);
        if (due) {
            *timer_head() = at(index)->next;
            fire(index);
        } else {
            set_alarm(core);
        }
        core_leave(core);
        if (!due) {
            return;
        }
    }
}

/** What a fired timer's event is; a periodic one is armed again. */
static struct lev_event take(uint16_t index)
{
    struct core *core = core_self();
    struct lev_timer_record *timer = at(index);
    struct lev_event event = {timer->event_id, 0};
    timer->fired = 0;
    if (timer->period == 0) {
        timer->event_id = 0;
        return event;
    }
    uint64_t late = opt_stamp_ticks(core) - timer->deadline;
    uint64_t missed = late < timer->period ? 0 : late / timer->period;
    timer->deadline += (missed + 1) * timer->period;
    event.arg = missed < UINT16_MAX ? (uint16_t)missed : UINT16_MAX;
    insert(core, index);
    return event;
}

/** End all timers of a node. */
static void stop(const struct lev_node *node)
{
    for (uint16_t i = 0; i < node->timer_count; i++) {
        uint16_t index = (uint16_t)(node->timer_first + i);
        if (at(index)->event_id >= LEV_EVENT_USER) {
            disarm(node, index);
        }
    }
}

/** A fired timer is the next entry of its node's inbox. Within core, which it leaves. */
static void dispatch(struct core *core, const struct lev_node *node, uint16_t index)
{
    opt_stamp_dispatch(core);
    struct lev_event event = take(index);
    core_leave(core);
    core_handle(core, node, event);
}

/** The clock node: state-free. */
void clock_on_event(void *state, struct lev_event event)
{
    (void)state;
    (void)event;
    struct core *core = core_self();
    core_restart_force(core);
    core_rate_release(core);
    fire_due(core);
}

const struct lev_component clock_component = {.name = "clock", .state_bytes = sizeof(struct clock)};

const struct lev_timers_part core_timers_part = {init, stop, dispatch, set_alarm};
