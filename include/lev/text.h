/* SPDX-License-Identifier: MIT */
/**
 * Text (group core): put and take apart short texts in a buffer, without a C library. Pure: no group to declare.
 *
 *     struct lev_text out = lev_text_at(lev_buf_data(me->reply), 64);
 *     lev_text_put(&out, "temperature ");
 *     lev_text_put_fixed(&out, 215, 1);              // "21.5"
 *     … lev_write_start(&me->write, CONSOLE, out.data, out.bytes) …
 *
 * What does not fit is cut off and `cut` is set; nothing is ever written past the end. Texts are not zero-terminated.
 */
#ifndef LEV_TEXT_H
#define LEV_TEXT_H

#include <lev/types.h>

LEV_BEGIN_DECLS

/** A text that is being built. */
struct lev_text {
    char *data;
    uint32_t bytes; /**< written so far */
    uint32_t capacity;
    bool cut; /**< something did not fit */
};

/** Part of a text that is being read: not terminated, not owned. */
struct lev_word {
    const char *data;
    uint32_t bytes;
};

/** Begin a text in `capacity` bytes at `data`; NULL data: everything is cut off. */
LEV_CTX(any)
static inline struct lev_text lev_text_at(void *data, uint32_t capacity)
{
    struct lev_text text = {(char *)data, 0, data == NULL ? 0 : capacity, false};
    return text;
}

/** Append one character. */
LEV_CTX(any)
static inline void lev_text_put_char(struct lev_text *text, char c)
{
    if (text->bytes < text->capacity) {
        text->data[text->bytes++] = c;
    } else {
        text->cut = true;
    }
}

/** Append a zero-terminated text. */
LEV_CTX(any)
static inline void lev_text_put(struct lev_text *text, const char *from)
{
    while (*from != '\0') {
        lev_text_put_char(text, *from++);
    }
}

/** Append a word. */
LEV_CTX(any)
static inline void lev_text_put_word(struct lev_text *text, struct lev_word word)
{
    for (uint32_t i = 0; i < word.bytes; i++) {
        lev_text_put_char(text, word.data[i]);
    }
}

/** Append `value` in decimal with `decimals` (0 .. 9) digits after the point: (-5, 1) is "-0.5", (215, 0) is "215". */
LEV_CTX(any)
void lev_text_put_fixed(struct lev_text *text, int32_t value, uint8_t decimals);

/** Append `value` in hexadecimal, at least `digits` (1 .. 8) digits. */
LEV_CTX(any)
void lev_text_put_hex(struct lev_text *text, uint32_t value, uint8_t digits);

/** The `bytes` at `data` as a word. */
LEV_CTX(any)
static inline struct lev_word lev_word_at(const void *data, uint32_t bytes)
{
    struct lev_word word = {(const char *)data, data == NULL ? 0 : bytes};
    return word;
}

/** Cut the first word off `rest`: up to a space or tab, leading ones skipped. Empty: there is none. */
LEV_CTX(any)
LEV_MUST_USE struct lev_word lev_word_next(struct lev_word *rest);

/** True if the word is exactly `text`. */
LEV_CTX(any)
LEV_MUST_USE bool lev_word_is(struct lev_word word, const char *text);

/**
 * Read the whole word as a decimal number with up to `decimals` digits after the point; the value is scaled by ten to the
 * power of `decimals`: ("-2.5", 1) gives -25, ("27", 1) gives 270.
 *
 * @min, @max  bounds of the scaled value
 * @return     false: not such a number, more decimals than that, or out of bounds; *value is unchanged
 */
LEV_CTX(any)
LEV_MUST_USE bool lev_word_parse_fixed(
    struct lev_word word, uint8_t decimals, int32_t min, int32_t max, int32_t *value);

LEV_END_DECLS

#endif
