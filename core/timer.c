/* SPDX-License-Identifier: MIT */
/**
 * Timers. What wakes them is the clock node (clock.c).
 *
 * Armed timers form one list by deadline; equal deadlines keep the order in which they were started. The alarm is set
 * for the first, and never further than 2^31 ticks ahead so that the 64-bit time sees each wrap of the counter.
 */
#include <lev/assert.h>
#include <lev/timer.h>

#include "core/dispatch.h"

LEV_MODULE(MODULE_TIMER);

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
    core_image()->clock->wake_at = UINT64_MAX;
    LEV_ASSERT(1, core_image()->clock_node->source_count == 1);
}

/** Set the alarm for the first deadline, or for what else the clock is wanted for, and note the time. */
static void set_alarm(struct core *core)
{
    port_irq_mask();
    uint32_t reading = port_clock_now();
    opt_stamp_note(core, reading);
    port_irq_unmask();
    uint64_t now = opt_stamp_wide(core, reading);
    uint64_t next = core_image()->clock->wake_at;
    if (*timer_head() != LEV__NONE && at(*timer_head())->deadline < next) {
        next = at(*timer_head())->deadline;
    }
    uint64_t ahead = next <= now ? 0 : next - now;
    port_alarm_set(reading + (ahead < INT32_MAX ? (uint32_t)ahead : INT32_MAX));
}

static void wake(struct core *core, uint64_t at_ticks)
{
    struct lev_clock_ram *clock = core_image()->clock;
    if (at_ticks < clock->wake_at) {
        clock->wake_at = at_ticks;
        set_alarm(core);
    }
}

/**
 * Where a timer goes: behind those whose deadline is not later. Looked for outside core, so that depth does not last longer
 * where there are more timers: only handlers change the list, and no other one runs meanwhile.
 */
static uint16_t *place_of(uint64_t deadline)
{
    struct lev_timer_record *timers = core_image()->timers;
    uint16_t *link = timer_head();
    uint16_t next = *link;
    while (next != LEV__NONE && timers[next].deadline <= deadline) {
        link = &timers[next].next;
        next = *link;
    }
    return link;
}

/** Link a timer that is in no list at its place. Within core. */
static void insert(struct core *core, uint16_t *link, uint16_t index, uint16_t event_id)
{
    struct lev_timer_record *timer = at(index);
    timer->event_id = event_id;
    timer->fired = 0;
    timer->next = *link;
    *link = index;
    if (link == timer_head()) {
        set_alarm(core);
    }
}

static void arm(struct core *core, uint16_t index, uint16_t event_id)
{
    uint16_t *link = place_of(at(index)->deadline);
    core_enter(core);
    insert(core, link, index, event_id);
    core_leave(core);
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
    timer->deadline = opt_stamp_ticks(core) + to_ticks(delay);
    timer->period = to_ticks(period);
    return global;
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
    arm(core, timer, event_id);
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
        uint16_t *link = place_of(at(timer)->deadline);
        core_enter(core);
        record->state = LEV__OP_ARMED;
        insert(core, link, timer, TIMER_SLEEP);
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

void core_timers_fire(struct core *core)
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

/**
 * Let a periodic timer that is `late` ticks late forget the periods that have passed since. One that is late by a wrap of the
 * counter loses its phase too: a division of 64 bits takes too long at raised depth.
 *
 * @return how many they were; saturates
 */
static uint16_t skip_missed(struct lev_timer_record *timer, uint64_t late)
{
    if (late < timer->period) {
        return 0;
    }
    if (late > UINT32_MAX) {
        timer->deadline += late;
        return UINT16_MAX;
    }
    uint32_t missed = (uint32_t)late / (uint32_t)timer->period;
    timer->deadline += (uint64_t)missed * timer->period;
    return missed < UINT16_MAX ? (uint16_t)missed : UINT16_MAX;
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

/** A fired timer is the next entry of its node's inbox. Within core, which it leaves. A periodic one is armed again first. */
static void dispatch(struct core *core, const struct lev_node *node, uint16_t index)
{
    struct lev_timer_record *timer = at(index);
    struct lev_event event = {timer->event_id, 0};
    core_handler_begin(core, node);
    timer->event_id = 0;
    core_leave(core);
    if (timer->period != 0) {
        event.arg = skip_missed(timer, opt_stamp_ticks(core) - timer->deadline);
        timer->deadline += timer->period;
        arm(core, index, event.id);
    }
    core_handler_run(core, node, event);
}

const struct lev_timers_part core_timers_part = {init, stop, dispatch, wake};
