/* SPDX-License-Identifier: MIT */
/**
 * Restart policies: how often a node may start again. Linked only where a deployment has one (LEV_RESTARTS).
 */
#include "core/core.h"

/** Seconds since start, as far as 16 bits count. */
static uint16_t seconds(const struct core *core)
{
    return (uint16_t)(opt_stamp_ticks(core) / ((uint64_t)port_ticks_per_us_q8 * 1000000u >> 8));
}

/** Count a restart. @return it is within the limit */
static bool within_limit(const struct core *core, const struct lev_node *node)
{
    struct lev_node_ram *ram = node->ram;
    const struct lev_restart_policy *policy = node->restart;
    uint16_t now = seconds(core);
    if (policy->window_s != 0 && (uint16_t)(now - ram->window_start) >= policy->window_s) {
        ram->window_start = now;
        ram->restarts = 0;
    }
    ram->restarts++;
    return ram->restarts <= policy->limit;
}

bool core_restart_allows(struct core *core, const struct lev_node *node)
{
    const struct lev_restart_policy *policy = node->restart;
    uint8_t mode = policy->mode;
    if (mode == LEV_RESTART) {
        if (policy->limit == 0 || within_limit(core, node)) {
            return true;
        }
        mode = policy->past_limit;
    }
    if (mode == LEV_RESET) {
        core_panic(node->rank, node->ram->reason);
    }
    return false;
}
