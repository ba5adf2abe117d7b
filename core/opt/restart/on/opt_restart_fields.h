/* SPDX-License-Identifier: MIT */
/** Feature restart: a failed handler is aborted and its node started afresh. Here: its fields. */
#ifndef OPT_RESTART_FIELDS_H
#define OPT_RESTART_FIELDS_H

#define OPT_RESTART_FIELDS                                                     \
    void *frame;             /**< the kernel's innermost port frame */         \
    uintptr_t abort_place;   /**< program counter, or module << 16 | number */ \
    uintptr_t abort_address; /**< what a fault touched */                      \
    uint8_t abort_reason;    /**< enum lev_start_reason of the abort that is due; 0: none */

#endif
