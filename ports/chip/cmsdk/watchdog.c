/* SPDX-License-Identifier: MIT */
/**
 * The device watchdog. The board's own watchdog guards handlers (time.c), so this one is the dual timer's second half: its
 * interrupt resets the board, and the NMI does where that is masked.
 */
#include "ports/device/watchdog.h"
#include "ports/chip/cmsdk/time.h"
#include "ports/port.h"

#include <lev/error.h>

lev_result device_watchdog_start(uint32_t period_ms)
{
    uint64_t ticks = (uint64_t)period_ms * (CMSDK_CLOCK_HZ / 1000u);
    if (ticks == 0 || ticks > UINT32_MAX - CMSDK_GRACE_TICKS) {
        return LEV_E_RANGE;
    }
    REG(DUAL2_CONTROL) = DUAL_32_BITS | DUAL_ONE_SHOT;
    REG(DUAL2_INTCLR) = 1;
    REG(DUAL2_LOAD) = (uint32_t)ticks;
    REG(DUAL2_CONTROL) = DUAL_ENABLE | DUAL_INTERRUPT | DUAL_32_BITS | DUAL_ONE_SHOT;
    cmsdk_nmi_limit = (uint32_t)ticks + CMSDK_GRACE_TICKS;
    return LEV_OK;
}

void device_watchdog_feed(void)
{
    REG(DUAL2_LOAD) = cmsdk_nmi_limit - CMSDK_GRACE_TICKS;
}
