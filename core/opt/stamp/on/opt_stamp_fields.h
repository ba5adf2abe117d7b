/* SPDX-License-Identifier: MIT */
/** Feature stamp: each dispatch has a time. Here: its fields. */
#ifndef OPT_STAMP_FIELDS_H
#define OPT_STAMP_FIELDS_H

#define OPT_STAMP_FIELDS                                           \
    uint32_t now;  /**< ticks at the current dispatch, low half */ \
    uint32_t base; /**< where the 64-bit time of readings begins, in units of 2^28 ticks */

#endif
