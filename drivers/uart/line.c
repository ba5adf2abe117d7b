/* SPDX-License-Identifier: MIT */
#include "drivers/uart/line.h"

#include <lev/error.h>

#include "base/bytes.h"

enum {
    KEY_BS = 0x08,
    KEY_TAB = 0x09,
    KEY_LF = 0x0a,
    KEY_CR = 0x0d,
    KEY_KILL = 0x15,
    KEY_DEL = 0x7f
};

/** A step that shows `bytes` characters of `text`. */
static struct line_step show(const char *text, uint8_t bytes)
{
    struct line_step step = {.echo_bytes = bytes};
    bytes_copy(step.echo, text, bytes);
    return step;
}

/** Bytes after the first of a UTF-8 character. */
static bool is_continuation(uint8_t byte)
{
    return (byte & 0xc0u) == 0x80;
}

static struct line_step erase(struct line *line)
{
    if (line->bytes == 0) {
        return show("\a", 1);
    }
    do {
        line->bytes--;
    } while (line->bytes != 0 && line->bytes < LINE_BYTES
             && is_continuation(line->text[line->bytes]));
    return show("\b \b", 3);
}

static struct line_step add(struct line *line, uint8_t byte)
{
    if (line->bytes < LINE_BYTES) {
        line->text[line->bytes] = byte;
    }
    if (line->bytes != UINT16_MAX) {
        line->bytes++;
    }
    return show((const char *)&byte, 1);
}

static struct line_step end(struct line *line, bool cr)
{
    struct line_step step = show("\r\n", 2);
    line->after_cr = cr;
    step.ended = true;
    return step;
}

struct line_step line_put(struct line *line, uint8_t byte)
{
    bool after_cr = line->after_cr != 0;
    line->after_cr = 0;
    switch (byte) {
    case KEY_LF: return after_cr ? show("", 0) : end(line, false);
    case KEY_CR: return end(line, true);
    case KEY_BS:
    case KEY_DEL: return erase(line);
    case KEY_KILL: line->bytes = 0; return show("^U\r\n", 4);
    case KEY_TAB: return add(line, ' ');
    default: return byte < ' ' ? show("", 0) : add(line, byte);
    }
}

lev_result line_end(struct line *line, void *to, uint32_t bytes)
{
    uint16_t typed = line->bytes;
    line->bytes = 0;
    if (typed > LINE_BYTES || typed > bytes) {
        return LEV_E_RANGE;
    }
    bytes_copy(to, line->text, typed);
    return typed;
}

uint32_t line_take(struct line *line, void *to, uint32_t bytes)
{
    uint32_t kept = line->bytes < LINE_BYTES ? line->bytes : LINE_BYTES;
    uint32_t count = kept < bytes ? kept : bytes;
    bytes_copy(to, line->text, count);
    for (uint32_t i = count; i < kept; i++) {
        line->text[i - count] = line->text[i];
    }
    line->bytes = (uint16_t)(kept - count);
    return count;
}
