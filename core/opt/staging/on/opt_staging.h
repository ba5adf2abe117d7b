/* SPDX-License-Identifier: MIT */
/** Feature staging: interrupts hand bytes to driver nodes through rings. */
#ifndef OPT_STAGING_H
#define OPT_STAGING_H

enum { OPT_STAGING = 1 };

#endif
