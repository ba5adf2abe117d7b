/* SPDX-License-Identifier: MIT */
/**
 * A button on a gpio pin: a polled driver. It posts {event_id, 1} to its link 0 when pressed, {event_id, 0} when released.
 *
 *     static const struct button_config button_config = {.pin = BOARD_BUTTON, .event_id = GREENHOUSE_BUTTON};
 *     NODE(button, button, LEV_PRIORITY(20), 1, LEV_REJECT, LEV_MS(1), 0, 1, 0, 0, 0,
 *          .config = &button_config, LEV_LINKS(LEV_TO(greenhouse)))
 */
#ifndef DRIVERS_BUTTON_BUTTON_H
#define DRIVERS_BUTTON_BUTTON_H

#include <lev/core.h>

/** Settings. */
struct button_config {
    uint16_t pin;
    uint16_t event_id;   /**< LEV_EVENT_USER .. 0x7fff: the receiver's */
    uint16_t poll_ms;    /**< 0: 10 */
    uint8_t samples;     /**< equal ones in a row that count as settled; 0: 3 */
    uint8_t pressed_low; /**< pressed is level 0 */
};

struct button {
    uint8_t pressed; /**< as last posted */
    uint8_t differs; /**< samples in a row that say otherwise */
};

void button_on_event(void *state, struct lev_event event);
extern const struct lev_component button_component;

#endif
