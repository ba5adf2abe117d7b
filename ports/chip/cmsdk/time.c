/* SPDX-License-Identifier: MIT */
/**
 * Clock, alarm and guard on CMSDK timers.
 *
 *     timer 0        free-running clock, 32 bits down
 *     timer 1        alarm; its reload value is 0, so it runs once
 *     dual timer 1   guard, one-shot: a write to LOAD starts it
 *     watchdog       NMI, set with the guard, to one grace period after it. Whoever serves the guard in time sets both
 *                    again; so if it comes and the guard's interrupt waits, code loops with interrupts masked
 *
 * So the NMI costs one store at each guard and never comes while all is well. It is believed at the second look, another
 * grace period later: the first may have come into a short masked section after the machine itself had stood still.
 */
#include "ports/chip/cmsdk/time.h"
#include "core/modules.h"
#include "ports/port.h"

#define TIMER0_CTRL   0x40000000u
#define TIMER0_VALUE  0x40000004u
#define TIMER0_RELOAD 0x40000008u

#define TIMER1_CTRL   0x40001000u
#define TIMER1_VALUE  0x40001004u
#define TIMER1_RELOAD 0x40001008u
#define TIMER1_INTCLR 0x4000100cu

#define WDOG_CONTROL 0x40008008u
#define WDOG_INTCLR  0x4000800cu
#define WDOG_LOCK    0x40008c00u

#define TIMER_ENABLE    1u
#define TIMER_INTERRUPT 8u
#define WDOG_INTERRUPT  1u
#define WDOG_UNLOCK     0x1acce551u

/** The NMI has found the guard waiting; cleared when the guard is served. */
static volatile bool suspected;

/* The counter's last value before it wraps is 0, at which QEMU holds it while it is late: so count its complement. */
uint32_t port_clock_now(void)
{
    return ~REG(TIMER0_VALUE);
}

static void forget_alarm(void)
{
    REG(TIMER1_CTRL) = 0;
    REG(TIMER1_INTCLR) = 1;
    arch_irq_forget(CMSDK_IRQ_TIMER1);
}

void port_alarm_set(uint32_t at)
{
    forget_alarm();
    int32_t ticks = (int32_t)(at - port_clock_now());
    REG(TIMER1_VALUE) = ticks > 0 ? (uint32_t)ticks : 1u;
    REG(TIMER1_CTRL) = TIMER_ENABLE | TIMER_INTERRUPT;
}

void cmsdk_isr_alarm(void)
{
    REG(TIMER1_INTCLR) = 1;
    core_isr_alarm();
}

/*
 * An old guard's interrupt that is already on its way comes still: core looks at the time itself. Weak: an image with the
 * device watchdog has another one, see watchdog.c.
 */
__attribute__((weak)) void port_guard_set(uint32_t ticks)
{
    REG(DUAL1_LOAD) = ticks;
    REG(WDOG_LOAD) = ticks + CMSDK_GRACE_TICKS;
}

ARCH_ISR_OF_EXCEPTION(cmsdk_isr_guard, cmsdk_guard)

void cmsdk_guard(struct arch_exception *exception)
{
    if (REG(DUAL2_RIS) != 0) {
        arch_reset_board();
    }
    REG(DUAL1_INTCLR) = 1;
    suspected = false;
    arch_abort_to(exception, core_isr_guard(exception->pc));
}

/** The guard's interrupt does not get through to code that is masked, or to an interrupt handler that does not end. */
static void guard_by_nmi(struct arch_exception *exception)
{
    if (!suspected) {
        suspected = true;
        REG(WDOG_LOAD) = CMSDK_GRACE_TICKS;
        return;
    }
    suspected = false;
    if (arch_in_handler(exception)) {
        core_panic((uint32_t)MODULE_PORT << 16, exception->pc);
    }
    REG(DUAL1_INTCLR) = 1;
    arch_irq_forget(CMSDK_IRQ_DUAL_TIMER);
    arch_abort_to(exception, core_isr_guard(exception->pc));
}

ARCH_ISR_OF_EXCEPTION(cmsdk_isr_nmi, cmsdk_nmi)

void cmsdk_nmi(struct arch_exception *exception)
{
    REG(WDOG_INTCLR) = 1;
    if (REG(DUAL2_RIS) != 0) {
        arch_reset_board();
    }
    if (arch_irq_pending(CMSDK_IRQ_DUAL_TIMER)) {
        guard_by_nmi(exception);
    } else {
        port_guard_set(REG(DUAL1_VALUE));
    }
}

void cmsdk_time_init(void)
{
    REG(TIMER0_RELOAD) = UINT32_MAX;
    REG(TIMER0_CTRL) = TIMER_ENABLE;
    REG(TIMER1_CTRL) = 0;
    REG(TIMER1_RELOAD) = 0;
    REG(DUAL1_LOAD) = UINT32_MAX;
    REG(DUAL1_CONTROL) = CMSDK_DUAL_RUN;
    REG(WDOG_LOCK) = WDOG_UNLOCK;
    REG(WDOG_LOAD) = UINT32_MAX;
    REG(WDOG_CONTROL) = WDOG_INTERRUPT;
    arch_irq_enable(CMSDK_IRQ_TIMER1);
    arch_irq_enable(CMSDK_IRQ_DUAL_TIMER);
}
