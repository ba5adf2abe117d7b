/* SPDX-License-Identifier: MIT */
/**
 * I²C master: a transfer is a row of byte steps, each ended by an interrupt that stages how it went.
 *
 *     START address tx[0] … tx[n-1] (repeated START) address rx[0] … rx[m-1] STOP
 *
 * A cancel never cuts a write: what the bus has begun to send is sent, but no byte is received that need not be; the stop
 * comes with the next step that can carry one. A bus on which nothing moves is reset when the transfer's time is over.
 * The device touches no buffer, only bytes given to it, so there is nothing to quiesce; opening it ends a step.
 */
#include "drivers/i2c/i2c.h"

#include <lev/assert.h>
#include <lev/log.h>
#include <lev/timer.h>

#include "core/core.h"
#include "ports/device/i2c.h"

LEV_MODULE(MODULE_DRIVER);

/** How each step ended. */
#define SOURCE_STEP 0u

#define I2C_EVENT_TIMEOUT ((uint16_t)LEV_EVENT_USER)

/** A transfer may take this long, and this much more per byte: nine clocks at 100 kHz, and as much again for stretching. */
#define I2C_TIMEOUT      LEV_MS(25)
#define I2C_TIMEOUT_BYTE LEV_US(180)

/** The op behind a token that this node holds. */
static struct core_request request_of(uint32_t token)
{
    struct core_request request;
    bool held = core_request_get((uint16_t)token, &request);
    LEV_ASSERT(10, held && request.token == token);
    return request;
}

/** Reset the device; what it staged before belongs to no transfer. */
static lev_result reopen(void)
{
    lev_result result =
        (lev_result)core_input((uint32_t)device_i2c_open(core_unit(), core_source(SOURCE_STEP)));
    uint8_t stale = 0;
    while (core_stage_take(SOURCE_STEP, &stale, 1) != 0) {
    }
    return result;
}

/** The next byte of the transfer on the bus. */
static void step(const struct i2c *me)
{
    struct core_request request = request_of(me->queue[0]);
    const uint8_t *data = request.data;
    bool reading = me->sent == me->tx;
    bool first = reading ? me->received == 0 : me->sent == 0;
    bool last = reading ? me->received + 1u == me->rx : me->sent + 1u == me->tx && me->rx == 0;
    uint8_t flags =
        (uint8_t)((first ? DEVICE_I2C_START : 0) | (reading ? DEVICE_I2C_READ : 0) | (last ? DEVICE_I2C_STOP : 0));
    device_i2c_step(core_unit(), (uint8_t)request.arg, flags, reading ? 0 : data[me->sent]);
}

/** The first of the queue is done with, and the bus is free. */
static void finish(struct i2c *me, lev_result result)
{
    uint32_t token = me->queue[0];
    me->active = 0;
    me->count--;
    for (uint32_t i = 0; i < me->count; i++) {
        me->queue[i] = me->queue[i + 1];
    }
    (void)core_op_complete(token, result);
}

/** Begin with the first of the queue. @return LEV_OK, or why its time could not be limited */
static lev_result begin(struct i2c *me)
{
    uint32_t arg = request_of(me->queue[0]).arg;
    me->tx = (uint8_t)(arg >> 8);
    me->rx = (uint8_t)(arg >> 16);
    me->sent = 0;
    me->received = 0;
    me->cut = 0;
    lev_time limit = I2C_TIMEOUT + I2C_TIMEOUT_BYTE * (me->tx + me->rx);
    lev_result timer = lev_timer_start(limit, 0, I2C_EVENT_TIMEOUT);
    if (timer < 0) {
        return timer;
    }
    me->timer = timer;
    me->deadline = lev_now() + limit;
    me->active = 1;
    step(me);
    return LEV_OK;
}

/** If the bus is free, give it to whoever waits longest. */
static void next(struct i2c *me)
{
    while (!me->active && me->count != 0) {
        lev_result result = begin(me);
        if (result != LEV_OK) {
            finish(me, result);
        }
    }
}

/** The transfer on the bus is over. */
static void end(struct i2c *me, lev_result result)
{
    (void)lev_timer_stop(me->timer);
    finish(me, result);
    next(me);
}

