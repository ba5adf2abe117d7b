/* SPDX-License-Identifier: MIT */
/**
 * Group log: short messages for people, with a level, that never wait.
 *
 * A message is a constant text and one number; formatting happens later, in the log node. What finds the log full is
 * counted and the count is printed. The deployment sets the lowest level that is kept.
 */
#ifndef LEV_LOG_H
#define LEV_LOG_H

#include <lev/core.h>

#if !defined(LEV_USE_log) && !defined(LEV__OS)
#error "undeclared API group: add '#define LEV_USE_log 1' to the component's declaration header"
#endif
#ifdef LEV_USE_log
#if !defined(LEV__MANIFEST)
#error "include <lev/component.h> in the component's declaration header, after its LEV_USE_ lines"
#elif LEV_USE_log != 1
#error "group log is at major version 1: write '#define LEV_USE_log 1'"
#endif
LEV__MANIFEST("use", "log " LEV__TEXT(LEV_USE_log));
#endif

LEV_BEGIN_DECLS

/** Importance, least first. */
enum lev_log_level { LEV_LOG_DEBUG = 0, LEV_LOG_INFO = 1, LEV_LOG_WARN = 2, LEV_LOG_ERROR = 3 };

/**
 * Log `text` and `value` in the name of the current node, with the dispatch time.
 *
 * @level  below the deployment's level: nothing happens
 * @text   constant memory of the image, zero-terminated; other memory is not read, the log says so
 * @value  printed in decimal after the text where the text has the two characters "%d", else not at all
 */
LEV_CTX(handler)
void lev_log(enum lev_log_level level, const char *text, int32_t value);

LEV_END_DECLS

#endif
