/* SPDX-License-Identifier: MIT */
/*
 * Fuzz target: the console's line editor, and the words and numbers that a component makes of a line. The first byte is the
 * size of the reader's buffer; the rest is typed. A complete line is what was kept of it, or it is refused as too long.
 *
 * SOURCES drivers/uart/line.c api/text/text.c
 */
#include <stdlib.h>
#include <string.h>

#include <lev/error.h>
#include <lev/text.h>

#include "drivers/uart/line.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t bytes);

static void must(bool true_here)
{
    if (!true_here) {
        abort();
    }
}

/** What a component does with a line: words, and each of them as a number that must survive being written again. */
static void read_words(const uint8_t *text, uint32_t bytes)
{
    struct lev_word rest = lev_word_at(text, bytes);
    struct lev_word word;
    while ((word = lev_word_next(&rest)).bytes != 0) {
        must(
            word.data >= (const char *)text
            && word.data + word.bytes <= (const char *)text + bytes);
        int32_t value = 0;
        if (lev_word_parse_fixed(word, 2, -1000000, 1000000, &value)) {
            char written[16];
            struct lev_text out = lev_text_at(written, sizeof written);
            int32_t again = 0;
            lev_text_put_fixed(&out, value, 2);
            must(!out.cut);
            must(lev_word_parse_fixed(
                lev_word_at(out.data, out.bytes), 2, -1000000, 1000000, &again));
            must(again == value);
        }
    }
}

/** A line is complete: it fits and is what was typed, or it is refused; either way the next one is empty. */
static void take(struct line *line, uint32_t room)
{
    uint8_t to[LINE_BYTES];
    uint8_t kept[LINE_BYTES];
    uint32_t typed = line->bytes;
    memcpy(kept, line->text, sizeof kept);
    lev_result result = line_end(line, to, room);
    if (typed > LINE_BYTES || typed > room) {
        must(result == LEV_E_RANGE);
    } else {
        must(result == (lev_result)typed && memcmp(to, kept, typed) == 0);
        read_words(to, typed);
    }
    must(line->bytes == 0);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t bytes)
{
    struct line line = {0};
    uint32_t room = bytes == 0 ? 0 : data[0] % (LINE_BYTES + 1u);
    for (size_t i = 1; i < bytes; i++) {
        struct line_step step = line_put(&line, data[i]);
        must(step.echo_bytes <= LINE_ECHO_MAX);
        if (step.ended) {
            take(&line, room);
        }
    }
    uint8_t rest[LINE_BYTES];
    must(line_take(&line, rest, sizeof rest) <= sizeof rest);
    return 0;
}
