/* SPDX-License-Identifier: MIT */
/**
 * UART0, the board's only one. The receiver holds six bytes, the transmitter one.
 */
#include "ports/device/uart.h"

#include <lev/error.h>

#include "board_config.h"

#include "ports/chip/nrf51/nrf51.h"
#include "ports/port.h"

enum uart_offset {
    TASK_STARTRX = 0x000,
    TASK_STARTTX = 0x008,
    EVENT_RXDRDY = 0x108,
    EVENT_TXDRDY = 0x11c,
    INTENSET = 0x304,
    INTENCLR = 0x308,
    ENABLE = 0x500,
    PSELTXD = 0x50c,
    PSELRXD = 0x514,
    RXD = 0x518,
    TXD = 0x51c,
    BAUDRATE = 0x524
};

/** What the receiver holds is staged at once; more may wait behind a pipe in QEMU. */
#define RECEIVER_BYTES 6u
LEV_STATIC_ASSERT(RECEIVER_BYTES <= DEVICE_UART_BATCH, "drivers keep that much room");

#define ENABLE_UART     4u
#define BAUDRATE_115200 0x01d7e000u
#define INTEN_RXDRDY    (1u << 2)
#define INTEN_TXDRDY    (1u << 7)

static struct {
    const struct lev_source *source;
    bool sending; /**< a byte is in the transmitter: TXDRDY will come */
} uart;

void nrf51_uart_start(void)
{
    NRF51_UART0(PSELTXD) = BOARD_UART_TX;
    NRF51_UART0(PSELRXD) = BOARD_UART_RX;
    NRF51_UART0(BAUDRATE) = BAUDRATE_115200;
    NRF51_UART0(ENABLE) = ENABLE_UART;
    NRF51_UART0(TASK_STARTTX) = 1;
}

lev_result device_uart_open(uint16_t unit, const struct lev_source *source)
{
    if (unit != 0) {
        return LEV_E_RANGE;
    }
    NRF51_UART0(INTENCLR) = INTEN_RXDRDY | INTEN_TXDRDY;
    uart.source = source;
    NRF51_UART0(TASK_STARTRX) = 1;
    device_uart_receive_on(unit);
    arch_irq_enable(NRF51_IRQ_UART0);
    return LEV_OK;
}

void device_uart_receive_on(uint16_t unit)
{
    (void)unit;
    NRF51_UART0(INTENSET) = INTEN_RXDRDY;
}

/** Has the transmitter room for a byte? */
static bool has_room(void)
{
    if (uart.sending && NRF51_UART0(EVENT_TXDRDY) != 0) {
        uart.sending = false;
    }
    return !uart.sending;
}

static void send(uint8_t byte)
{
    NRF51_UART0(EVENT_TXDRDY) = 0;
    uart.sending = true;
    NRF51_UART0(TXD) = byte;
}

uint32_t device_uart_send(uint16_t unit, const uint8_t *data, uint32_t bytes)
{
    (void)unit;
    uint32_t taken = 0;
    while (taken < bytes && has_room()) {
        send(data[taken++]);
    }
    if (taken < bytes) {
        NRF51_UART0(INTENSET) = INTEN_TXDRDY;
    }
    return taken;
}

void nrf51_isr_uart0(void)
{
    if (NRF51_UART0(EVENT_RXDRDY) != 0) {
        NRF51_UART0(INTENCLR) = INTEN_RXDRDY;
    }
    for (uint32_t i = 0; i < RECEIVER_BYTES && NRF51_UART0(EVENT_RXDRDY) != 0; i++) {
        /* The event first: the next byte's may come as soon as this one is read. */
        NRF51_UART0(EVENT_RXDRDY) = 0;
        uint8_t byte = (uint8_t)NRF51_UART0(RXD);
        (void)core_isr_stage(uart.source, &byte, 1);
    }
    if ((NRF51_UART0(INTENSET) & INTEN_TXDRDY) != 0 && has_room()) {
        NRF51_UART0(INTENCLR) = INTEN_TXDRDY;
        (void)core_isr_stage(uart.source, NULL, 0);
    }
}

void arch_emergency_write(const char *text, uint32_t bytes)
{
    for (uint32_t i = 0; i < bytes; i++) {
        while (!has_room()) {
        }
        send((uint8_t)text[i]);
    }
    while (!has_room()) {
    }
}
