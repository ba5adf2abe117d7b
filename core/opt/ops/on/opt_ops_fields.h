/* SPDX-License-Identifier: MIT */
/** Feature ops: operations and timers. Here: its fields. */
#ifndef OPT_OPS_FIELDS_H
#define OPT_OPS_FIELDS_H

#define OPT_OPS_FIELDS \
    uint16_t timer_head; /**< armed timers by deadline; LEV__NONE: none */ \
    uint8_t tightloop;   /**< one is active */ \
    uint8_t unused_ops;

#endif
