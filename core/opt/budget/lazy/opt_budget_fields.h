/* SPDX-License-Identifier: MIT */
/** Feature budget where a clock read costs more than a dispatch. Here: its fields. */
#ifndef OPT_BUDGET_FIELDS_H
#define OPT_BUDGET_FIELDS_H

#define OPT_BUDGET_FIELDS                                                              \
    uint32_t dispatches; /**< counts handlers begun or resumed */                      \
    uint32_t looked;     /**< its value when the guard last looked */                  \
    uint32_t interval;   /**< what the guard was last set for */                       \
    uint32_t spent;      /**< by the handler last seen, since it was first seen */     \
    uint32_t away;       /**< that nested handlers took since the guard last looked */ \
    uint8_t guard_on;    /**< the guard is set */

#endif
