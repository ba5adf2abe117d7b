/* SPDX-License-Identifier: MIT */
/**
 * UART: bytes wait in the staging ring until somebody reads them, and go out through a small ring of the state.
 *
 *     interrupt ─▶ staging ring ─▶ line ─▶ reader          writers, in order ─▶ tx ring ─▶ transmitter
 *                                   └────── echo ────────────────────────────────┘
 *
 * Each event changes what is pending; then work() moves all that can be moved. Typed bytes are taken only while the ring
 * has room for their echo, so nothing that is shown is ever lost; what is typed with no read pending waits unseen.
 * After a restart nothing is pending (core has completed it), the device is opened again, and bytes that were staged are
 * still there. The device touches no buffer after device_uart_send() has returned, so there is nothing to quiesce.
 */
#include "drivers/uart/uart.h"

#include <lev/assert.h>
#include <lev/log.h>

#include "core/core.h"
#include "ports/device/uart.h"

LEV_MODULE(MODULE_DRIVER);

LEV_STATIC_ASSERT(
    (UART_TX_BYTES & (UART_TX_BYTES - 1)) == 0 && UART_TX_BYTES <= 128,
    "positions are free-running bytes");
LEV_STATIC_ASSERT(
    UART_TX_HIGH + LINE_ECHO_MAX <= UART_TX_BYTES, "an echo fits above the high-water mark");

/** The receive ring. */
#define SOURCE_RX 0u

static uint32_t used(const struct uart *me)
{
    return (uint8_t)(me->tx_tail - me->tx_head);
}

static void push(struct uart *me, uint8_t byte)
{
    me->tx[me->tx_tail % UART_TX_BYTES] = byte;
    me->tx_tail++;
}

/** Offer bytes to the transmitter. @return how many it took */
static uint32_t offer(const uint8_t *data, uint32_t bytes)
{
    uint32_t took = core_input(device_uart_send(core_unit(), data, bytes));
    LEV_ASSERT(1, took <= bytes);
    return took;
}

/** Empty the ring into the transmitter. @return false: that is full now and will signal */
static bool drain(struct uart *me)
{
    while (used(me) != 0) {
        uint32_t at = me->tx_head % UART_TX_BYTES;
        uint32_t straight = UART_TX_BYTES - at;
        uint32_t bytes = used(me) < straight ? used(me) : straight;
        uint32_t took = offer(&me->tx[at], bytes);
        me->tx_head = (uint8_t)(me->tx_head + took);
        if (took < bytes) {
            return false;
        }
    }
    return true;
}

/** Accept bytes of the first writer: straight into an idle transmitter, then into the ring. @return true: all of them */
static bool accept(struct uart *me, const struct core_request *request, bool idle)
{
    const uint8_t *data = request->data;
    if (idle && me->accepted < request->bytes) {
        me->accepted += offer(data + me->accepted, request->bytes - me->accepted);
    }
    while (me->accepted < request->bytes && used(me) < UART_TX_HIGH) {
        push(me, data[me->accepted++]);
    }
    return me->accepted == request->bytes;
}

/** The writer at `index` of the queue leaves it. */
static void remove_writer(struct uart *me, uint32_t index)
{
    if (index == 0) {
        me->accepted = 0;
    }
    me->writer_count--;
    for (uint32_t i = index; i < me->writer_count; i++) {
        me->writers[i] = me->writers[i + 1];
    }
}

/** The op behind a token that this node holds. */
static struct core_request request_of(uint32_t token)
{
    struct core_request request;
    bool held = core_request_get((uint16_t)token, &request);
    LEV_ASSERT(2, held && request.token == token);
    return request;
}

/** Send what can be sent. Ends when the transmitter is full (it will signal) or nobody has anything to say. */
static void write_out(struct uart *me)
{
    for (;;) {
        bool idle = drain(me);
        if (me->writer_count == 0) {
            return;
        }
        struct core_request request = request_of(me->writers[0]);
        if (!accept(me, &request, idle)) {
            return;
        }
        remove_writer(me, 0);
        (void)core_op_complete(request.token, (lev_result)request.bytes);
    }
}

/** Give the pending read its result. */
static void end_read(struct uart *me, lev_result result)
{
    me->reading = 0;
    (void)core_op_complete(me->reader, result);
}

/** What there is, as it came. */
static void read_bytes(struct uart *me, const struct core_request *request)
{
    uint32_t count = line_take(&me->line, request->data, request->bytes);
    if (count == 0) {
        count = core_stage_take(SOURCE_RX, request->data, request->bytes);
    }
    if (count != 0) {
        end_read(me, (lev_result)count);
    }
}

