/* SPDX-License-Identifier: MIT */
/**
 * How long an interrupt is held off: SysTick comes about every 195 instructions and reads how late it is. What an interrupt
 * costs that nothing holds off is subtracted. A sampled maximum, not a proof.
 *
 * First half of the run: the devices' interrupts are below SysTick, so that only code that masks interrupts holds it off.
 * Second half: all have one priority, as in the product, and a device's interrupt handler holds it off, too.
 */
#include "bench/mcu/bench.h"
#include "bench/mcu/probe.h"
#include "bench/mcu/vectors.h"

/** A prime, so that it comes at every point of the load. 195.2 instructions. */
enum { PERIOD_TICKS = 4999, CALIBRATION_ROUNDS = 20000 };

const uint32_t probe_turns = 4000;
const uint32_t probe_turn_us = 3000;

static volatile uint32_t worst, worst_at, samples;
static uint32_t at_rest;

arch_isr held_off_isr;
ARCH_ISR_OF_EXCEPTION(held_off_isr, held_off)

void held_off(struct arch_exception *exception)
{
    uint32_t late = PERIOD_TICKS - 1 - REG(SYST_CVR);
    samples++;
    if (late > worst) {
        worst = late;
        worst_at = exception->pc;
    }
}

static void print(const char *metric, const char *place)
{
    bench_report(metric, worst > at_rest ? worst - at_rest : 0, 1);
    bench_entry(place, worst_at, samples);
    worst = 0;
    samples = 0;
}

void probe_begin(void)
{
    vectors_set_systick(held_off_isr);
    vectors_lower_devices(true);
    REG(SYST_RVR) = PERIOD_TICKS - 1;
    REG(SYST_CVR) = 0;
    REG(SYST_CSR) = 7;
    for (volatile uint32_t i = 0; i < CALIBRATION_ROUNDS; i++) {
    }
    at_rest = worst;
    worst = 0;
    samples = 0;
}

void probe_turn(uint32_t turn)
{
    if (turn == probe_turns / 2) {
        print("irq_held_off", "irq_held_off.samples_at");
        vectors_lower_devices(false);
    }
}

void probe_end(void)
{
    REG(SYST_CSR) = 0;
    print("irq_held_off.with_isr", "irq_held_off.with_isr.samples_at");
}
