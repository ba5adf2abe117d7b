/* SPDX-License-Identifier: MIT */
/**
 * Clock, alarm and guard from one counter of 24 bits that counts down and can do nothing else.
 *
 * Time is a chain of segments. Each begins where the one before ended, lasts `length` ticks and ends with the interrupt.
 * One that ends by itself is followed by the longest there is. So that an interrupt comes when alarm or guard is due, the
 * segment is cut: the counter is cleared and begins a segment of another length.
 *
 *        base        now             base + length
 *     ────┼───────────┼───────────────────┼────────────────▶      now = base + length - counter
 *
 * A cut must not lose time. Between the instruction that reads the counter and the next one, which clears it, time passes
 * that no register shows; it is taken to be as long as that between two reads before it. On silicon this is a fixed number
 * of cycles, of which at most two are lost for each cut; in QEMU less than one tick is lost on average.
 */
#include "board_config.h"

#include "ports/chip/systick/systick.h"
#include "ports/port.h"

#define CSR_ENABLED    7u /**< counter and interrupt on, core clock */
#define CSR_COUNTFLAG  (1u << 16)
#define ICSR_PENDSTSET (1u << 26)
#define ICSR_PENDSTCLR (1u << 25)

#define LENGTH_MAX (1u << 24)

/** 11 us: shorter ones begin and end while the registers are being written. QEMU stretches those below 10 us. */
#define LENGTH_MIN (LEV_TICKS_PER_US_Q8 * 11u / 256u)

/** A gap between two instructions that is longer than this is no gap but a machine that stood still. */
#define GAP_MAX 128u

static struct {
    uint32_t base;   /**< when the current segment began */
    uint32_t length; /**< of the current segment */
    uint32_t alarm_at, guard_at;
    bool alarm_on, guard_on;
    bool loading; /**< the counter has been cleared and was not seen to have loaded `length` yet */
} clock;

/** Has the current segment ended, and its interrupt not been served? */
static bool is_over(void)
{
    return (REG(SCB_ICSR) & ICSR_PENDSTSET) != 0;
}

/** Has a segment ended since this was last asked? (Clearing the counter clears the flag, too.) */
static bool ended_lately(void)
{
    return (REG(SYST_CSR) & CSR_COUNTFLAG) != 0;
}

/** Take back the interrupt of an end that has been dealt with, unless another one has come meanwhile. */
static void forget_end(void)
{
    REG(SCB_ICSR) = ICSR_PENDSTCLR;
    if (ended_lately()) {
        REG(SCB_ICSR) = ICSR_PENDSTSET;
    }
}

/**
 * The counter loads its length one tick after it was cleared; only then may the register hold the length of what comes
 * after. Nobody waits for it: an emulator may take its time, and the next look will do.
 *
 * If the segment has ended before that, another one of the same length has begun; if it took several, they are lost.
 */
static void settle(void)
{
    if (!clock.loading || (REG(SYST_CVR) == 0 && !is_over())) {
        return;
    }
    REG(SYST_RVR) = LENGTH_MAX - 1;
    clock.loading = false;
    (void)ended_lately();
    if (is_over() && REG(SYST_CVR) < clock.length) {
        clock.base += clock.length;
        forget_end();
    }
}

/** The time. Masked, or in an interrupt. */
static uint32_t now_masked(void)
{
    settle();
    uint32_t left = REG(SYST_CVR);
    if (clock.loading) {
        return clock.base;
    }
    if (!is_over()) {
        return clock.base + clock.length - left;
    }
    /* The next segment runs already. In its first tick the counter is still 0. */
    left = REG(SYST_CVR);
    return clock.base + clock.length + (left == 0 ? 0 : LENGTH_MAX - left);
}

uint32_t port_clock_now(void)
{
    uint32_t primask = arch_irq_save();
    uint32_t now = now_masked();
    arch_irq_restore(primask);
    return now;
}

/** Clear the counter. @return how much of the segment was left then */
static uint32_t counter_clear(void)
{
    uint32_t earlier;
    uint32_t left;
    uint32_t cvr = SYST_CVR;
    __asm__ volatile("ldr %0, [%2]\n\t"
                     "ldr %1, [%2]\n\t"
                     "str %2, [%2]"
                     : "=&l"(earlier), "=&l"(left)
                     : "l"(cvr)
                     : "memory");
    uint32_t gap = earlier - left;
    return gap <= GAP_MAX && gap <= left ? left - gap : left;
}

/**
 * End the current segment now and begin one of `length` ticks.
 *
 * It may have ended by itself just before; then its interrupt is pending, and nothing was left.
 */
static void cut(uint32_t length)
{
    REG(SYST_RVR) = length - 1;
    uint32_t left = counter_clear();
    bool one_ended = is_over();
    bool new_one_ended =
        ended_lately(); /* asked in this order, so that only the old one's end counts as such */
    if (one_ended && !new_one_ended) {
        left = 0;
        forget_end();
    }
    if (!clock.loading && left <= clock.length) {
        clock.base += clock.length - left;
    }
    clock.length = length;
    clock.loading = true;
    settle();
}

/** Ticks from `now` to alarm or guard, whichever is first, as far as one segment can reach. */
static uint32_t ticks_to_next(uint32_t now)
{
    int32_t ticks = LENGTH_MAX;
    int32_t to_alarm = (int32_t)(clock.alarm_at - now);
    int32_t to_guard = (int32_t)(clock.guard_at - now);
    if (clock.alarm_on && to_alarm < ticks) {
        ticks = to_alarm;
    }
    if (clock.guard_on && to_guard < ticks) {
        ticks = to_guard;
    }
    return ticks < (int32_t)LENGTH_MIN ? LENGTH_MIN : (uint32_t)ticks;
}

/** Let the current segment end when alarm or guard is due. Masked. */
static void plan(void)
{
    if (is_over()) {
        return; /* its interrupt will plan */
    }
    uint32_t now = now_masked();
    uint32_t left = clock.base + clock.length - now;
    uint32_t next = ticks_to_next(now);
    if (left <= LENGTH_MIN || left == next || (next == LENGTH_MAX && clock.length == LENGTH_MAX)) {
        return;
    }
    cut(next);
}

static void plan_masking(void)
{
    uint32_t primask = arch_irq_save();
    plan();
    arch_irq_restore(primask);
}

void port_alarm_set(uint32_t at)
{
    clock.alarm_at = at;
    clock.alarm_on = true;
    plan_masking();
}

void port_guard_set(uint32_t ticks)
{
    clock.guard_at = port_clock_now() + ticks;
    clock.guard_on = true;
    plan_masking();
}

/** Is it on, and its time come? Then it is off. */
static bool take(bool *on, uint32_t at)
{
    if (!*on || (int32_t)(now_masked() - at) < 0) {
        return false;
    }
    *on = false;
    return true;
}

ARCH_ISR_OF_EXCEPTION(systick_isr, systick_segment_over)

void systick_segment_over(struct arch_exception *exception)
{
    clock.base += clock.length;
    if (!clock.loading) {
        clock.length = LENGTH_MAX;
    }
    if (take(&clock.alarm_on, clock.alarm_at)) {
        core_isr_alarm();
    }
    if (take(&clock.guard_on, clock.guard_at)) {
        arch_abort_to(exception, core_isr_guard(exception->pc));
    }
    plan();
}

void systick_start(void)
{
    clock.length = LENGTH_MAX;
    clock.loading = true;
    REG(SYST_RVR) = LENGTH_MAX - 1;
    REG(SYST_CVR) = 0;
    REG(SYST_CSR) = CSR_ENABLED;
}
