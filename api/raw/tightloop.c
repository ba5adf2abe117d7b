/* SPDX-License-Identifier: MIT */
/**
 * Group raw.tightloop: one at a time, with interrupts masked. A loop that is aborted (by the guard's NMI, by a fault) leaves
 * its mark; core_recover() takes it away, and the frame that is unwound to starts unmasked.
 */
#include <lev/raw.h>

#include "core/core.h"

lev_result lev_tightloop_run(lev_tightloop_fn *body, void *state)
{
    const struct lev_node *node = core_self()->current;
    struct lev_clock_ram *clock = core_image()->clock;
    if (core_input(clock->tightloop) != 0) {
        return LEV_E_BUSY;
    }
    clock->tightloop = (uint8_t)(node->rank + 1u);
    port_irq_mask();
    lev_result result = body(state, port_ticks_per_us_q8);
    port_irq_unmask();
    clock->tightloop = 0;
    opt_record_read(node, node->state, node->block_bytes); /* what the loop has seen may be there */
    return (lev_result)core_input((uint32_t)result);
}

uint32_t lev_tightloop_ticks(void)
{
    return port_clock_now();
}
