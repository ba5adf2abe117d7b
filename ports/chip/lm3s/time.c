/* SPDX-License-Identifier: MIT */
/**
 * Clock, alarm and guard of an LM3S.
 *
 * The clock is SysTick, 24 bits down, extended by its wrap interrupt: the general-purpose timers' counters read 0 in QEMU.
 * Those timers raise the alarm (timer 0) and the guard (timer 1), one-shot, 32 bits at the same rate.
 */
#include "ports/chip/lm3s/lm3s.h"
#include "ports/port.h"

#define TIMER0 0x40030000u
#define TIMER1 0x40031000u

/* Offsets in a timer. */
#define TIMER_CFG   0x00u
#define TIMER_TAMR  0x04u
#define TIMER_CTL   0x0cu
#define TIMER_IMR   0x18u
#define TIMER_ICR   0x24u
#define TIMER_TAILR 0x28u

#define TAMR_ONE_SHOT 1u
#define CTL_ENABLE    1u
#define TIMEOUT       1u

#define SYSTICK_BITS     0x00ffffffu
#define CSR_RUN_WITH_IRQ 7u
#define ICSR_PENDSTSET   (1u << 26)

/** Ticks at the last wrap that was counted. */
static volatile uint32_t wrapped;

void lm3s_isr_systick(void)
{
    wrapped += SYSTICK_BITS + 1u;
}

/**
 * SysTick reads 0 at the very moment of its wrap; QEMU shows that 0 for as long as it is late with the wrap's interrupt.
 * So a 0 is not used. A wrap whose interrupt is still pending is added here.
 */
uint32_t port_clock_now(void)
{
    for (;;) {
        uint32_t base = wrapped;
        uint32_t ticks = base + SYSTICK_BITS + 1u;
        uint32_t left = REG(SYST_CVR);
        if ((REG(SCB_ICSR) & ICSR_PENDSTSET) != 0) {
            left = REG(SYST_CVR);
            ticks += SYSTICK_BITS + 1u;
        }
        if (left != 0 && base == wrapped) {
            return ticks - left;
        }
    }
}

/** Let a timer's interrupt come after `ticks`. */
static void fire_in(uint32_t timer, uint32_t ticks)
{
    REG(timer + TIMER_CTL) = 0;
    REG(timer + TIMER_TAILR) = ticks;
    REG(timer + TIMER_CTL) = CTL_ENABLE;
}

static void forget_alarm(void)
{
    REG(TIMER0 + TIMER_CTL) = 0;
    REG(TIMER0 + TIMER_ICR) = TIMEOUT;
    arch_irq_forget(LM3S_IRQ_TIMER0A);
}

void port_alarm_set(uint32_t at)
{
    forget_alarm();
    int32_t ticks = (int32_t)(at - port_clock_now());
    fire_in(TIMER0, ticks > 0 ? (uint32_t)ticks : 1);
}

void lm3s_isr_alarm(void)
{
    REG(TIMER0 + TIMER_ICR) = TIMEOUT;
    core_isr_alarm();
}

/* An old guard's interrupt that is already on its way comes still: core looks at the time itself. */
void port_guard_set(uint32_t ticks)
{
    fire_in(TIMER1, ticks);
}

ARCH_ISR_OF_EXCEPTION(lm3s_isr_guard, lm3s_guard)

void lm3s_guard(struct arch_exception *exception)
{
    REG(TIMER1 + TIMER_ICR) = TIMEOUT;
    arch_abort_to(exception, core_isr_guard(exception->pc));
}

static void timer_init(uint32_t timer, uint32_t irq)
{
    REG(timer + TIMER_CTL) = 0;
    REG(timer + TIMER_CFG) = 0;
    REG(timer + TIMER_TAMR) = TAMR_ONE_SHOT;
    REG(timer + TIMER_ICR) = TIMEOUT;
    REG(timer + TIMER_IMR) = TIMEOUT;
    arch_irq_enable(irq);
}

void lm3s_time_init(void)
{
    REG(SYST_RVR) = SYSTICK_BITS;
    REG(SYST_CVR) = 0;
    REG(SYST_CSR) = CSR_RUN_WITH_IRQ;
    timer_init(TIMER0, LM3S_IRQ_TIMER0A);
    timer_init(TIMER1, LM3S_IRQ_TIMER1A);
}
