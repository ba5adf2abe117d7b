/* SPDX-License-Identifier: MIT */
/** See small.h. */
#include "tests/hosted/small.h"

#include <lev/timer.h>

#include "core/clock.h"
#include "core/core.h"
#include "ports/device/uart.h"
#include "ports/device/watchdog.h"

enum {
    EVENT_BALL = LEV_EVENT_USER,
    EVENT_TICK,
    EVENT_CHARACTER,
    EVENT_STARTED,
};

enum { ECHO_PING, ECHO_VICTIM };
enum { VICTIM_ECHO };

#define PLAYER_TURNS 1000u

uint32_t small_hits;
uint8_t small_starts[64];
uint32_t small_start_count;

/* ---- Ping and pong --------------------------------------------------------------------------------------- */

void player_on_event(void *state, struct lev_event event)
{
    struct player *me = state;
    if (event.id == EVENT_BALL && event.arg != 0) {
        me->hits++;
        small_hits++;
        (void)lev_post(0, (struct lev_event){EVENT_BALL, (uint16_t)(event.arg - 1u)});
    }
}

const struct lev_component player_component = {
    .name = "player", .links_min = 1, .state_bytes = sizeof(struct player)};

/* ---- Echo: the UART's driver ----------------------------------------------------------------------------- */

static void say(const char *text, uint32_t bytes)
{
    while (bytes != 0) {
        uint32_t sent = device_uart_send(0, (const uint8_t *)text, bytes);
        text += sent;
        bytes -= sent;
        if (sent == 0) {
            return; /* a slow terminal: the rest is lost, this is a test */
        }
    }
}

static void take(const struct echo *me)
{
    uint8_t data[32];
    uint32_t count = core_stage_take(0, data, sizeof data);
    for (uint32_t i = 0; i < count; i++) {
        if (data[i] == 'p') {
            (void)lev_post(ECHO_PING, (struct lev_event){EVENT_BALL, PLAYER_TURNS});
        } else if (data[i] == 'q') {
            (void)lev_timer_stop(me->timer);
        } else if (data[i] == 'w') {
            (void)device_watchdog_start(200);
        } else if (data[i] >= 'a' && data[i] <= 'z') {
            (void)lev_post(ECHO_VICTIM, (struct lev_event){EVENT_CHARACTER, data[i]});
        }
    }
    say((const char *)data, count);
    device_uart_receive_on(0);
}

void echo_on_event(void *state, struct lev_event event)
{
    struct echo *me = state;
    char started[] = "victim 0\n";
    switch (event.id) {
    case LEV_EVENT_START:
        (void)device_uart_open(0, core_source(0));
        me->timer = lev_timer_start(LEV_MS(100), LEV_MS(100), EVENT_TICK);
        break;
    case LEV_EVENT_STAGED: take(me); break;
    case EVENT_TICK:
        me->ticks++;
        say(".", 1);
        break;
    case EVENT_STARTED:
        started[7] = (char)('0' + event.arg);
        say(started, 9);
        break;
    default: break;
    }
}

const struct lev_component echo_component = {
    .name = "echo", .links_min = 2, .state_bytes = sizeof(struct echo)};

/* ---- Victim ---------------------------------------------------------------------------------------------- */

/** Never ends, and no compiler may think otherwise. */
static void run_away(void)
{
    for (volatile uint32_t i = 0;; i++) {
    }
}

static uint32_t dig(volatile uint32_t depth)
{
    volatile uint8_t room[4096];
    room[depth % sizeof room] = (uint8_t)depth;
    return depth == 0 ? 0 : dig(depth + 1) + room[depth % sizeof room];
}

void victim_on_event(void *state, struct lev_event event)
{
    struct victim *me = state;
    if (event.id == LEV_EVENT_START) {
        small_starts[small_start_count++ % sizeof small_starts] = (uint8_t)event.arg;
        (void)lev_post(VICTIM_ECHO, (struct lev_event){EVENT_STARTED, event.arg});
        return;
    }
    switch (event.arg) {
    case 'r': run_away(); break;
    case 'm':
        port_irq_mask();
        run_away();
        break;
    case 't':
        port_irq_mask();
        for (;;) {
            me->number += port_clock_now();
        }
    case 'l':
        for (;;) {
            (void)lev_post(VICTIM_ECHO, (struct lev_event){EVENT_BALL, 0});
        }
    case 'n': *(volatile uint32_t *)(uintptr_t)(me->number + 16u) = 1; break;
    case 'o': me->number = dig(1); break;
    default: break;
    }
}

const struct lev_component victim_component = {
    .name = "victim", .links_min = 1, .state_bytes = sizeof(struct victim)};

/* ---- Deployment ------------------------------------------------------------------------------------------ */

#define LEV_NODES(NODE)                                                            \
    NODE(                                                                          \
        clock, clock, LEV_PRIORITY(31), 1, LEV_REJECT, 0, 0, 0, 0, 0, 0,           \
        LEV_SOURCES_OF(clock_alarm, 1))                                            \
    NODE(                                                                          \
        echo, echo, LEV_PRIORITY(20), 16, LEV_REJECT, LEV_MS(10), 0, 1, 0, 0, 0,   \
        LEV_SOURCES_OF(uart0, 1), LEV_LINKS(LEV_TO(ping), LEV_TO(victim)))         \
    NODE(                                                                          \
        ping, player, LEV_SHARED(10), 2, LEV_REJECT, LEV_MS(20), 0, 0, 0, 0, 0,    \
        LEV_LINKS(LEV_TO(pong)))                                                   \
    NODE(                                                                          \
        pong, player, LEV_SHARED(10), 2, LEV_REJECT, LEV_MS(20), 0, 0, 0, 0, 0,    \
        LEV_LINKS(LEV_TO(ping)))                                                   \
    NODE(                                                                          \
        victim, victim, LEV_PRIORITY(5), 8, LEV_REJECT, LEV_MS(30), 0, 0, 0, 0, 0, \
        LEV_LINKS(LEV_TO(echo)))
#define LEV_SOURCES(SOURCE) SOURCE(clock_alarm, clock, 0, 0) SOURCE(uart0, echo, 0, 64)
#define LEV_CLOCK_SOURCE    clock_alarm
#include <lev/deploy.h>
