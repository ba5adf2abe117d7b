/* SPDX-License-Identifier: MIT */
/**
 * Watchdog: a promise belongs to the node, not to one life of it, so a node that is stopped for good, or that restarts over
 * and over without ever reporting, ends in a reset as well. A late report within the hardware's period is forgiven.
 *
 * After a restart of this driver the promises are gone until each node reports again; the hardware goes on counting.
 */
#include "drivers/watchdog/watchdog.h"

#include <lev/log.h>
#include <lev/timer.h>

#include "core/core.h"
#include "ports/device/watchdog.h"

#define WATCHDOG_EVENT_CHECK ((uint16_t)LEV_EVENT_USER)
#define PERIOD_MS_DEFAULT    1000u
#define FEEDS_PER_PERIOD     4u
/** Longest promise: times are compared by their signed difference. */
#define PROMISE_MS_MAX 0x3fffffffu

static uint32_t now_ms(void)
{
    return (uint32_t)(lev_now() / 1000);
}

/** The client's entry, or else a free one; WATCHDOG_CLIENTS_MAX: neither. */
static uint32_t entry_of(const struct watchdog *me, uint8_t client)
{
    uint32_t found = WATCHDOG_CLIENTS_MAX;
    for (uint32_t i = 0; i < WATCHDOG_CLIENTS_MAX; i++) {
        if (me->client[i] == client + 1u) {
            return i;
        }
        if (me->client[i] == 0 && found == WATCHDOG_CLIENTS_MAX) {
            found = i;
        }
    }
    return found;
}

/** A node reports; period 0 takes its promise back. */
static lev_result report(struct watchdog *me, uint8_t client, uint32_t period_ms)
{
    if (me->started != LEV_OK) {
        return me->started;
    }
    if (period_ms > PROMISE_MS_MAX) {
        return LEV_E_RANGE;
    }
    uint32_t i = entry_of(me, client);
    if (i == WATCHDOG_CLIENTS_MAX) {
        return period_ms == 0 ? LEV_OK : LEV_E_NOMEM;
    }
    me->client[i] = (uint8_t)(period_ms == 0 ? 0 : client + 1u);
    me->due_ms[i] = now_ms() + period_ms;
    return LEV_OK;
}

/** The first node whose report is overdue, as rank + 1; 0: none is. */
static uint8_t overdue(const struct watchdog *me)
{
    uint32_t now = now_ms();
    for (uint32_t i = 0; i < WATCHDOG_CLIENTS_MAX; i++) {
        if (me->client[i] != 0 && (int32_t)(now - me->due_ms[i]) > 0) {
            return me->client[i];
        }
    }
    return 0;
}

/** Feed, unless a promise is broken; say so once. */
static void check(struct watchdog *me)
{
    uint8_t client = overdue(me);
    if (client == 0) {
        device_watchdog_feed();
    } else if (!me->late) {
        lev_log(LEV_LOG_ERROR, "no report from node %d, no feeding", client - 1);
    }
    me->late = client != 0;
}

static void start(struct watchdog *me)
{
    const struct watchdog_config *config = core_config();
    uint32_t period_ms = config == NULL ? PERIOD_MS_DEFAULT : config->period_ms;
    lev_time feed = LEV_MS(period_ms) / FEEDS_PER_PERIOD;
    lev_result timer = lev_timer_start(feed, feed, WATCHDOG_EVENT_CHECK);
    if (timer < 0) {
        me->started = timer;
    } else {
        me->started = (lev_result)core_input((uint32_t)device_watchdog_start(period_ms));
    }
    if (me->started != LEV_OK) {
        lev_log(LEV_LOG_ERROR, "no watchdog: error %d", me->started);
    }
}

static void on_request(struct watchdog *me, uint16_t index)
{
    struct core_request request;
    if (!core_request_get(index, &request)) {
        return;
    }
    lev_result result = LEV_E_UNSUPPORTED;
    if (request.opcode == CORE_OP_WATCHDOG_ALIVE) {
        result = report(me, request.client, request.arg);
    }
    (void)core_op_complete(request.token, result);
}

void watchdog_on_event(void *state, struct lev_event event)
{
    struct watchdog *me = state;
    switch (event.id) {
    case LEV_EVENT_START: start(me); break;
    case LEV_EVENT_REQUEST: on_request(me, event.arg); break;
    case WATCHDOG_EVENT_CHECK:
        if (me->started == LEV_OK) {
            check(me);
        }
        break;
    default: break;
    }
}

const struct lev_component watchdog_component = {
    .name = "watchdog", .state_bytes = sizeof(struct watchdog)};
