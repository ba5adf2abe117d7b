/* SPDX-License-Identifier: MIT */
/**
 * Clock, alarm and guard: TIMER0, 32 bits that count microseconds and are never stopped.
 *
 * Compare register 0 is where the counter is read; 1 is the alarm, 2 the guard, armed while their interrupt is enabled.
 * A compare event comes only when the counter reaches the register, so one that was set for a moment already past is
 * made pending by hand; the handler looks at the time and not at events.
 */
#include "board_config.h"

#include "ports/chip/nrf51/nrf51.h"
#include "ports/port.h"

LEV_STATIC_ASSERT(
    LEV_TICKS_PER_US_Q8 == 256, "TIMER0 counts microseconds: 16 MHz, prescaled by 2^4");

enum timer_offset {
    TASK_START = 0x000,
    TASK_CAPTURE0 = 0x040,
    EVENT_COMPARE = 0x140, /**< + 4 * register */
    INTENSET = 0x304,
    INTENCLR = 0x308,
    BITMODE = 0x508,
    PRESCALER = 0x510,
    CC = 0x540 /**< + 4 * register */
};

enum timer_compare { ALARM = 1, GUARD = 2 };

#define CLOCK_TASK_HFCLKSTART  0x000
#define BITMODE_32             3u
#define PRESCALER_1MHZ         4u
#define INTEN_COMPARE(compare) (0x10000u << (compare))

void nrf51_timer_start(void)
{
    /* The crystal takes over from the RC oscillator when it is stable; nothing waits for it. */
    NRF51_CLOCK(CLOCK_TASK_HFCLKSTART) = 1;
    NRF51_TIMER0(BITMODE) = BITMODE_32;
    NRF51_TIMER0(PRESCALER) = PRESCALER_1MHZ;
    NRF51_TIMER0(TASK_START) = 1;
    arch_irq_enable(NRF51_IRQ_TIMER0);
}

uint32_t port_clock_now(void)
{
    /* An interrupt between the two may capture again: a later time, which is true as well. */
    NRF51_TIMER0(TASK_CAPTURE0) = 1;
    return NRF51_TIMER0(CC);
}

static void set(enum timer_compare compare, uint32_t at)
{
    NRF51_TIMER0(CC + 4 * compare) = at;
    NRF51_TIMER0(EVENT_COMPARE + 4 * compare) = 0;
    NRF51_TIMER0(INTENSET) = INTEN_COMPARE(compare);
    if ((int32_t)(at - port_clock_now()) <= 0) {
        arch_irq_pend(NRF51_IRQ_TIMER0);
    }
}

static void clear(enum timer_compare compare)
{
    NRF51_TIMER0(INTENCLR) = INTEN_COMPARE(compare);
    NRF51_TIMER0(EVENT_COMPARE + 4 * compare) = 0;
}

void port_alarm_set(uint32_t at)
{
    set(ALARM, at);
}

void port_guard_set(uint32_t ticks)
{
    set(GUARD, port_clock_now() + ticks);
}

/** Is it armed, and its time come? Then disarm it. */
static bool take(enum timer_compare compare)
{
    bool armed = (NRF51_TIMER0(INTENSET) & INTEN_COMPARE(compare)) != 0;
    if (!armed || (int32_t)(port_clock_now() - NRF51_TIMER0(CC + 4 * compare)) < 0) {
        return false;
    }
    clear(compare);
    return true;
}

ARCH_ISR_OF_EXCEPTION(nrf51_isr_timer0, nrf51_timer_interrupt)

void nrf51_timer_interrupt(struct arch_exception *exception)
{
    if (take(ALARM)) {
        core_isr_alarm();
    }
    if (take(GUARD)) {
        arch_abort_to(exception, core_isr_guard(exception->pc));
    }
}
