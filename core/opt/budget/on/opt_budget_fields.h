/* SPDX-License-Identifier: MIT */
/** Feature budget: a handler that runs too long is aborted. Here: its fields. */
#ifndef OPT_BUDGET_FIELDS_H
#define OPT_BUDGET_FIELDS_H

#define OPT_BUDGET_FIELDS                                                            \
    uint32_t guard_at; /**< when the guard will look */                              \
    uint32_t away;     /**< ticks that nested handlers took from the handler that */ \
    uint32_t away_of;  /**< was dispatched at this time */

#endif
