/* SPDX-License-Identifier: MIT */
/**
 * How long depth stays above 0: SysTick comes after each instruction of the load and looks. The time between two looks is
 * read from the clock, less what the probe takes itself (calibrated with instructions that are known), so what runs masked
 * counts as well. Time in the devices' interrupt handlers does not: they may come at depth 0, too.
 */
#include "bench/mcu/bench.h"
#include "bench/mcu/probe.h"
#include "bench/mcu/vectors.h"
#include "core/core.h"

/** One to three instructions of the load from one look to the next, after the probe's own way out. */
enum { STEP_TICKS = 240, KNOWN_INSTRUCTIONS = 1000, PLACES = 64, HANDLER_BITS = 0x1ff };

#define PENDSTCLR (1u << 25)

const uint32_t probe_turns = 27;
const uint32_t probe_turn_us = 60000; /* the load runs twenty times slower */

/** The longest stay above 0 for each place where one began. */
static struct place {
    uintptr_t began_at;
    uint32_t worst;
} places[PLACES];

static volatile uint32_t left_at, sum, looks;
static uint32_t own;
static uint32_t stay;      /* ticks above 0 so far */
static uintptr_t began_at; /* 0: depth is 0 */

static void note(void)
{
    for (uint32_t i = 0; i < PLACES; i++) {
        if (places[i].began_at == 0 || places[i].began_at == began_at) {
            places[i].began_at = began_at;
            places[i].worst = stay > places[i].worst ? stay : places[i].worst;
            return;
        }
    }
    bench_exit(1); /* more places than expected: none may be missed */
}

static void look(const struct arch_exception *exception, uint32_t ticks)
{
    bool raised = opt_depth_raised(core_self());
    if (began_at != 0) {
        stay += ticks;
    }
    if (began_at != 0 && !raised) {
        note();
        began_at = 0;
    } else if (began_at == 0 && raised) {
        began_at = exception->pc;
        stay = 0;
    }
}

arch_isr depth_isr;
ARCH_ISR_OF_EXCEPTION(depth_isr, depth_look)

void depth_look(struct arch_exception *exception)
{
    uint32_t ticks = port_clock_now() - left_at;
    sum += ticks;
    looks++;
    if ((exception->psr & HANDLER_BITS) == 0) {
        look(exception, ticks > own ? ticks - own : 0);
    }
    REG(SYST_CVR) = 0;
    REG(SCB_ICSR) = PENDSTCLR; /* it has come again while this ran */
    left_at = port_clock_now();
}

__attribute__((noinline)) static void known_instructions(void)
{
    __asm__ volatile(".rept 1000\n\tnop\n\t.endr");
}

void probe_begin(void)
{
    vectors_set_systick(depth_isr);
    vectors_lower_devices(true);
    REG(SYST_RVR) = STEP_TICKS;
    left_at = port_clock_now();
    REG(SYST_CVR) = 0;
    REG(SYST_CSR) = 7;
    sum = 0;
    looks = 0;
    known_instructions();
    own = (sum - KNOWN_INSTRUCTIONS * 256u / 10u) / looks;
}

void probe_turn(uint32_t turn)
{
    (void)turn;
}

void probe_end(void)
{
    REG(SYST_CSR) = 0;
    uint32_t worst = 0;
    for (uint32_t i = 0; i < PLACES && places[i].began_at != 0; i++) {
        bench_entry("kernel_depth.at", places[i].began_at, places[i].worst * 10u / 256u);
        worst = places[i].worst > worst ? places[i].worst : worst;
    }
    bench_report("kernel_depth.max_instructions", worst, 1);
}
