/* SPDX-License-Identifier: MIT */
/** What the two users of the watchdog's NMI share: the guard (time.c) and the device (watchdog.c). */
#ifndef CMSDK_TIME_H
#define CMSDK_TIME_H

#include "ports/chip/cmsdk/cmsdk.h"

/* The dual timer's second half counts the device watchdog's period. */
#define DUAL2_LOAD    0x40002020u
#define DUAL2_VALUE   0x40002024u
#define DUAL2_CONTROL 0x40002028u
#define DUAL2_INTCLR  0x4000202cu
#define DUAL2_RIS     0x40002030u

#define DUAL_ONE_SHOT  0x01u
#define DUAL_32_BITS   0x02u
#define DUAL_INTERRUPT 0x20u
#define DUAL_ENABLE    0x80u

/** The NMI comes this long after a guard that was not served: 10.5 ms, a constant that one instruction holds. */
#define CMSDK_GRACE_TICKS 0x40000u

/** The NMI is never further away than this: the device watchdog's period. */
extern uint32_t cmsdk_nmi_limit;

#endif