/** Edit the line with what was typed. @return true: there is an echo to send, come again */
static bool read_line(struct uart *me, const struct core_request *request)
{
    bool echoed = false;
    uint8_t byte = 0;
    while (UART_TX_BYTES - used(me) >= LINE_ECHO_MAX && core_stage_take(SOURCE_RX, &byte, 1) != 0) {
        struct line_step step = line_put(&me->line, byte);
        for (uint32_t i = 0; i < step.echo_bytes; i++) {
            push(me, step.echo[i]);
        }
        echoed = true;
        if (step.ended) {
            end_read(me, line_end(&me->line, request->data, request->bytes));
            break;
        }
    }
    return echoed;
}

/** Serve the pending read. @return true: come again when the echo is sent */
static bool read_in(struct uart *me)
{
    if (me->reading == 0) {
        return false;
    }
    struct core_request request = request_of(me->reader);
    if (me->reading == CORE_OP_READ_LINE) {
        return read_line(me, &request);
    }
    read_bytes(me, &request);
    return false;
}

/** Move all that can be moved, and hear more if there is room for it. */
static void work(struct uart *me)
{
    do {
        write_out(me);
    } while (read_in(me));
    uint32_t ring_bytes = core_source(SOURCE_RX)->mask + 1u;
    if (ring_bytes - core_staged(SOURCE_RX) >= DEVICE_UART_BATCH) {
        device_uart_receive_on(core_unit());
    }
}

/** Bytes that found the ring full: tell who types, and the log. */
static void report_lost(struct uart *me)
{
    uint16_t lost = core_stage_lost(SOURCE_RX);
    if (lost == 0) {
        return;
    }
    lev_log(LEV_LOG_WARN, "input bytes lost: %d", lost);
    if (used(me) < UART_TX_BYTES) {
        push(me, '\a');
    }
}

/** A node has one write pending at most. @return LEV_OK, LEV_E_BUSY, LEV_E_FULL */
static lev_result add_writer(struct uart *me, const struct core_request *request)
{
    for (uint32_t i = 0; i < me->writer_count; i++) {
        if (request_of(me->writers[i]).client == request->client) {
            return LEV_E_BUSY;
        }
    }
    if (me->writer_count == UART_WRITERS_MAX) {
        return LEV_E_FULL;
    }
    me->writers[me->writer_count++] = request->token;
    return LEV_OK;
}

/** What is typed goes to one reader. @return LEV_OK, LEV_E_BUSY */
static lev_result add_reader(struct uart *me, const struct core_request *request)
{
    if (me->reading != 0) {
        return LEV_E_BUSY;
    }
    me->reading = request->opcode;
    me->reader = request->token;
    return LEV_OK;
}

/** Queue an op. @return LEV_OK, or the error it completes with */
static lev_result add(struct uart *me, const struct core_request *request)
{
    switch (request->opcode) {
    case CORE_OP_READ:
    case CORE_OP_READ_LINE: return me->open ? add_reader(me, request) : LEV_E_IO;
    case CORE_OP_WRITE: return me->open ? add_writer(me, request) : LEV_E_IO;
    default: return LEV_E_UNSUPPORTED;
    }
}

static void on_request(struct uart *me, uint16_t index)
{
    struct core_request request;
    if (!core_request_get(index, &request)) {
        return;
    }
    lev_result result = add(me, &request);
    if (result != LEV_OK) {
        (void)core_op_complete(request.token, result);
    }
}

/** A read or write gives up. What was typed of a line stays for the next reader. */
static void on_cancel(struct uart *me, uint16_t index)
{
    struct core_request request;
    if (!core_request_get(index, &request)) {
        return;
    }
    if (me->reading != 0 && me->reader == request.token) {
        me->reading = 0;
    }
    for (uint32_t i = 0; i < me->writer_count; i++) {
        if (me->writers[i] == request.token) {
            remove_writer(me, i);
        }
    }
    (void)core_op_complete(request.token, LEV_E_CANCELED);
}

static void open(struct uart *me)
{
    const struct lev_source *source = core_source(SOURCE_RX);
    if (source->mask + 1u
        < DEVICE_UART_BATCH) { /* a restart would not mend it: answer, and do nothing */
        lev_log(LEV_LOG_ERROR, "the receive ring has %d bytes, not 16 or more", source->mask + 1);
        return;
    }
    me->open = (lev_result)core_input((uint32_t)device_uart_open(core_unit(), source)) == LEV_OK;
    if (!me->open) {
        lev_log(LEV_LOG_ERROR, "the board has no UART %d", core_unit());
    }
}

void uart_on_event(void *state, struct lev_event event)
{
    struct uart *me = state;
    switch (event.id) {
    case LEV_EVENT_START: open(me); break;
    case LEV_EVENT_STAGED: report_lost(me); break;
    case LEV_EVENT_REQUEST: on_request(me, event.arg); break;
    case LEV_EVENT_CANCEL: on_cancel(me, event.arg); break;
    default: return;
    }
    if (me->open) {
        work(me);
    }
}

const struct lev_component uart_component = {.name = "uart", .state_bytes = sizeof(struct uart)};
