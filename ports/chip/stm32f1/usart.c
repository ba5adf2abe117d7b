/* SPDX-License-Identifier: MIT */
/**
 * USART1 on PA9 and PA10. One byte each way in the hardware, besides the one on the wire.
 */
#include "ports/device/uart.h"

#include <lev/error.h>

#include "ports/chip/stm32f1/stm32f1.h"
#include "ports/port.h"

enum usart_offset { SR = 0x00, DR = 0x04, BRR = 0x08, CR1 = 0x0c };

#define SR_ORE     (1u << 3)
#define SR_RXNE    (1u << 5)
#define SR_TC      (1u << 6)
#define SR_TXE     (1u << 7)
#define CR1_RE     (1u << 2)
#define CR1_TE     (1u << 3)
#define CR1_RXNEIE (1u << 5)
#define CR1_TXEIE  (1u << 7)
#define CR1_UE     (1u << 13)

#define PIN_TX 9u
#define PIN_RX 10u

#define BAUD 115200u

static const struct lev_source *receiver;

void stm32f1_usart_start(void)
{
    stm32f1_pin_mode(PIN_TX, STM32F1_ALTERNATE);
    stm32f1_pin_mode(PIN_RX, STM32F1_INPUT);
    STM32F1_USART1(BRR) = (STM32F1_HZ + BAUD / 2u) / BAUD;
    STM32F1_USART1(CR1) = CR1_UE | CR1_TE;
}

/** CR1 is changed by drivers and by the interrupt. */
static void interrupts_change(uint32_t clear, uint32_t set)
{
    uint32_t primask = arch_irq_save();
    STM32F1_USART1(CR1) = (STM32F1_USART1(CR1) & ~clear) | set;
    arch_irq_restore(primask);
}

lev_result device_uart_open(uint16_t unit, const struct lev_source *source)
{
    if (unit != 0) {
        return LEV_E_RANGE;
    }
    interrupts_change(CR1_RXNEIE | CR1_TXEIE, 0);
    receiver = source;
    interrupts_change(0, CR1_RE | CR1_RXNEIE);
    arch_irq_enable(STM32F1_IRQ_USART1);
    return LEV_OK;
}

void device_uart_receive_on(uint16_t unit)
{
    (void)unit;
    interrupts_change(0, CR1_RXNEIE);
}

uint32_t device_uart_send(uint16_t unit, const uint8_t *data, uint32_t bytes)
{
    (void)unit;
    uint32_t taken = 0;
    while (taken < bytes && (STM32F1_USART1(SR) & SR_TXE) != 0) {
        STM32F1_USART1(DR) = data[taken++];
    }
    if (taken < bytes) {
        interrupts_change(0, CR1_TXEIE);
    }
    return taken;
}

void stm32f1_isr_usart1(void)
{
    uint32_t status = STM32F1_USART1(SR);
    uint32_t control = STM32F1_USART1(CR1);
    /* An overrun asks for the receive interrupt too; reading the data register ends both. Disabled before, as QEMU does not
     * lower the request when a byte that came after the reading is disabled. */
    if ((control & CR1_RXNEIE) != 0 && (status & (SR_RXNE | SR_ORE)) != 0) {
        interrupts_change(CR1_RXNEIE, 0);
        uint8_t byte = (uint8_t)STM32F1_USART1(DR);
        (void)core_isr_stage(receiver, &byte, (status & SR_RXNE) != 0 ? 1 : 0);
    }
    if ((control & CR1_TXEIE) != 0 && (status & SR_TXE) != 0) {
        interrupts_change(CR1_TXEIE, 0);
        (void)core_isr_stage(receiver, NULL, 0);
    }
}

void arch_emergency_write(const char *text, uint32_t bytes)
{
    for (uint32_t i = 0; i < bytes; i++) {
        while ((STM32F1_USART1(SR) & SR_TXE) == 0) {
        }
        STM32F1_USART1(DR) = (uint8_t)text[i];
    }
    while ((STM32F1_USART1(SR) & SR_TC) == 0) {
    }
}
