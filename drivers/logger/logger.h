/* SPDX-License-Identifier: MIT */
/**
 * The log node: prints what lev_log() and aborts have left in the log to the stream at its link 0.
 *
 *     NODE(logger, logger, LEV_PRIORITY(1), 1, LEV_COALESCE, LEV_MS(5), 1, 0, 1, 0, 0, LEV_LINKS(LEV_TO(uart0)))
 *     #define LEV_LOG_NODE logger
 *
 * It takes one buffer of LOGGER_LINE_BYTES for its life, so a pool class must have one to give.
 */
#ifndef DRIVERS_LOGGER_LOGGER_H
#define DRIVERS_LOGGER_LOGGER_H

#include <lev/core.h>

/** Longest line, with its line end; longer ones are cut. */
#define LOGGER_LINE_BYTES 64u

struct logger {
    struct lev_op write;
    lev_handle line; /**< the buffer; valid if has_line */
    uint16_t line_bytes;
    uint8_t has_line;
    uint8_t tries; /**< of writing the current line */
};

void logger_on_event(void *state, struct lev_event event);
extern const struct lev_component logger_component;

#endif
