/* SPDX-License-Identifier: MIT */
/**
 * Pulse train by spinning on the clock. Each edge is set when its time has come, counted from the edge before, so an error
 * does not add up; the width of each pulse is measured by the same clock, right after its second edge.
 */
#include "drivers/pulse/pulse.h"

#include <lev/assert.h>
#include <lev/log.h>
#include <lev/raw.h>

#include "core/core.h"
#include "ports/device/gpio.h"

LEV_MODULE(MODULE_DRIVER);

#define RECEIVER 0

static const struct pulse_config *config_of_node(void)
{
    const struct pulse_config *config = core_config();
    LEV_ASSERT(30, config != NULL);
    return config;
}

/** Spin until `ticks` after `since`. @return the ticks that it has become */
static uint32_t wait(uint32_t since, uint32_t ticks)
{
    uint32_t passed = 0;
    do {
        passed = lev_tightloop_ticks() - since;
    } while (passed < ticks);
    return passed;
}

/** The tight loop. @return how many ticks the longest pulse was too long; LEV_E_RANGE: no such pin */
static lev_result train(void *state, uint32_t ticks_per_us_q8)
{
    const struct pulse *me = state;
    const struct pulse_config *config = config_of_node();
    uint32_t width = config->width_us * ticks_per_us_q8 >> 8;
    uint32_t gap = config->gap_us * ticks_per_us_q8 >> 8;
    uint32_t worst = 0;
    for (uint32_t i = 0; i < me->count; i++) {
        if (device_gpio_write(config->pin, true) != LEV_OK) {
            return LEV_E_RANGE;
        }
        uint32_t rise = lev_tightloop_ticks();
        (void)wait(rise, width);
        (void)device_gpio_write(config->pin, false);
        uint32_t fall = lev_tightloop_ticks();
        worst = fall - rise - width > worst ? fall - rise - width : worst;
        (void)wait(fall, gap);
    }
    return (lev_result)worst;
}

/** Ticks as nanoseconds, at most what fits below PULSE_REFUSED. */
static uint16_t nanoseconds(uint32_t ticks)
{
    uint64_t ns = ((uint64_t)ticks << 8) * 1000u / port_ticks_per_us_q8;
    return ns < PULSE_REFUSED ? (uint16_t)ns : (uint16_t)(PULSE_REFUSED - 1u);
}

static void make(struct pulse *me, const struct pulse_config *config, uint16_t count)
{
    uint32_t each_us = (uint32_t)config->width_us + config->gap_us;
    lev_result result = LEV_E_RANGE;
    me->count = count;
    if (count != 0 && count * each_us <= PULSE_TRAIN_US_MAX) {
        result = lev_tightloop_run(train, me);
    }
    uint16_t jitter = result < 0 ? (uint16_t)PULSE_REFUSED : nanoseconds((uint32_t)result);
    (void)lev_post(RECEIVER, (struct lev_event){config->done_id, jitter});
}

/** The pin becomes a low output; a life that ended in the middle of a pulse left it high. */
static void start(const struct pulse_config *config)
{
    lev_result result = (lev_result)core_input((uint32_t)device_gpio_write(config->pin, false));
    if (result != LEV_OK) {
        lev_log(LEV_LOG_ERROR, "no pulses: error %d", result);
    }
}

void pulse_on_event(void *state, struct lev_event event)
{
    const struct pulse_config *config = config_of_node();
    if (event.id == LEV_EVENT_START) {
        start(config);
    } else if (event.id == config->start_id) {
        make(state, config, event.arg);
    }
}

const struct lev_component pulse_component = {
    .name = "pulse", .links_min = 1, .state_bytes = sizeof(struct pulse)};
