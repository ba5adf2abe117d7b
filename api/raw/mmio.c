/* SPDX-License-Identifier: MIT */
/**
 * Group raw.mmio: registers inside the windows that the deployment grants the node, and nowhere else.
 */
#include <lev/raw.h>

#include <lev/assert.h>

#include "core/core.h"

LEV_MODULE(MODULE_CORE);

/** The bus address of a register that the current node was granted. */
static uintptr_t address_of(uint16_t window, uint32_t offset)
{
    const struct lev_node *node = core_self()->current;
    LEV_ASSERT(20, window < node->window_count);
    const struct lev_window *granted = &node->windows[window];
    bool inside = granted->bytes >= 4 && offset <= granted->bytes - 4;
    LEV_ASSERT(20, inside && offset % 4 == 0);
    return granted->base + offset;
}

uint32_t lev_mmio_read(uint16_t window, uint32_t offset)
{
    return core_input(port_mmio_read(address_of(window, offset)));
}

void lev_mmio_write(uint16_t window, uint32_t offset, uint32_t value)
{
    port_mmio_write(address_of(window, offset), value);
}
