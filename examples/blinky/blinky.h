/* SPDX-License-Identifier: MIT */
/**
 * Blinky: toggles a pin at a fixed rate, and obeys a console: `on`, `off`, `rate 500` (milliseconds between toggles).
 *
 * It needs one timer, two ops and one buffer of 32 bytes.
 */
#ifndef BLINKY_H
#define BLINKY_H

#define LEV_COMPONENT  blinky
#define LEV_USE_core   1
#define LEV_USE_timer  1
#define LEV_USE_gpio   1
#define LEV_USE_stream 1
#define LEV_USE_log    1
#include <lev/component.h>

#include <lev/buf.h>
#include <lev/gpio.h>
#include <lev/log.h>
#include <lev/stream.h>
#include <lev/text.h>
#include <lev/timer.h>

/** Links that the deployment gives it. */
enum blinky_link { BLINKY_PINS, BLINKY_CONSOLE, BLINKY_LINK_COUNT };

enum blinky_event { BLINKY_TOGGLE = LEV_EVENT_USER };

enum blinky_completion { BLINKY_ON_LINE, BLINKY_ON_HELP };

struct blinky {
    struct lev_op pin;
    struct lev_op console;
    lev_handle timer;
    lev_handle line; /**< buffer */
    bool level;
};

#endif
