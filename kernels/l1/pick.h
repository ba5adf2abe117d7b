/* SPDX-License-Identifier: MIT */
/**
 * Who runs next: what L1's loop and its yield point share.
 */
#ifndef KERNELS_L1_PICK_H
#define KERNELS_L1_PICK_H

#include "core/dispatch.h"

/** Take over what interrupts have made ready. @return all that is ready */
static inline uint32_t merge(struct core *core)
{
    port_irq_mask();
    uint32_t ready = core->ready | core->ready_isr;
    core->ready_isr = 0;
    port_irq_unmask();
    core->ready = ready;
    return ready;
}

#endif
