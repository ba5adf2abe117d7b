/* SPDX-License-Identifier: MIT */
/**
 * The hardware half of a watchdog: what a chip provides to drivers/watchdog. Past its period the board resets.
 *
 * Where the same hardware also serves as the guard's NMI (ports/port.h), the port keeps the two apart.
 */
#ifndef PORTS_DEVICE_WATCHDOG_H
#define PORTS_DEVICE_WATCHDOG_H

#include <lev/types.h>

/** Start it. @return LEV_OK; LEV_E_RANGE: period not possible; LEV_E_UNSUPPORTED: the board has none. */
LEV_CTX(service)
lev_result device_watchdog_start(uint32_t period_ms);

/** Show that the system is alive: the period begins again. */
LEV_CTX(service)
void device_watchdog_feed(void);

#endif
