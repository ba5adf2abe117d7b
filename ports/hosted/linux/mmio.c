/* SPDX-License-Identifier: MIT */
/** There are no device registers: a driver that reaches for one takes a bus fault. */
#include "ports/hosted/common/host.h"

uint32_t port_mmio_read(uintptr_t address)
{
    host_bus_fault(address);
}

void port_mmio_write(uintptr_t address, uint32_t value)
{
    (void)value;
    host_bus_fault(address);
}
