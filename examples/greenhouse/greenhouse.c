/* SPDX-License-Identifier: MIT */
#include "greenhouse.h"

enum { TMP105 = 0x48, TMP105_TEMPERATURE = 0, LINE_BYTES = 64, FAN_PIN = 0 };
enum completion { ON_SENSE, ON_LINE, ON_REPLY };

/** Ask the sensor for its temperature: write the register number, read two bytes. */
static void sense(struct greenhouse *me)
{
    uint8_t *data = lev_buf_data(me->sense_buf);
    if (data == NULL) {
        return; /* the last transfer is still under way: the next tick asks again */
    }
    data[0] = TMP105_TEMPERATURE;
    if (lev_i2c_transfer_start(&me->sense, GREENHOUSE_SENSOR, TMP105, data, 2, 1, 2) != LEV_OK) {
        lev_log(LEV_LOG_ERROR, "cannot start reading the sensor", 0);
    }
}

/** Tell the web page, where the deployment has one; without that link the posts are refused, which is as well. */
static void publish(const struct greenhouse *me)
{
    uint16_t state =
        (me->fan_on ? GREENHOUSE_FAN_IS_ON : 0) | (me->valid ? GREENHOUSE_SENSOR_ANSWERS : 0);
    (void)lev_post(
        GREENHOUSE_WEB, (struct lev_event){GREENHOUSE_TEMPERATURE, (uint16_t)me->temperature});
    (void)lev_post(
        GREENHOUSE_WEB, (struct lev_event){GREENHOUSE_THRESHOLD, (uint16_t)me->threshold});
    (void)lev_post(GREENHOUSE_WEB, (struct lev_event){GREENHOUSE_STATE, state});
}

/** Switch the fan when the temperature is past the threshold; what fails is tried again with the next reading. */
static void control(struct greenhouse *me)
{
    bool wanted = me->valid && me->temperature > me->threshold;
    bool done = me->fan_on == wanted && me->fan_set && me->fan.result == LEV_OK;
    if (!done && !lev_op_pending(&me->fan)
        && lev_gpio_write_start(&me->fan, GREENHOUSE_FAN, FAN_PIN, wanted) == LEV_OK) {
        me->fan_on = wanted;
        me->fan_set = true;
        lev_log(LEV_LOG_INFO, "fan %d", wanted);
    }
    publish(me);
}

static void on_sense(void *state, struct lev_op *op)
{
    struct greenhouse *me = state;
    const uint8_t *data = lev_buf_data(me->sense_buf);
    me->valid = op->result == 2;
    if (me->valid) {
        me->temperature = (int16_t)((int16_t)(data[0] << 8 | data[1]) / 16);
    }
    if (me->valid == me->missed) { /* once, not each second */
        me->missed = !me->valid;
        lev_log(LEV_LOG_WARN, me->valid ? "sensor answers" : "no sensor: %d", op->result);
    }
    control(me);
}

static void read_line(struct greenhouse *me)
{
    void *data = lev_buf_data(me->line_buf);
    if (lev_read_line_start(&me->line, GREENHOUSE_CONSOLE, data, LINE_BYTES) != LEV_OK) {
        lev_log(LEV_LOG_ERROR, "cannot read the console", 0);
    }
}

/** Carry out one console line; what it says is the reply. */
static void command(struct greenhouse *me, struct lev_word line, struct lev_text *out)
{
    struct lev_word verb = lev_word_next(&line), number = lev_word_next(&line);
    int32_t value = 0;
    if (lev_word_is(verb, "temp") && number.bytes == 0) {
        lev_text_put(out, me->valid ? "temperature " : "no reading, last was ");
        lev_text_put_fixed(out, me->temperature * 10 / 16, 1);
        lev_text_put(out, me->fan_on ? " fan on\r\n" : " fan off\r\n");
    } else if (
        lev_word_is(verb, "threshold") && lev_word_next(&line).bytes == 0
        && lev_word_parse_fixed(number, 1, -550, 1250, &value)) {
        me->threshold = (int16_t)(value * 16 / 10);
        control(me);
        lev_text_put(out, "threshold ");
        lev_text_put_fixed(out, value, 1);
        lev_text_put(out, "\r\n");
    } else {
        lev_text_put(out, "say: temp | threshold -55 .. 125\r\n");
    }
}

/** The next line is read when the reply has been accepted: a slow console slows its user only. */
static void on_line(void *state, struct lev_op *op)
{
    struct greenhouse *me = state;
    struct lev_text out = lev_text_at(lev_buf_data(me->reply_buf), LINE_BYTES);
    if (op->result >= 0) {
        command(me, lev_word_at(lev_buf_data(me->line_buf), (uint32_t)op->result), &out);
    } else if (op->result == LEV_E_RANGE) {
        lev_text_put(&out, "line too long\r\n");
    } else if (op->result != LEV_E_RESTARTED) {
        return;
    }
    if (out.bytes == 0
        || lev_write_start(&me->reply, GREENHOUSE_CONSOLE, out.data, out.bytes) != LEV_OK) {
        read_line(me);
    }
}

static void on_reply(void *state, struct lev_op *op)
{
    (void)op;
    read_line(state);
}

static void start(struct greenhouse *me)
{
    lev_op_then(&me->sense, ON_SENSE);
    lev_op_then(&me->line, ON_LINE);
    lev_op_then(&me->reply, ON_REPLY);
    me->threshold = 25 * 16;
    me->sense_buf = lev_buf_get(2);
    me->line_buf = lev_buf_get(LINE_BYTES);
    me->reply_buf = lev_buf_get(LINE_BYTES);
    if (lev_timer_start(0, LEV_S(1), GREENHOUSE_TICK) < 0) {
        lev_log(LEV_LOG_ERROR, "the deployment gives no timer", 0);
    }
    read_line(me);
}

void greenhouse_on_event(void *state, struct lev_event event)
{
    struct greenhouse *me = state;
    if (event.id == LEV_EVENT_START) {
        start(me);
    } else if (event.id == GREENHOUSE_TICK) {
        sense(me);
    } else if (event.id == GREENHOUSE_THRESHOLD) {
        me->threshold = (int16_t)event.arg;
        control(me);
    }
}

static lev_completion_fn *const completions[] = {on_sense, on_line, on_reply};

const struct lev_component greenhouse_component = {
    .name = "greenhouse",
    .completions = completions,
    .completion_count = sizeof completions / sizeof completions[0],
    .links_min = GREENHOUSE_FAN + 1,
    .state_bytes = sizeof(struct greenhouse)};
