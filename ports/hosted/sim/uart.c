/* SPDX-License-Identifier: MIT */
/**
 * Simulated UARTs: a receive FIFO that the script fills, a transmitter with limited room that empties with time.
 */
#define _GNU_SOURCE
#include <string.h>
#include <unistd.h>

#include "ports/device/uart.h"
#include "ports/hosted/sim/state.h"

#define INPUT_BYTES  65536u
#define OUTPUT_BYTES 65536u
#define CHUNK        16u

struct uart {
    const struct lev_source *source;
    bool receive_on; /**< the receive interrupt may come */
    bool wants_room; /**< a send took less than it was given */
    bool planned;    /**< a drained() is planned */
    uint32_t fifo, ticks_per_byte;
    uint32_t sending; /**< bytes in the transmitter */
    uint64_t sent_at; /**< when that was true */
    uint32_t input_head, input_tail;
    uint32_t output_count;
    int copy; /**< file descriptor + 1; 0: none */
    uint8_t input[INPUT_BYTES];
    char output[OUTPUT_BYTES + 1];
};

static struct uart uarts[SIM_UARTS];

static struct uart *uart_at(uint16_t unit)
{
    if (unit >= SIM_UARTS) {
        sim_fail("there are four UARTs");
    }
    struct uart *uart = &uarts[unit];
    if (uart->fifo == 0) {
        uart->fifo = 16;
        uart->ticks_per_byte = 87;
    }
    return uart;
}

/** The receive interrupt: stages a few bytes and stays off until the driver turns it on again. */
static void interrupt(struct uart *uart)
{
    uint8_t chunk[CHUNK];
    uint32_t count = 0;
    if (uart->source == NULL || !uart->receive_on || uart->input_head == uart->input_tail) {
        return;
    }
    uint32_t most = host_stage_room(uart->source);
    most = most < CHUNK ? most : CHUNK;
    if (sim_chance(sim_faults(SIM_UART)->short_transfer)) {
        most = most < 1 ? most : 1;
    }
    while (count < most && uart->input_head != uart->input_tail) {
        chunk[count++] = uart->input[uart->input_head++ % INPUT_BYTES];
    }
    uart->receive_on = false;
    sim_stage(SIM_UART, uart->source, chunk, count);
}

void sim_uart_receive(uint16_t unit, const void *data, uint32_t bytes)
{
    struct uart *uart = uart_at(unit);
    const uint8_t *from = data;
    host_enter();
    for (uint32_t i = 0; i < bytes; i++) {
        if (uart->input_tail - uart->input_head == INPUT_BYTES) {
            sim_fail("more than 64 KB wait at a UART");
        }
        uart->input[uart->input_tail++ % INPUT_BYTES] = from[i];
    }
    interrupt(uart);
    host_leave();
}

void sim_uart_type(uint16_t unit, const char *text)
{
    sim_uart_receive(unit, text, (uint32_t)strlen(text));
}

const char *sim_uart_text(uint16_t unit)
{
    struct uart *uart = uart_at(unit);
    uart->output[uart->output_count] = '\0';
    return uart->output;
}

void sim_uart_speed(uint16_t unit, uint32_t fifo_bytes, uint32_t ticks_per_byte)
{
    struct uart *uart = uart_at(unit);
    uart->fifo = fifo_bytes;
    uart->ticks_per_byte = ticks_per_byte;
}

void sim_uart_copy(uint16_t unit, int fd)
{
    uart_at(unit)->copy = fd + 1;
}

lev_result device_uart_open(uint16_t unit, const struct lev_source *source)
{
    if (unit >= SIM_UARTS) {
        return LEV_E_RANGE;
    }
    host_enter();
    struct uart *uart = uart_at(unit);
    uart->source = source;
    uart->receive_on = true;
    uart->wants_room = false;
    interrupt(uart);
    host_leave();
    return LEV_OK;
}

void device_uart_receive_on(uint16_t unit)
{
    host_enter();
    uart_at(unit)->receive_on = true;
    interrupt(uart_at(unit));
    host_leave();
}

/** What the transmitter has sent since it was looked at. */
static void drain(struct uart *uart)
{
    uint64_t passed = sim_now() - uart->sent_at;
    uint64_t gone = uart->ticks_per_byte == 0 ? uart->sending : passed / uart->ticks_per_byte;
    if (gone >= uart->sending) {
        uart->sending = 0;
        uart->sent_at = sim_now();
    } else {
        uart->sending -= (uint32_t)gone;
        uart->sent_at += gone * uart->ticks_per_byte;
    }
}

/** The transmitter is empty: the interrupt that the driver waits for. */
static void drained(void *context)
{
    struct uart *uart = context;
    uart->planned = false;
    drain(uart);
    if (uart->wants_room) {
        uart->wants_room = false;
        sim_stage(SIM_UART, uart->source, NULL, 0);
    }
}

static void output(struct uart *uart, const uint8_t *data, uint32_t bytes)
{
    if (uart->output_count + bytes > OUTPUT_BYTES) {
        uint32_t gone = OUTPUT_BYTES / 2;
        memmove(uart->output, uart->output + gone, uart->output_count - gone);
        uart->output_count -= gone;
    }
    memcpy(uart->output + uart->output_count, data, bytes);
    uart->output_count += bytes;
    if (uart->copy != 0 && write(uart->copy - 1, data, bytes) < 0) {
        uart->copy = 0;
    }
    for (uint32_t i = 0; i < bytes; i++) {
        sim_trace("uart", (uint64_t)(uart - uarts), data[i]);
    }
}

uint32_t device_uart_send(uint16_t unit, const uint8_t *data, uint32_t bytes)
{
    host_enter();
    struct uart *uart = uart_at(unit);
    drain(uart);
    uint32_t room = uart->fifo - uart->sending;
    uint32_t taken = bytes < room ? bytes : room;
    if (taken > 1 && sim_chance(sim_faults(SIM_UART)->short_transfer)) {
        taken = 1 + sim_random(taken);
    }
    output(uart, data, taken);
    uart->sending += taken;
    if (taken < bytes) {
        uart->wants_room = true;
        if (!uart->planned) {
            uart->planned = true;
            sim_after((uint64_t)uart->sending * uart->ticks_per_byte, drained, uart);
        }
    }
    host_leave();
    return taken;
}
