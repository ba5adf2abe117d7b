/* SPDX-License-Identifier: MIT */
/** Feature restart: a failed handler is aborted and its node started afresh. Here: its fields. */
#ifndef OPT_RESTART_FIELDS_H
#define OPT_RESTART_FIELDS_H

#define OPT_RESTART_FIELDS                                                                   \
    void *frame;             /**< the kernel's innermost port frame */                       \
    uintptr_t abort_place;   /**< program counter, or module << 16 | number */               \
    uintptr_t abort_address; /**< what a fault touched */                                    \
    uint32_t grace_at;       /**< when the first server must have let go, if grace_on */     \
    uint8_t abort_reason;    /**< enum lev_start_reason of the abort that is due; 0: none */ \
    uint8_t overdue;         /**< guards in a row that found depth raised */                 \
    uint8_t grace_on;        /**< stopped nodes that wait for servers */

#endif