/** A byte went well: keep it, count it, go on. */
static void advance(struct i2c *me, uint8_t byte)
{
    if (me->sent < me->tx) {
        me->sent++;
    } else {
        uint8_t *data = request_of(me->queue[0]).data;
        data[me->received++] = byte;
    }
    if (me->sent == me->tx && me->received == me->rx) {
        end(me, me->cut ? LEV_E_CANCELED : me->rx);
    } else {
        step(me);
    }
}

/** A step has ended. A report with no step under way, or a repeated one, is dropped. */
static void on_staged(struct i2c *me)
{
    uint8_t report[2] = {DEVICE_I2C_DONE, 0};
    uint32_t bytes = core_stage_take(SOURCE_STEP, report, sizeof report);
    uint8_t stale = 0;
    while (core_stage_take(SOURCE_STEP, &stale, 1) != 0) {
    }
    if (!me->active || bytes == 0) {
        return;
    }
    if (report[0] == DEVICE_I2C_DONE) {
        advance(me, report[1]);
        return;
    }
    if (report[0] == DEVICE_I2C_BUS_ERROR) {
        (void)reopen();
    }
    end(me, LEV_E_IO);
}

/** The time of the transfer is over. Anybody with a link could post this event, so the time is looked at. */
static void on_timeout(struct i2c *me)
{
    if (me->active && lev_now() >= me->deadline) {
        (void)reopen();
        end(me, LEV_E_TIMEOUT);
    }
}

/** Take away what need not be received: the stop comes with the next step, or the one after that. */
static void cut(struct i2c *me)
{
    uint32_t needed =
        me->received
        + 2u; /* the step under way is not the last one, so one more carries the stop */
    if (me->sent < me->tx) {
        needed = me->sent + 1u < me->tx ? 0 : 1;
    }
    if (needed < me->rx) {
        me->rx = (uint8_t)needed;
        me->cut = 1;
    }
}

/** Remove a transfer that has not begun; one on the bus ends as soon as that is safe. */
static void on_cancel(struct i2c *me, uint16_t index)
{
    struct core_request request;
    if (!core_request_get(index, &request)) {
        return;
    }
    if (me->active && me->queue[0] == request.token) {
        cut(me);
        return;
    }
    uint8_t kept = 0;
    for (uint32_t i = 0; i < me->count; i++) {
        if (me->queue[i] != request.token) {
            me->queue[kept++] = me->queue[i];
        }
    }
    me->count = kept;
    (void)core_op_complete(request.token, LEV_E_CANCELED);
}

/** Queue a transfer. @return LEV_OK, or the error it completes with */
static lev_result add(struct i2c *me, const struct core_request *request)
{
    if (request->opcode != CORE_OP_I2C_TRANSFER) {
        return LEV_E_UNSUPPORTED;
    }
    if (!me->open) {
        return LEV_E_IO;
    }
    if (me->count == I2C_QUEUE_MAX) {
        return LEV_E_FULL;
    }
    me->queue[me->count++] = request->token;
    return LEV_OK;
}

static void on_request(struct i2c *me, uint16_t index)
{
    struct core_request request;
    if (!core_request_get(index, &request)) {
        return;
    }
    lev_result result = add(me, &request);
    if (result != LEV_OK) {
        (void)core_op_complete(request.token, result);
    }
    next(me);
}

static void open(struct i2c *me)
{
    me->open = reopen() == LEV_OK;
    if (!me->open) {
        lev_log(LEV_LOG_ERROR, "the board has no I2C bus %d", core_unit());
    }
}

void i2c_on_event(void *state, struct lev_event event)
{
    struct i2c *me = state;
    switch (event.id) {
    case LEV_EVENT_START: open(me); break;
    case LEV_EVENT_STAGED: on_staged(me); break;
    case LEV_EVENT_REQUEST: on_request(me, event.arg); break;
    case LEV_EVENT_CANCEL: on_cancel(me, event.arg); break;
    case I2C_EVENT_TIMEOUT: on_timeout(me); break;
    default: break;
    }
}

const struct lev_component i2c_component = {.name = "i2c", .state_bytes = sizeof(struct i2c)};
