/* SPDX-License-Identifier: MIT */
/**
 * Pulses of exact width on a gpio pin, for a servo or a trigger: the driver that spins (group raw.tightloop).
 *
 * {start_id, n} posted to it makes n pulses at once; {done_id, jitter} comes to its link 0: by how many nanoseconds the
 * worst pulse was too long, or PULSE_REFUSED.
 *
 *     static const struct pulse_config servo_config = {
 *         .pin = BOARD_SERVO, .width_us = 1500, .start_id = APP_SERVO_GO, .done_id = APP_SERVO_DONE};
 *     NODE(servo, pulse, LEV_PRIORITY(20), 2, LEV_REJECT, LEV_MS(20), 0, 0, 0, 0, 0,
 *          .config = &servo_config, LEV_LINKS(LEV_TO(app)))
 */
#ifndef DRIVERS_PULSE_PULSE_H
#define DRIVERS_PULSE_PULSE_H

#include <lev/core.h>

/** Longest train, as everything else is held off while it lasts. */
#define PULSE_TRAIN_US_MAX 10000u
/** Result: no pulse was made: 0 of them, a train too long, no such pin, or another tight loop is active. */
#define PULSE_REFUSED 0xffffu

/** Settings. */
struct pulse_config {
    uint16_t pin;
    uint16_t width_us; /**< high */
    uint16_t gap_us;   /**< low, between pulses */
    uint16_t start_id; /**< event that asks for a train; arg: how many pulses */
    uint16_t done_id;  /**< event that reports it to link 0 */
};

struct pulse {
    uint32_t count; /**< of the train under way */
};

void pulse_on_event(void *state, struct lev_event event);
extern const struct lev_component pulse_component;

#endif
