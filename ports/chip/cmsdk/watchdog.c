/* SPDX-License-Identifier: MIT */
/**
 * The device watchdog. The board's own watchdog guards handlers (time.c), so this one is the dual timer's second half: its
 * interrupt resets the board. Where that is masked the NMI does, which therefore is never set further away than the period.
 */
#include "ports/device/watchdog.h"
#include "ports/chip/cmsdk/time.h"

#include <lev/error.h>

/** 0: not started. */
static uint32_t period;

void port_guard_set(uint32_t ticks)
{
    REG(DUAL1_LOAD) = ticks;
    REG(WDOG_LOAD) = (period != 0 && period < ticks ? period : ticks) + CMSDK_GRACE_TICKS;
}

lev_result device_watchdog_start(uint32_t period_ms)
{
    uint64_t ticks = (uint64_t)period_ms * (CMSDK_CLOCK_HZ / 1000u);
    if (ticks == 0 || ticks > INT32_MAX) {
        return LEV_E_RANGE;
    }
    period = (uint32_t)ticks;
    REG(DUAL2_CONTROL) = 0;
    REG(DUAL2_INTCLR) = 1;
    REG(DUAL2_LOAD) = period;
    REG(DUAL2_CONTROL) = CMSDK_DUAL_RUN;
    return LEV_OK;
}

void device_watchdog_feed(void)
{
    REG(DUAL2_LOAD) = period;
}
