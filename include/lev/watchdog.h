/* SPDX-License-Identifier: MIT */
/**
 * Group watchdog: reset the board unless the application shows that it is alive.
 *
 * The watchdog driver node feeds the hardware only while every node that registered has reported in time. This is
 * above the budgets, which end a single runaway handler: it catches an application that is live but makes no progress.
 */
#ifndef LEV_WATCHDOG_H
#define LEV_WATCHDOG_H

#include <lev/core.h>

#if !defined(LEV_USE_watchdog) && !defined(LEV__OS)
#error \
    "undeclared API group: add '#define LEV_USE_watchdog 1' to the component's declaration header"
#endif
#ifdef LEV_USE_watchdog
#if !defined(LEV__MANIFEST)
#error "include <lev/component.h> in the component's declaration header, after its LEV_USE_ lines"
#elif LEV_USE_watchdog != 1
#error "group watchdog is at major version 1: write '#define LEV_USE_watchdog 1'"
#endif
LEV__MANIFEST("use", "watchdog " LEV__TEXT(LEV_USE_watchdog));
#endif

LEV_BEGIN_DECLS

/**
 * Promise to call this again within `period_ms`; the first call registers, 0 withdraws the promise.
 *
 * Completes with LEV_OK once the driver has taken it; LEV_E_NOMEM: more nodes than the driver can watch; LEV_E_RANGE: more
 * than 12 days, or the hardware cannot do the driver's own period; LEV_E_RESTARTED. Starting: LEV_E_DENIED, LEV_E_NOMEM.
 */
LEV_CTX(handler)
LEV_MUST_USE lev_result
lev_watchdog_alive_start(struct lev_op *op, lev_handle watchdog, uint32_t period_ms);

LEV_END_DECLS

#endif
