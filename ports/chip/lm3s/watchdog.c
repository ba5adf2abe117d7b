/* SPDX-License-Identifier: MIT */
/**
 * LM3S watchdog: its first timeout only raises a flag, the second resets the chip. So it counts half the period.
 */
#include "ports/device/watchdog.h"
#include "ports/chip/lm3s/lm3s.h"
#include "ports/port.h"

#include <lev/error.h>

#define WDT_LOAD 0x40000000u
#define WDT_CTL  0x40000008u
#define WDT_ICR  0x4000000cu
#define WDT_LOCK 0x40000c00u

#define CTL_COUNT_AND_RESET 3u
#define LOCK_OPEN           0x1acce551u

lev_result device_watchdog_start(uint32_t period_ms)
{
    uint64_t half = (uint64_t)period_ms * port_ticks_per_us_q8 * 1000u >> 9;
    if (half == 0 || half > UINT32_MAX) {
        return LEV_E_RANGE;
    }
    REG(WDT_LOCK) = LOCK_OPEN;
    REG(WDT_LOAD) = (uint32_t)half;
    REG(WDT_ICR) = 1;
    REG(WDT_CTL) = CTL_COUNT_AND_RESET;
    return LEV_OK;
}

/* Clearing the flag also begins the count again. */
void device_watchdog_feed(void)
{
    REG(WDT_ICR) = 1;
}
