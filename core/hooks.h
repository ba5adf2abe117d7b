/* SPDX-License-Identifier: MIT */
/** Hooks of optional features, after struct core: each header is found in core/opt/<feature>/{on,off}. */
#ifndef CORE_HOOKS_H
#define CORE_HOOKS_H

/** A frame's body starts after an abort: record it and stop the node. Declared before the hooks, which call it. */
LEV_CTX(service)
void core_recover(struct core *core);

/** An event as one word: the compiler is not to take it apart and store two halves. */
static inline uint32_t core_word_of(struct lev_event event)
{
    union {
        struct lev_event event;
        uint32_t word;
    } as = {event};
    return as.word;
}

struct core_request;

#include "opt_checks.h"
#include "opt_record.h"
#include "opt_stamp.h"
/* budget needs the stamp's time, so it comes after */
#include "opt_budget.h"
#include "opt_depth.h"
#include "opt_drops.h"
#include "opt_restart.h"

#endif
