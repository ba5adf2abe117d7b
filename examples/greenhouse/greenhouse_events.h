/* SPDX-License-Identifier: MIT */
/** What greenhouse and its web page tell each other. Temperatures are in 1/16 °C, signed, in the event's arg. */
#ifndef GREENHOUSE_EVENTS_H
#define GREENHOUSE_EVENTS_H

#include <lev/types.h>

enum greenhouse_event {
    GREENHOUSE_TICK = LEV_EVENT_USER, /**< greenhouse's own: read the sensor */
    GREENHOUSE_TEMPERATURE,           /**< to the page, each second */
    GREENHOUSE_STATE,                 /**< to the page: bits of enum greenhouse_state */
    GREENHOUSE_THRESHOLD              /**< to the page: the threshold; from it: set it to this */
};

enum greenhouse_state { GREENHOUSE_FAN_IS_ON = 1, GREENHOUSE_SENSOR_ANSWERS = 2 };

#endif
