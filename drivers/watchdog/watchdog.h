/* SPDX-License-Identifier: MIT */
/**
 * The watchdog driver: a node that serves group watchdog, and feeds the board's watchdog while all promises are kept.
 *
 *     static const struct watchdog_config watchdog_config = {.period_ms = 500};
 *     NODE(watchdog, watchdog, LEV_PRIORITY(25), 1, LEV_REJECT, LEV_MS(1), 0, 1, 0, 0, 0, .config = &watchdog_config)
 */
#ifndef DRIVERS_WATCHDOG_WATCHDOG_H
#define DRIVERS_WATCHDOG_WATCHDOG_H

#include <lev/core.h>

/** Nodes that may have promised to report. */
#define WATCHDOG_CLIENTS_MAX 8u

/** Settings; without them the period is one second. */
struct watchdog_config {
    uint32_t period_ms; /**< of the hardware: past it the board resets. Fed four times in it */
};

struct watchdog {
    uint32_t due_ms[WATCHDOG_CLIENTS_MAX]; /**< when each has to report, wraps */
    uint8_t client[WATCHDOG_CLIENTS_MAX];  /**< rank + 1; 0: free */
    lev_result started;                    /**< LEV_OK: the hardware runs */
    uint8_t late;                          /**< a promise was broken when last looked */
};

void watchdog_on_event(void *state, struct lev_event event);
extern const struct lev_component watchdog_component;

#endif
