/* SPDX-License-Identifier: MIT */
/** Feature restart: a failed handler is aborted and its node started afresh. Here: its fields. */
#ifndef OPT_RESTART_FIELDS_H
#define OPT_RESTART_FIELDS_H

#define OPT_RESTART_FIELDS \
    uintptr_t abort_place;         /**< program counter or assertion */ \
    volatile uint8_t depth;        /**< above 0: inside core, nothing is aborted */ \
    volatile uint8_t abort_reason; /**< enum lev_start_reason of the abort that is due; 0: none */ \
    uint8_t overdue;               /**< guards in a row that found depth raised */ \
    uint8_t unused;

#endif
