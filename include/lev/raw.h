/* SPDX-License-Identifier: MIT */
/**
 * Groups raw.mmio and raw.tightloop: for drivers only. They tie a component to a kind of hardware; the matrix says so.
 */
#ifndef LEV_RAW_H
#define LEV_RAW_H

#include <lev/core.h>

#if !defined(LEV_USE_raw_mmio) && !defined(LEV_USE_raw_tightloop) && !defined(LEV__OS)
#error "undeclared API group: add '#define LEV_USE_raw_mmio 1' or '#define LEV_USE_raw_tightloop 1'"
#endif
#ifdef LEV_USE_raw_mmio
#if !defined(LEV__MANIFEST)
#error "include <lev/component.h> in the component's declaration header, after its LEV_USE_ lines"
#elif LEV_USE_raw_mmio != 1
#error "group raw.mmio is at major version 1: write '#define LEV_USE_raw_mmio 1'"
#endif
LEV__MANIFEST("use", "raw.mmio " LEV__TEXT(LEV_USE_raw_mmio));
#endif
#ifdef LEV_USE_raw_tightloop
#if !defined(LEV__MANIFEST)
#error "include <lev/component.h> in the component's declaration header, after its LEV_USE_ lines"
#elif LEV_USE_raw_tightloop != 1
#error "group raw.tightloop is at major version 1: write '#define LEV_USE_raw_tightloop 1'"
#endif
LEV__MANIFEST("use", "raw.tightloop " LEV__TEXT(LEV_USE_raw_tightloop));
#endif

LEV_BEGIN_DECLS

/**
 * Read a 32-bit device register. The value is an input of the node: it is recorded.
 *
 * @window  number of a register window that the deployment grants this node
 * @offset  bytes from the window's start, a multiple of 4
 * @return  the register; a window or offset outside the grant fails assertion CORE 20
 */
LEV_CTX(handler)
LEV_MUST_USE uint32_t lev_mmio_read(uint16_t window, uint32_t offset);

/** Write a 32-bit device register; window and offset as in lev_mmio_read(). */
LEV_CTX(handler)
void lev_mmio_write(uint16_t window, uint32_t offset, uint32_t value);

/** Body of a tight loop: runs with everything else held off. `ticks_per_us` is the clock's rate times 256. */
typedef lev_result lev_tightloop_fn(void *state, uint32_t ticks_per_us_q8);

/**
 * Run `body` with every interrupt held off, for exact timing. One at a time in the whole system. Of the API body calls
 * lev_tightloop_ticks() alone: other calls would let interrupts in.
 *
 * It still counts against the node's budget: past it, a port that gets through to masked code (an NMI, a host's signal)
 * aborts it. On other boards nothing can, but a running watchdog (group watchdog), which resets them.
 *
 * @return  what body returned: an input of the node, recorded; LEV_E_BUSY: another one is active (nested at a yield)
 */
LEV_CTX(handler)
LEV_MUST_USE lev_result lev_tightloop_run(lev_tightloop_fn *body, void *state);

/** Raw clock ticks, for use inside a tight loop only; wraps at 2^32. */
LEV_CTX(handler)
LEV_MUST_USE uint32_t lev_tightloop_ticks(void);

LEV_END_DECLS

#endif
