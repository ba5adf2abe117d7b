/* SPDX-License-Identifier: MIT */
#include "blinky.h"

enum { PIN = 0, LINE_BYTES = 32 };
static const char help[] = "say: on, off, rate <ms>\r\n";

/** Toggle every `ms` milliseconds from now on; 0: stay as it is. */
static void blink(struct blinky *me, int32_t ms)
{
    (void)lev_timer_stop(me->timer);
    me->timer = ms == 0 ? 0 : lev_timer_start(LEV_MS(ms), LEV_MS(ms), BLINKY_TOGGLE);
    if (me->timer < 0) {
        lev_log(LEV_LOG_ERROR, "the deployment gives no timer", 0);
    }
}

static void drive(struct blinky *me, bool level)
{
    bool done = lev_gpio_write_start(&me->pin, BLINKY_PINS, PIN, level) == LEV_OK;
    me->level = done ? level : me->level;
}

/** Wait for the next line. Without a console, or without what it takes to read from one, the pin goes on alone. */
static void read_line(void *state, struct lev_op *op)
{
    struct blinky *me = state;
    void *data = lev_buf_data(me->line);
    lev_op_then(op, BLINKY_ON_LINE);
    if (op->result == LEV_E_IO
        || lev_read_line_start(op, BLINKY_CONSOLE, data, LINE_BYTES) != LEV_OK) {
        lev_log(LEV_LOG_ERROR, "cannot read the console: %d", data == NULL ? me->line : op->result);
    }
}

static void on_line(void *state, struct lev_op *op)
{
    struct blinky *me = state;
    struct lev_word line =
        lev_word_at(lev_buf_data(me->line), op->result < 0 ? 0 : (uint32_t)op->result);
    struct lev_word verb = lev_word_next(&line);
    int32_t ms = 0;
    lev_op_then(op, BLINKY_ON_HELP);
    if (lev_word_is(verb, "on") || lev_word_is(verb, "off")) {
        blink(me, 0);
        drive(me, lev_word_is(verb, "on"));
    } else if (
        lev_word_is(verb, "rate")
        && lev_word_parse_fixed(lev_word_next(&line), 0, 10, 60000, &ms)) {
        blink(me, ms);
    } else if (
        op->result != LEV_E_IO
        && lev_write_start(op, BLINKY_CONSOLE, help, sizeof help - 1) == LEV_OK) {
        return; /* the next line is read when that is written */
    }
    read_line(me, op);
}

void blinky_on_event(void *state, struct lev_event event)
{
    struct blinky *me = state;
    if (event.id == BLINKY_TOGGLE) {
        drive(me, !me->level);
        return;
    }
    me->line = lev_buf_get(LINE_BYTES);
    blink(me, 500);
    read_line(me, &me->console);
}

static lev_completion_fn *const completions[] = {
    [BLINKY_ON_LINE] = on_line, [BLINKY_ON_HELP] = read_line};
const struct lev_component blinky_component = {
    .name = "blinky",
    .completions = completions,
    .completion_count = 2,
    .links_min = BLINKY_LINK_COUNT,
    .state_bytes = sizeof(struct blinky)};
