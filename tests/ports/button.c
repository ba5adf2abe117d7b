/* SPDX-License-Identifier: MIT */
/**
 * A board's button, polled: the image says each change that the driver posts, and ends with the second release.
 */
#include "drivers/button/button.h"

#include <lev/core.h>

#include "core/clock.h"
#include "tests/test.h"

enum { FINGER_BUTTON = LEV_EVENT_USER };

struct finger {
    uint32_t releases;
};

void finger_on_event(void *state, struct lev_event event);
extern const struct lev_component finger_component;

void finger_on_event(void *state, struct lev_event event)
{
    struct finger *me = state;
    if (event.id == LEV_EVENT_START) {
        test_say("ready\n");
    }
    if (event.id != FINGER_BUTTON) {
        return;
    }
    test_say(event.arg != 0 ? "pressed\n" : "released\n");
    me->releases += event.arg == 0;
    if (me->releases == 2) {
        test_exit(0);
    }
}

const struct lev_component finger_component = {
    .name = "finger", .state_bytes = sizeof(struct finger)};

/** Up, of the board's five (board_config.h). */
static const struct button_config button_config = {
    .pin = 4, .event_id = FINGER_BUTTON, .pressed_low = 1};

/* clang-format off */
#define LEV_NODES(NODE)                                                                            \
NODE(clock,  clock,  LEV_PRIORITY(31), 1, LEV_REJECT, LEV_MS(5), 0, 0, 0, 0, 0,                    \
     LEV_SOURCES_OF(clock_alarm, 1))                                                               \
NODE(button, button, LEV_PRIORITY(20), 1, LEV_REJECT, LEV_MS(5), 0, 1, 0, 0, 0,                    \
     .config = &button_config, LEV_LINKS(LEV_TO(finger)))                                          \
NODE(finger, finger, LEV_PRIORITY(5),  4, LEV_REJECT, 0,         0, 0, 0, 0, 0, )
#define LEV_SOURCES(SOURCE) SOURCE(clock_alarm, clock, 0, 0)
#define LEV_CLOCK_SOURCE clock_alarm
/* clang-format on */

#include <lev/deploy.h>
