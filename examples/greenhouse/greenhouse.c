/* SPDX-License-Identifier: MIT */
#include "greenhouse.h"

enum { TMP105_ADDRESS = 0x48, TMP105_TEMPERATURE = 0, LINE_BYTES = 64, FAN_PIN = 0 };
enum completion { ON_SENSE, ON_FAN, ON_LINE, ON_REPLY };

/** Ask the sensor for its temperature: write the register number, read two bytes. */
static void sense(struct greenhouse *me)
{
    uint8_t *data = lev_buf_data(me->sense_buf);
    if (data == NULL) {
        return; /* the last transfer is still under way: the next tick asks again */
    }
    data[0] = TMP105_TEMPERATURE;
    if (lev_i2c_transfer_start(&me->sense, GREENHOUSE_SENSOR, TMP105_ADDRESS, data, 2, 1, 2) != LEV_OK) {
        lev_log(LEV_LOG_ERROR, "cannot start reading the sensor", 0);
    }
}

/** Switch the fan when the temperature has crossed the threshold. A pending switch is followed up when it is done. */
static void control(struct greenhouse *me)
{
    bool wanted = me->valid && me->temperature > me->threshold;
    if ((wanted == me->fan_on && me->fan_known) || lev_op_pending(&me->fan)) {
        return;
    }
    if (lev_gpio_write_start(&me->fan, GREENHOUSE_FAN, FAN_PIN, wanted) == LEV_OK) {
        me->fan_on = wanted;
        me->fan_known = true;
        lev_log(LEV_LOG_INFO, "fan %d", wanted);
    }
}

/** Tell the web page, where the deployment has one; without a link the post is refused, which is as well. */
static void publish(struct greenhouse *me, uint16_t event_id, int16_t value)
{
    (void)me;
    (void)lev_post(GREENHOUSE_WEB, (struct lev_event){event_id, (uint16_t)value});
}

static void on_sense(void *state, struct lev_op *op)
{
    struct greenhouse *me = state;
    const uint8_t *data = lev_buf_data(me->sense_buf);
    me->valid = op->result == 2;
    if (me->valid) {
        me->temperature = (int16_t)((int16_t)(data[0] << 8 | data[1]) / 16);
        publish(me, GREENHOUSE_TEMPERATURE, me->temperature);
    } else {
        lev_log(LEV_LOG_WARN, "sensor does not answer: %d", op->result);
    }
    control(me);
}

static void on_fan(void *state, struct lev_op *op)
{
    struct greenhouse *me = state;
    me->fan_known = op->result == LEV_OK;
    control(me);
}

static void read_line(struct greenhouse *me)
{
    void *data = lev_buf_data(me->line_buf);
    if (lev_read_line_start(&me->line, GREENHOUSE_CONSOLE, data, LINE_BYTES) != LEV_OK) {
        lev_log(LEV_LOG_ERROR, "cannot read the console", 0);
    }
}

/** Write a reply; the next line is read when it has been accepted, so a slow console slows its user only. */
static void reply(struct greenhouse *me, const struct lev_text *text)
{
    if (lev_write_start(&me->reply, GREENHOUSE_CONSOLE, text->data, text->bytes) != LEV_OK) {
        read_line(me);
    }
}

static void set_threshold(struct greenhouse *me, int16_t threshold)
{
    me->threshold = threshold;
    publish(me, GREENHOUSE_THRESHOLD, threshold);
    control(me);
}

/** Carry out one console line. */
static void command(struct greenhouse *me, struct lev_word line)
{
    struct lev_text out = lev_text_at(lev_buf_data(me->reply_buf), LINE_BYTES);
    struct lev_word verb = lev_word_next(&line);
    int32_t value = 0;
    if (lev_word_is(verb, "temp")) {
        lev_text_put(&out, me->valid ? "temperature " : "no reading, last was ");
        lev_text_put_fixed(&out, me->temperature * 10 / 16, 1);
        lev_text_put(&out, me->fan_on ? " fan on\r\n" : " fan off\r\n");
    } else if (lev_word_is(verb, "threshold") && lev_word_parse_fixed(lev_word_next(&line), 1, -550, 1250, &value)) {
        set_threshold(me, (int16_t)(value * 16 / 10));
        lev_text_put(&out, "threshold ");
        lev_text_put_fixed(&out, value, 1);
        lev_text_put(&out, "\r\n");
    } else {
        lev_text_put(&out, "say: temp | threshold -55 .. 125\r\n");
    }
    reply(me, &out);
}

static void on_line(void *state, struct lev_op *op)
{
    struct greenhouse *me = state;
    if (op->result >= 0) {
        command(me, lev_word_at(lev_buf_data(me->line_buf), (uint32_t)op->result));
    } else if (op->result == LEV_E_RANGE || op->result == LEV_E_RESTARTED) {
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
    lev_op_then(&me->fan, ON_FAN);
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
    switch (event.id) {
    case LEV_EVENT_START: start(me); break;
    case GREENHOUSE_TICK: sense(me); break;
    case GREENHOUSE_THRESHOLD: set_threshold(me, (int16_t)event.arg); break;
    default: break;
    }
}

static lev_completion_fn *const completions[] = {
    [ON_SENSE] = on_sense, [ON_FAN] = on_fan, [ON_LINE] = on_line, [ON_REPLY] = on_reply};

const struct lev_component greenhouse_component = {
    .name = "greenhouse",
    .completions = completions,
    .completion_count = sizeof completions / sizeof completions[0],
    .links_min = GREENHOUSE_FAN + 1,
    .state_bytes = sizeof(struct greenhouse),
};
