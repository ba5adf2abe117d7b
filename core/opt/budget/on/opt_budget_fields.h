/* SPDX-License-Identifier: MIT */
/** Feature budget: a handler that runs too long is aborted. Here: its fields. */
#ifndef OPT_BUDGET_FIELDS_H
#define OPT_BUDGET_FIELDS_H

#define OPT_BUDGET_FIELDS                                                                      \
    uint32_t start;    /**< low ticks when the handler began, moved on by what preempted it */ \
    uint32_t guard_at; /**< when the guard will look */

#endif
