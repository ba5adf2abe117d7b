/* SPDX-License-Identifier: MIT */
/** What the guard (time.c) and the device watchdog (watchdog.c) share: dual timer, NMI. */
#ifndef CMSDK_TIME_H
#define CMSDK_TIME_H

#include "ports/chip/cmsdk/cmsdk.h"
#include "ports/port.h"

#define DUAL1_LOAD    0x40002000u
#define DUAL1_VALUE   0x40002004u
#define DUAL1_CONTROL 0x40002008u
#define DUAL1_INTCLR  0x4000200cu
#define DUAL2_LOAD    0x40002020u
#define DUAL2_CONTROL 0x40002028u
#define DUAL2_INTCLR  0x4000202cu
#define DUAL2_RIS     0x40002030u

/** Enabled, periodic but one-shot, interrupt, 32 bits. */
#define CMSDK_DUAL_RUN 0xe3u

#define WDOG_LOAD 0x40008000u

/** The NMI comes this long after a guard that was not served: 10.5 ms, a constant that one instruction holds. */
#define CMSDK_GRACE_TICKS 0x40000u

#endif
