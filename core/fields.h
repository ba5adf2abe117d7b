/* SPDX-License-Identifier: MIT */
/** Fields of struct core that belong to optional features: each header is found in core/opt/<feature>/{on,off}. */
#ifndef CORE_FIELDS_H
#define CORE_FIELDS_H

#include "opt_budget_fields.h"
#include "opt_depth_fields.h"
#include "opt_restart_fields.h"
#include "opt_stamp_fields.h"

#endif
