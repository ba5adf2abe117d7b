/* SPDX-License-Identifier: MIT */
/** Feature stamp: each dispatch has a time. Here: its fields. */
#ifndef OPT_STAMP_FIELDS_H
#define OPT_STAMP_FIELDS_H

#define OPT_STAMP_FIELDS                                           \
    uint32_t now;  /**< ticks at the current dispatch, low half */ \
    uint64_t base; /**< a time not more than one wrap of the counter ago */

#endif
