/* SPDX-License-Identifier: MIT */
/** Feature stamp: each dispatch has a time. Here: its fields. */
#ifndef OPT_STAMP_FIELDS_H
#define OPT_STAMP_FIELDS_H

#define OPT_STAMP_FIELDS                                               \
    uint32_t now;      /**< ticks at the current dispatch, low half */ \
    uint32_t now_high; /**< how often the counter has wrapped */

#endif
