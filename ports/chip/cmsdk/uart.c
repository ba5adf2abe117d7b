/* SPDX-License-Identifier: MIT */
/**
 * CMSDK UART as ports/device/uart.h asks. It holds one byte each way.
 *
 * The board's board_config.h lists its units: CMSDK_UARTS(UART), each UART(address, receive irq, transmit irq).
 *
 * Receiving is masked at the interrupt controller and not in the unit: a byte that came while its interrupt was off in the
 * unit would never raise it.
 */
#include "ports/device/uart.h"
#include "board_config.h"
#include "ports/chip/cmsdk/uart_regs.h"
#include "ports/port.h"

#include <lev/error.h>

struct unit {
    uint32_t base;
    uint8_t rx_irq;
    uint8_t tx_irq;
};

#define UNIT(base_, rx, tx) {.base = (base_), .rx_irq = (rx), .tx_irq = (tx)},
static const struct unit units[] = {CMSDK_UARTS(UNIT)};
#define UNIT_COUNT (sizeof units / sizeof units[0])

static const struct lev_source *sources[UNIT_COUNT];

lev_result device_uart_open(uint16_t number, const struct lev_source *source)
{
    if (number >= UNIT_COUNT) {
        return LEV_E_RANGE;
    }
    const struct unit *unit = &units[number];
    sources[number] = source;
    REG(unit->base + UART_CTRL) = 0;
    REG(unit->base + UART_INTCLR) = INT_SEND | INT_RECEIVE;
    cmsdk_uart_setup(unit->base, CTRL_RECEIVE_INT);
    /* drops a byte from before; and QEMU looks for input that was already waiting only when this is read */
    (void)REG(unit->base + UART_DATA);
    arch_irq_enable(unit->rx_irq);
    arch_irq_enable(unit->tx_irq);
    return LEV_OK;
}

static bool has_room(uint32_t base)
{
    return (REG(base + UART_STATE) & STATE_TX_FULL) == 0;
}

uint32_t device_uart_send(uint16_t number, const uint8_t *data, uint32_t bytes)
{
    uint32_t base = units[number].base;
    uint32_t sent = 0;
    while (sent < bytes) {
        if (has_room(base)) {
            REG(base + UART_DATA) = data[sent++];
            continue;
        }
        if ((REG(base + UART_CTRL) & CTRL_SEND_INT) != 0) {
            break;
        }
        /* only what is sent from now on raises the interrupt, so look at the room once more */
        REG(base + UART_CTRL) = CTRL_TX_RX | CTRL_RECEIVE_INT | CTRL_SEND_INT;
    }
    return sent;
}

void device_uart_receive_on(uint16_t number)
{
    arch_irq_enable(units[number].rx_irq);
}

void cmsdk_isr_uart_rx(void)
{
    uint32_t irq = arch_irq();
    for (uint32_t i = 0; i < UNIT_COUNT; i++) {
        const struct unit *unit = &units[i];
        if (unit->rx_irq == irq) {
            REG(unit->base + UART_INTCLR) = INT_RECEIVE;
            arch_irq_disable(irq);
            uint8_t byte = (uint8_t)REG(unit->base + UART_DATA);
            (void)core_isr_stage(sources[i], &byte, 1);
        }
    }
}

void cmsdk_isr_uart_tx(void)
{
    uint32_t irq = arch_irq();
    for (uint32_t i = 0; i < UNIT_COUNT; i++) {
        const struct unit *unit = &units[i];
        if (unit->tx_irq == irq) {
            REG(unit->base + UART_CTRL) = CTRL_TX_RX | CTRL_RECEIVE_INT;
            REG(unit->base + UART_INTCLR) = INT_SEND;
            (void)core_isr_stage(sources[i], NULL, 0);
        }
    }
}
