/* SPDX-License-Identifier: MIT */
/**
 * A board's watchdog: nothing happens while it is fed, for a second; then the keeper of the promise is silent, or loops with
 * interrupts masked (MASKED, from the build), and the board must be reset. What comes after a reset is not seen: the emulator ends there.
 */
#include <lev/timer.h>
#include <lev/watchdog.h>

#include "core/clock.h"
#include "drivers/watchdog/watchdog.h"
#include "ports/port.h"
#include "tests/test.h"

enum { KEEPER_TICK = LEV_EVENT_USER };
enum { KEEPER_WATCHDOG };

#define TICKS_KEPT 20u

struct keeper {
    struct lev_op alive;
    uint32_t ticks;
};

void keeper_on_event(void *state, struct lev_event event);
extern const struct lev_component keeper_component;

/** From here on nobody reports; and where `masked`, nobody else runs, either. */
static void fail(bool masked)
{
    test_say("a second has passed; no report from here on\n");
    if (masked) {
        port_irq_mask();
    }
    while (masked) {
        __asm__ volatile("");
    }
}

static void need(lev_result result)
{
    if (result < 0) {
        test_say("FAIL: a call was refused\n");
        test_exit(1);
    }
}

void keeper_on_event(void *state, struct lev_event event)
{
    struct keeper *me = state;
    if (event.id == LEV_EVENT_START) {
        need(lev_timer_start(0, LEV_MS(50), KEEPER_TICK));
    }
    if (event.id != KEEPER_TICK) {
        return;
    }
    me->ticks++;
    if (me->ticks < TICKS_KEPT) {
        need(lev_watchdog_alive_start(&me->alive, KEEPER_WATCHDOG, 120));
    } else if (me->ticks == TICKS_KEPT) {
        fail(MASKED);
    } else if (me->ticks == TICKS_KEPT * 2) {
        test_say("FAIL: another second has passed, and there was no reset\n");
        test_exit(1);
    }
}

const struct lev_component keeper_component = {
    .name = "keeper", .links_min = 1, .state_bytes = sizeof(struct keeper)};

static const struct watchdog_config watchdog_config = {.period_ms = 200};

/* clang-format off */
#define LEV_NODES(NODE)                                                                            \
NODE(clock,    clock,    LEV_PRIORITY(31), 1, LEV_REJECT, LEV_MS(5), 0, 0, 0, 0, 0,                \
     LEV_SOURCES_OF(clock_alarm, 1))                                                               \
NODE(watchdog, watchdog, LEV_PRIORITY(25), 1, LEV_REJECT, LEV_MS(5), 0, 1, 0, 0, 0,                \
     .config = &watchdog_config)                                                                   \
NODE(keeper,   keeper,   LEV_PRIORITY(5),  1, LEV_REJECT, LEV_MS(5), 1, 1, 0, 0, 0,                \
     LEV_LINKS(LEV_TO(watchdog)))
#define LEV_SOURCES(SOURCE) SOURCE(clock_alarm, clock, 0, 0)
#define LEV_CLOCK_SOURCE clock_alarm
/* clang-format on */

#include <lev/deploy.h>
