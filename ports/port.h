/* SPDX-License-Identifier: MIT */
/**
 * The port contract: all that core and the kernels ask of a machine. Fifteen down, four of them inline; six up.
 *
 * A port is an arch (instruction set), a chip (registers) and a board (pins, memory map), or `hosted`. The build
 * links exactly one. Device classes (a UART, an I²C bus) have contracts of their own in ports/device/.
 *
 * Clock. One free-running counter, `LEV_TICKS_PER_US_Q8` (board_config.h) / 256 ticks per microsecond, read as 32 bits
 * that wrap. Core extends it to 64; for that something must run once per 2^31 ticks, so the alarm is never further away.
 *
 * Interrupts. Every interrupt that calls up runs at one hardware priority, so none nests in another; masking holds
 * all of them off. The guard may be stronger than masking where the board has an NMI watchdog: see port_guard_set().
 */
#ifndef PORTS_PORT_H
#define PORTS_PORT_H

#include <lev/types.h>

/**
 * Static inlines, found by include path in ports/arch/<arch>/ or ports/hosted/common/: `void port_irq_mask(void)`,
 * `void port_irq_unmask(void)` (no nesting; compiler barriers), `uint32_t port_clz(uint32_t)` (0 is not asked),
 * `bool port_in_isr(void)`.
 */
#include "port_arch.h"

/** The board's LEV_TICKS_PER_US_Q8, for code that is built once for several boards. */
extern const uint32_t port_ticks_per_us_q8;

/* ---- Down: called by core and kernels, defined by the port --------------------------------------------- */

/** Set up clock, alarm, guard and fault handling. Called once, masked, before any driver runs. */
LEV_CTX(init)
void port_init(void);

/**
 * Nothing is ready: sleep until an interrupt. Called masked; returns unmasked, after the interrupt's handler has run.
 *
 * No wake-up is lost: an interrupt that came since the caller looked ends the sleep at once.
 */
LEV_CTX(service)
void port_idle(void);

/** Current tick count. Hosted: constant for up to 64 dispatches or until the next poll. */
LEV_CTX(any)
LEV_MUST_USE uint32_t port_clock_now(void);

/** Call core_isr_alarm() at tick `at` (at once if it is past, within 2^31). Replaces the alarm set before. */
LEV_CTX(service)
void port_alarm_set(uint32_t at);

/**
 * Call core_isr_guard() after `ticks` (1 .. 2^31 - 1), not before. Replaces the guard set before.
 *
 * Where the board's watchdog is an NMI the port also arms it, so that code which loops with interrupts masked is
 * found: the NMI first makes the ordinary guard pending; if that has still not run one grace period later, the
 * code is truly masked and the NMI itself calls core_isr_guard().
 */
LEV_CTX(service)
void port_guard_set(uint32_t ticks);

/**
 * Run `body` in a frame that can be left from anywhere below: port_frame_abort() unwinds to it and calls its `body` again.
 *
 * @top  where the caller keeps its innermost frame: set for the time that body runs, then put back. Frames nest; a kernel
 *       with several stacks has one `top` for each
 */
LEV_CTX(service)
void port_frame_run(void **top, void (*body)(void));

/** Unwind to `frame`: what ran above it is gone, its body starts again, unmasked, at the level of its port_frame_run(). */
LEV_CTX(any)
LEV_NORETURN void port_frame_abort(void *frame);

/**
 * Write a last text to the board's console by polling, which uses no interrupt and no kernel, and reset the board. Hosted: end
 * the process with status 70.
 */
LEV_CTX(any)
LEV_NORETURN void port_panic(const char *text, uint32_t bytes);

/** True if all of [address, address + bytes) is constant memory of the image. */
LEV_CTX(any)
LEV_MUST_USE bool port_is_constant(const void *address, uint32_t bytes);

/** Read and write a device register at a bus address (raw.mmio). The simulator answers from its script. */
LEV_CTX(service)
LEV_MUST_USE uint32_t port_mmio_read(uintptr_t address);
LEV_CTX(service)
void port_mmio_write(uintptr_t address, uint32_t value);

/* ---- Up: called by the port, defined by core ------------------------------------------------------------ */

/** The image's life: called once by the start-up code, on the only stack, interrupts masked. */
LEV_CTX(init)
LEV_NORETURN void core_main(void);

/** The alarm's tick has come. */
LEV_CTX(isr)
void core_isr_alarm(void);

/**
 * The guard's tick has come while code at `pc` was interrupted.
 *
 * @return  NULL: go on. Else the interrupted handler must end: the port arranges that port_frame_abort(result) runs, at the
 *          level of that frame's port_frame_run(), as soon as this interrupt returns
 */
LEV_CTX(isr)
LEV_MUST_USE void *core_isr_guard(uintptr_t pc);

/**
 * The CPU took a fault in a handler, at `pc`, touching `address` (0: unknown).
 *
 * @return  a frame, as core_isr_guard(). Does not return when the fault was in the system itself: that is a panic
 */
LEV_CTX(isr)
LEV_MUST_USE void *core_isr_fault(uintptr_t pc, uintptr_t address);

/** A source (see lev/tables.h). */
struct lev_source;

/**
 * Stage bytes for the source's driver node and make it ready. All or nothing.
 *
 * @bytes    0: only a signal
 * @return   false: they did not fit; counted as lost, the node is made ready all the same
 */
LEV_CTX(isr)
bool core_isr_stage(const struct lev_source *source, const void *data, uint32_t bytes);

/** A fault or unexpected interrupt outside any handler: log, write to the emergency console, reset. */
LEV_CTX(any)
LEV_NORETURN void core_panic(uint32_t where, uintptr_t detail);

#endif
