/* SPDX-License-Identifier: MIT */
/**
 * Button: the pattern of a driver for hardware that has no interrupt, or whose interrupt would bounce: a timer, a read, and
 * a state that changes only when the new level has held for several polls. Each poll is one wake-up, so the period is a
 * choice between delay and power.
 */
#include "drivers/button/button.h"

#include <lev/assert.h>
#include <lev/log.h>
#include <lev/timer.h>

#include "core/core.h"
#include "ports/device/gpio.h"

LEV_MODULE(MODULE_DRIVER);

#define BUTTON_EVENT_POLL ((uint16_t)LEV_EVENT_USER)
#define POLL_MS_DEFAULT   10u
#define SAMPLES_DEFAULT   3u
#define RECEIVER          0

static const struct button_config *config_of_node(void)
{
    const struct button_config *config = core_config();
    LEV_ASSERT(20, config != NULL);
    return config;
}

static lev_result read_pin(const struct button_config *config)
{
    return (lev_result)core_input((uint32_t)device_gpio_read(config->pin));
}

static void poll(struct button *me)
{
    const struct button_config *config = config_of_node();
    uint32_t enough = config->samples == 0 ? SAMPLES_DEFAULT : config->samples;
    uint8_t pressed = (uint8_t)(read_pin(config) == (config->pressed_low ? 0 : 1));
    me->differs = (uint8_t)(pressed == me->pressed ? 0 : me->differs + 1u);
    if (me->differs >= enough) {
        me->differs = 0;
        me->pressed = pressed;
        (void)lev_post(RECEIVER, (struct lev_event){config->event_id, pressed});
    }
}

/** A pin that cannot be read is reported once; polling it would only cost power. */
static void start(void)
{
    const struct button_config *config = config_of_node();
    lev_time period = LEV_MS(config->poll_ms == 0 ? POLL_MS_DEFAULT : config->poll_ms);
    lev_result result = read_pin(config);
    if (result >= 0) {
        result = lev_timer_start(period, period, BUTTON_EVENT_POLL);
    }
    if (result < 0) {
        lev_log(LEV_LOG_ERROR, "no button: error %d", result);
    }
}

void button_on_event(void *state, struct lev_event event)
{
    if (event.id == LEV_EVENT_START) {
        start();
    } else if (event.id == BUTTON_EVENT_POLL) {
        poll(state);
    }
}

const struct lev_component button_component = {
    .name = "button", .links_min = 1, .state_bytes = sizeof(struct button)};
