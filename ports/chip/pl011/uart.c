/* SPDX-License-Identifier: MIT */
/**
 * PL011 as ports/device/uart.h asks. The receive interrupt empties the FIFO, stages what was in it and masks itself.
 */
#include "ports/device/uart.h"
#include "ports/chip/pl011/regs.h"
#include "ports/port.h"

#include <lev/error.h>

#define FIFO_BYTES 16u

#define INT_RX  (1u << 4)
#define INT_TX  (1u << 5)
#define INT_RT  (1u << 6) /* bytes wait, fewer than the FIFO's trigger */
#define RECEIVE (INT_RX | INT_RT)

struct unit {
    uint32_t base;
    uint32_t irq;
};

#define UNIT(base_, irq_) {.base = (base_), .irq = (irq_)},
static const struct unit units[] = {PL011_UARTS(UNIT)};
#define UNIT_COUNT (sizeof units / sizeof units[0])

static const struct lev_source *sources[UNIT_COUNT];

lev_result device_uart_open(uint16_t unit, const struct lev_source *source)
{
    if (unit >= UNIT_COUNT) {
        return LEV_E_RANGE;
    }
    uint32_t base = units[unit].base;
    pl011_setup(base);
    sources[unit] = source;
    REG(base + UART_ICR) = INT_TX;
    REG(base + UART_IM) = RECEIVE;
    arch_irq_enable(units[unit].irq);
    return LEV_OK;
}

uint32_t device_uart_send(uint16_t unit, const uint8_t *data, uint32_t bytes)
{
    uint32_t base = units[unit].base;
    uint32_t sent = 0;
    while (sent < bytes && (REG(base + UART_FR) & FR_TX_FULL) == 0) {
        REG(base + UART_DR) = data[sent++];
    }
    if (sent < bytes) {
        port_irq_mask();
        REG(base + UART_IM) |= INT_TX;
        port_irq_unmask();
    }
    return sent;
}

void device_uart_receive_on(uint16_t unit)
{
    port_irq_mask();
    REG(units[unit].base + UART_IM) |= RECEIVE;
    port_irq_unmask();
}

static void receive(uint32_t base, const struct lev_source *source)
{
    uint8_t bytes[FIFO_BYTES];
    uint32_t count = 0;
    while (count < FIFO_BYTES && (REG(base + UART_FR) & FR_RX_EMPTY) == 0) {
        bytes[count++] = (uint8_t)REG(base + UART_DR);
    }
    if (count != 0) {
        REG(base + UART_IM) &= ~RECEIVE;
        (void)core_isr_stage(source, bytes, count);
    }
}

void pl011_isr(void)
{
    uint32_t irq = arch_irq();
    for (uint32_t i = 0; i < UNIT_COUNT; i++) {
        if (units[i].irq != irq) {
            continue;
        }
        uint32_t base = units[i].base;
        uint32_t status = REG(base + UART_MIS);
        if ((status & RECEIVE) != 0) {
            receive(base, sources[i]);
        }
        if ((status & INT_TX) != 0) {
            REG(base + UART_IM) &= ~INT_TX;
            (void)core_isr_stage(sources[i], NULL, 0);
        }
    }
}
