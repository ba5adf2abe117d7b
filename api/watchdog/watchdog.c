/* SPDX-License-Identifier: MIT */
/**
 * Group watchdog: an op of the watchdog node. arg: the period in milliseconds.
 */
#include <lev/watchdog.h>

#include "core/core.h"

lev_result lev_watchdog_alive_start(struct lev_op *op, lev_handle watchdog, uint32_t period_ms)
{
    return core_op_start(
        op, &(struct core_op_args){
                .target = watchdog, .opcode = CORE_OP_WATCHDOG_ALIVE, .arg = period_ms});
}
