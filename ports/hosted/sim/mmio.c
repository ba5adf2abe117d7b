/* SPDX-License-Identifier: MIT */
/** Register windows of the script. Where there is none, the bus answers with a fault. */
#define _GNU_SOURCE
#include "ports/hosted/sim/state.h"

#define WINDOWS_MAX 8u

static struct sim_window windows[WINDOWS_MAX];
static uint32_t window_count;

void sim_mmio_attach(const struct sim_window *window)
{
    if (window_count == WINDOWS_MAX) {
        sim_fail("there are eight register windows");
    }
    windows[window_count++] = *window;
}

/** The window at an address; without one the handler that asked ends as by any bus fault. */
static const struct sim_window *find(uintptr_t address)
{
    for (uint32_t i = 0; i < window_count; i++) {
        if (address >= windows[i].base && address - windows[i].base < windows[i].bytes) {
            return &windows[i];
        }
    }
    host_bus_fault(address);
}

uint32_t port_mmio_read(uintptr_t address)
{
    const struct sim_window *window = find(address);
    uint32_t offset = (uint32_t)(address - window->base);
    uint32_t value = window->read == NULL ? 0 : window->read(window->context, offset);
    sim_trace("mmio read", offset, value);
    return value;
}

void port_mmio_write(uintptr_t address, uint32_t value)
{
    const struct sim_window *window = find(address);
    uint32_t offset = (uint32_t)(address - window->base);
    sim_trace("mmio write", offset, value);
    if (window->write != NULL) {
        window->write(window->context, offset, value);
    }
}
