/* SPDX-License-Identifier: MIT */
/** Hooks of optional features, after struct core: each header is found in core/opt/<feature>/{on,off}. */
#ifndef CORE_HOOKS_H
#define CORE_HOOKS_H

/** A frame's body starts after an abort: record it and stop the node. Declared before the hooks, which call it. */
LEV_CTX(service)
void core_recover(struct core *core);

#include "opt_record.h"
#include "opt_stamp.h"
/* budget needs the stamp's time, so it comes after */
#include "opt_budget.h"
#include "opt_depth.h"
#include "opt_drops.h"
#include "opt_restart.h"

#endif
