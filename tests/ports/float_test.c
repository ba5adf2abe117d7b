/* SPDX-License-Identifier: MIT */
/**
 * Machines with an FPU: its registers survive an interrupt that uses them, and the abort of a nested handler that does.
 */
#include <lev/core.h>

#include "ports/arch/armv7m/arch.h"
#include "tests/ports/machine.h"
#include "tests/test.h"

/** An interrupt that no device of the board uses: port_isr_spare(). */
#define SPARE_IRQ 6u

#define FLOATS 32u
#define KEPT   16u /* calls keep the upper half */

#define ALL_FLOATS                                                                                 \
    "s0", "s1", "s2", "s3", "s4", "s5", "s6", "s7", "s8", "s9", "s10", "s11", "s12", "s13", "s14", \
        "s15", "s16", "s17", "s18", "s19", "s20", "s21", "s22", "s23", "s24", "s25", "s26", "s27", \
        "s28", "s29", "s30", "s31"

static uint32_t given[FLOATS], found[FLOATS];
static volatile uint32_t spare_count;

/** Bit patterns of ordinary numbers, each another. */
static void prepare(void)
{
    for (uint32_t i = 0; i < FLOATS; i++) {
        given[i] = 0x3f800000u + i * 0x1234u;
        found[i] = 0;
    }
}

static void overwrite(void)
{
    static const uint32_t other[FLOATS] = {0xc0490fdbu, 0x7f800000u};
    __asm__ volatile("vldmia %0, {s0-s31}" ::"r"(other) : ALL_FLOATS);
}

void port_isr_spare(void)
{
    overwrite();
    spare_count++;
}

/** All registers: given, an interrupt, found. */
static void interrupted(void)
{
    __asm__ volatile("vldmia %0, {s0-s31}\n\t"
                     "str    %2, [%3]\n\t"
                     "dsb\n\t"
                     "isb\n\t"
                     "vstmia %1, {s0-s31}" ::"r"(given),
                     "r"(found), "r"(1u << SPARE_IRQ), "r"(NVIC_ISPR)
                     : ALL_FLOATS, "memory");
}

/** Registers that calls keep: given, a call, found. */
static void over_call(void (*call)(void))
{
    __asm__ volatile("vldmia %0, {s16-s31}\n\t"
                     "blx    %2\n\t"
                     "vstmia %1, {s16-s31}" ::"r"(given + KEPT),
                     "r"(found + KEPT), "r"(call)
                     : ALL_FLOATS, "r0", "r1", "r2", "r3", "r12", "lr", "cc", "memory");
}

static void check_from(uint32_t first)
{
    for (uint32_t i = first; i < FLOATS; i++) {
        CHECK_EQ(found[i], given[i]);
    }
}

TEST(floats_survive_an_interrupt)
{
    prepare();
    spare_count = 0;
    arch_irq_enable(SPARE_IRQ);
    interrupted();
    arch_irq_disable(SPARE_IRQ);
    CHECK_EQ(spare_count, 1);
    check_from(0);
}

static void overwrite_and_run_away(void)
{
    for (;;) {
        overwrite();
    }
}

/** The rival's budget ends it while its numbers are in the registers; the pilot's handler goes on with its own. */
TEST(floats_survive_the_abort_of_a_nested_handler)
{
    prepare();
    let_rival(overwrite_and_run_away);
    over_call(lev_yield);
    CHECK_EQ(lives, 1);
    CHECK_EQ(last_reason, LEV_START_BUDGET);
    check_from(KEPT);
}

/** Not for the compiler to see that it never ends. */
static float (*volatile deeper)(float);

static float descend(float depth)
{
    volatile float room[16] = {depth};
    return deeper(room[0] + 1.0f) * room[3];
}

static void overflow_with_floats(void)
{
    overwrite();
    deeper = descend;
    (void)descend(0.0f);
}

TEST(a_stack_that_runs_out_in_floats_is_a_fault)
{
    STEPS;
    let(overflow_with_floats);
    WAIT_FOR_LIFE;
    CHECK(last_reason == LEV_START_FAULT || last_reason == LEV_START_BUDGET);
    END;
}
