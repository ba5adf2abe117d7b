/* SPDX-License-Identifier: MIT */
/**
 * Logger: one line at a time. While a line is being written entries wait in the log, which counts what it has to drop; so
 * nobody waits for the console, and the console is told how much it has missed.
 *
 *     [    1.234] W greenhouse: no sensor: -8
 *     [    2.001] E uart0: fault at 0000123c on 00000000
 */
#include "drivers/logger/logger.h"

#include <lev/buf.h>
#include <lev/log.h>
#include <lev/stream.h>
#include <lev/text.h>

#include "core/core.h"

#define STREAM 0
#define TRIES_MAX \
    2u /* a line that was under way when the stream's driver restarted is written again, once */

enum { LOGGER_ON_WRITTEN };

/** Seconds with three decimals, in ten columns. */
static void put_time(struct lev_text *out, uint64_t ticks)
{
    uint64_t ms = (ticks << 8) / port_ticks_per_us_q8 / 1000u;
    char digits[16];
    struct lev_text number = lev_text_at(digits, sizeof digits);
    lev_text_put_fixed(&number, (int32_t)(ms / 1000u), 0);
    struct lev_text decimals = lev_text_at(digits + number.bytes, 6);
    lev_text_put_fixed(&decimals, (int32_t)(ms % 1000u), 3); /* "0.ddd" */
    lev_text_put_char(out, '[');
    for (uint32_t column = number.bytes; column < 5; column++) {
        lev_text_put_char(out, ' ');
    }
    lev_text_put_word(out, lev_word_at(digits, number.bytes));
    lev_text_put_word(out, lev_word_at(decimals.data + 1, decimals.bytes - 1));
    lev_text_put(out, "] ");
}

/** The text, with its value in place of "%d". */
static void put_message(struct lev_text *out, const struct lev_log_entry *entry)
{
    for (const char *c = entry->text; *c != '\0'; c++) {
        if (c[0] == '%' && c[1] == 'd') {
            lev_text_put_fixed(out, entry->value, 0);
            c++;
        } else {
            lev_text_put_char(out, *c);
        }
    }
}

/** An address, in as many digits as the machine's have. */
static void put_address(struct lev_text *out, uintptr_t address)
{
    uint64_t all = address;
    if (all >> 32 != 0) {
        lev_text_put_hex(out, (uint32_t)(all >> 32), 1);
    }
    lev_text_put_hex(out, (uint32_t)all, 8);
}

/** Why a handler was ended, and where. */
static void put_abort(struct lev_text *out, const struct lev_log_entry *entry)
{
    switch (entry->reason) {
    case LEV_START_BUDGET:
        lev_text_put(out, "budget used up at ");
        put_address(out, entry->place);
        break;
    case LEV_START_FAULT:
        lev_text_put(out, "fault at ");
        put_address(out, entry->place);
        lev_text_put(out, " on ");
        put_address(out, entry->address);
        break;
    case LEV_START_ASSERT:
        lev_text_put(out, "assertion ");
        lev_text_put_hex(out, (uint32_t)entry->place >> 16, 4);
        lev_text_put_char(out, ':');
        lev_text_put_fixed(out, (int32_t)(entry->place & 0xffffu), 0);
        break;
    case LEV_START_REQUESTED: lev_text_put(out, "restarted itself"); break;
    default: lev_text_put(out, "kept an op too long"); break;
    }
}

static void put_entry(struct lev_text *out, const struct lev_log_entry *entry)
{
    put_time(out, entry->ticks);
    lev_text_put_char(out, "DIWE"[entry->level & 3u]);
    lev_text_put_char(out, ' ');
    lev_text_put(out, core_nodes()[entry->rank].name);
    lev_text_put(out, ": ");
    if (entry->text != NULL) {
        put_message(out, entry);
    } else {
        put_abort(out, entry);
    }
}

/** The next thing to say. @return false: nothing */
static bool put_next(struct lev_text *out)
{
    uint16_t lost = core_log_lost();
    if (lost != 0) {
        lev_text_put(out, "log entries lost: ");
        lev_text_put_fixed(out, lost, 0);
        return true;
    }
    struct lev_log_entry entry;
    if (!core_log_take(&entry)) {
        return false;
    }
    put_entry(out, &entry);
    return true;
}

/** The buffer that lines are built in; NULL: the pool has none to give now. */
static char *line_data(struct logger *me)
{
    if (!me->has_line) {
        lev_result line = lev_buf_get(LOGGER_LINE_BYTES);
        if (line < 0) {
            return NULL;
        }
        me->line = line;
        me->has_line = 1;
    }
    return lev_buf_data(me->line);
}

/** Write the line that stands in the buffer. */
static bool write_line(struct logger *me)
{
    me->tries++;
    return lev_write_start(&me->write, STREAM, lev_buf_data(me->line), me->line_bytes) == LEV_OK;
}

/** If no line is being written, begin with the next one. */
static void print(struct logger *me)
{
    char *data = lev_op_pending(&me->write) ? NULL : line_data(me);
    if (data == NULL) {
        return;
    }
    struct lev_text out = lev_text_at(data, LOGGER_LINE_BYTES - 2);
    if (put_next(&out)) {
        data[out.bytes++] = '\r';
        data[out.bytes++] = '\n';
        me->line_bytes = (uint16_t)out.bytes;
        me->tries = 0;
        (void)write_line(me);
    }
}

static void on_written(void *state, struct lev_op *op)
{
    struct logger *me = state;
    bool again = op->result == LEV_E_RESTARTED && me->tries < TRIES_MAX;
    if (!again || !write_line(me)) {
        print(me);
    }
}

void logger_on_event(void *state, struct lev_event event)
{
    struct logger *me = state;
    if (event.id == LEV_EVENT_START) {
        lev_op_then(&me->write, LOGGER_ON_WRITTEN);
    }
    print(me);
}

static lev_completion_fn *const completions[] = {[LOGGER_ON_WRITTEN] = on_written};

const struct lev_component logger_component = {
    .name = "logger",
    .completions = completions,
    .completion_count = 1,
    .links_min = 1,
    .state_bytes = sizeof(struct logger),
};
