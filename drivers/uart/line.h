/* SPDX-License-Identifier: MIT */
/**
 * A console line being typed: what each byte does to it, and what the terminal is to show for it. Knows no device.
 *
 * Line ends are LF, CR and CR LF. Backspace and DEL take back one character (all bytes of a UTF-8 one), ^U the line. A tab
 * counts as a space; other control characters are ignored.
 */
#ifndef DRIVERS_UART_LINE_H
#define DRIVERS_UART_LINE_H

#include <lev/types.h>

/** Longest line, in bytes. */
#define LINE_BYTES 64u
/** Most bytes that one typed byte is answered with. */
#define LINE_ECHO_MAX 4u

/** Zero is an empty line. */
struct line {
    uint16_t bytes; /**< typed, also those past LINE_BYTES, which are not kept; stays at its top */
    uint8_t after_cr; /**< an LF now belongs to the CR before it */
    uint8_t text[LINE_BYTES];
};

/** What line_put() did. */
struct line_step {
    uint8_t echo_bytes;
    bool ended; /**< the line is complete: line_end() takes it */
    uint8_t echo[LINE_ECHO_MAX];
};

/** A byte was typed. */
struct line_step line_put(struct line *line, uint8_t byte);

/**
 * Take the complete line and begin a new one.
 *
 * @return  its bytes, copied to `to`; LEV_E_RANGE: longer than `bytes` or LINE_BYTES, nothing is copied
 */
lev_result line_end(struct line *line, void *to, uint32_t bytes);

/** Take what has been typed of an incomplete line, at most `bytes`, as plain bytes. @return how many */
uint32_t line_take(struct line *line, void *to, uint32_t bytes);

#endif
