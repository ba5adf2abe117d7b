/* SPDX-License-Identifier: MIT */
/**
 * Instruction counts on mps2-an385 under `-icount shift=10`: one instruction takes 1024 ns, the board's clock counts at
 * 25 MHz, so 25.6 ticks are one instruction and a single reading is exact to 0.04.
 *
 * A bench image is a deployment of components like any other, and one node that reads the clock and prints. Components that
 * are measured are ordinary ones: they see include/lev and are compiled like all.
 */
#ifndef BENCH_H
#define BENCH_H

#include <stdint.h>

/** Ticks that two readings of the clock in a row differ by: what a measurement contains of itself. */
uint32_t bench_overhead(void);

/** Print "metric value" with two decimals: `ticks` for `count` operations, as instructions each. */
void bench_report(const char *metric, uint32_t ticks, uint32_t count);

/** Print "metric value", an integer as it is. */
void bench_value(const char *metric, uint32_t value);

/** Print "metric.key value": an entry of a table, such as a place in the code. */
void bench_entry(const char *metric, uint32_t key, uint32_t value);

/** End the run with an exit status. */
_Noreturn void bench_exit(int status);

#endif
