/* SPDX-License-Identifier: MIT */
/** Feature budget, built out. */
#ifndef OPT_BUDGET_FIELDS_H
#define OPT_BUDGET_FIELDS_H

#define OPT_BUDGET_FIELDS

#endif
