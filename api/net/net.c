/* SPDX-License-Identifier: MIT */
/**
 * The net service node. See net.h.
 *
 *     FREE ─listen─▶ LISTENING ─┐
 *       ├─accept─▶ ACCEPTING ─▶ OPEN ─┴─close, orphan─▶ CLOSING ─transport has let go─▶ FREE
 *       └─connect─▶ CONNECTING ─▶ OPEN
 *
 * A slot's number carries a generation, so that a request which was under way while the slot was closed and used again
 * cannot reach its new owner. Free slots are used again in turn, for the same reason.
 */
#include <lev/assert.h>
#include <lev/net_tcp.h>

#include "api/net/net.h"
#include "core/core.h"
#include "ports/device/tcp.h"

LEV_MODULE(MODULE_API);

/** "No op": a token is an 8-bit generation and a 16-bit index. */
#define NO_OP UINT32_MAX

/** "No slot", and the end of the free list. */
#define NO_SLOT UINT16_MAX

enum net_state {
    NET_FREE = 0,
    NET_LISTENING,
    NET_ACCEPTING,
    NET_CONNECTING,
    NET_OPEN,
    NET_CLOSING
};

/** Staged reports that a dispatch takes: its length does not depend on how much has come. */
#define REPORTS_MAX 16u

static uint16_t slot_count(void)
{
    const struct net_config *config = core_self()->current->config;
    return config->slots;
}

static struct net_slot *slots(void)
{
    struct net_service *me = core_self()->current->state;
    return (struct net_slot *)(void *)(me + 1);
}

static struct net_slot *slot_at(uint16_t index)
{
    return &slots()[index];
}

static uint16_t index_of(const struct net_slot *slot)
{
    return (uint16_t)(slot - slots());
}

/** A slot's next number: generations go from 1 up and wrap, so that a number is never 0. */
static uint16_t next_number(const struct net_service *me, uint16_t number)
{
    uint32_t one = 1u << me->index_bits;
    uint32_t next = (number + one) & 0xffffu;
    return (uint16_t)(next < one ? next + one : next);
}

static void free_slot(struct net_service *me, struct net_slot *slot)
{
    uint16_t index = index_of(slot);
    slot->state = NET_FREE;
    slot->number = next_number(me, slot->number);
    slot->other = NO_SLOT;
    if (me->free_first == NO_SLOT) {
        me->free_first = index;
    } else {
        slot_at(me->free_last)->other = index;
    }
    me->free_last = index;
}

/** Take a free slot for the client of a request. @return NULL: all are in use */
static struct net_slot *
take_slot(struct net_service *me, const struct core_request *request, uint8_t state)
{
    if (me->free_first == NO_SLOT) {
        return NULL;
    }
    struct net_slot *slot = slot_at(me->free_first);
    me->free_first = slot->other;
    slot->read = NO_OP;
    slot->write = NO_OP;
    slot->close = NO_OP;
    slot->other = NO_SLOT;
    slot->state = state;
    slot->client = request->client;
    slot->life = request->life;
    return slot;
}

/** The slot that a request addresses; NULL: it is not there any more. */
static struct net_slot *addressed(const struct net_service *me, const struct core_request *request)
{
    uint16_t index = (uint16_t)(request->object & ((1u << me->index_bits) - 1u));
    if (request->object == 0 || index >= slot_count()) {
        return NULL;
    }
    struct net_slot *slot = slot_at(index);
    return slot->number == request->object && slot->state != NET_FREE ? slot : NULL;
}

/** Complete an op of a slot and forget it. @return as core_op_complete() */
static bool complete(uint32_t *token, lev_result result)
{
    uint32_t ended = *token;
    *token = NO_OP;
    return ended != NO_OP && core_op_complete(ended, result);
}

static void close_slot(struct net_slot *slot)
{
    slot->state = NET_CLOSING;
    device_tcp_close(index_of(slot));
}

/** A slot is ready: give the client its handle; if nobody is there to take it, close. */
static void hand_over(struct net_slot *slot, uint32_t *token)
{
    lev_handle handle = core_op_opens(*token, slot->number);
    if (!complete(token, handle < 0 ? LEV_E_CANCELED : handle)) {
        close_slot(slot);
    }
}

/* ---- Requests ------------------------------------------------------------------------------------------ */

/** Does the transport know the slot as something to close? One that is being accepted into ends with its listener's accept. */
static bool can_close(const struct net_slot *slot)
{
    return slot->state == NET_LISTENING || slot->state == NET_CONNECTING || slot->state == NET_OPEN;
}

/** Close what belongs to lives that are over. */
static void sweep(void)
{
    for (uint16_t i = 0; i < slot_count(); i++) {
        struct net_slot *slot = slot_at(i);
        if (can_close(slot) && !core_node_lives(slot->client, slot->life)) {
            close_slot(slot);
        }
    }
}

/** What the transport says goes through the node's door. */
static lev_result told(lev_result result)
{
    return (lev_result)core_input((uint32_t)result);
}

static void on_listen(struct net_service *me, const struct core_request *request)
{
    sweep(); /* the port may still be a former life's */
    struct net_slot *slot = take_slot(me, request, NET_LISTENING);
    if (slot == NULL) {
        (void)core_op_complete(request->token, LEV_E_NOMEM);
        return;
    }
    struct lev_address address = {.host = request->arg, .port = (uint16_t)request->arg2};
    lev_result port =
        told(device_tcp_listen(index_of(slot), address, (uint16_t)(request->arg2 >> 16)));
    if (port < 0) {
        free_slot(me, slot);
        (void)core_op_complete(request->token, port);
        return;
    }
    slot->port = (uint16_t)port;
    uint32_t token = request->token;
    hand_over(slot, &token);
}

static void
on_accept(struct net_service *me, struct net_slot *listener, const struct core_request *request)
{
    lev_result result = LEV_E_UNSUPPORTED;
    if (listener->state == NET_LISTENING) {
        result = listener->read == NO_OP ? LEV_E_NOMEM : LEV_E_BUSY;
    }
    struct net_slot *slot = result == LEV_E_NOMEM ? take_slot(me, request, NET_ACCEPTING) : NULL;
    if (slot == NULL) {
        (void)core_op_complete(request->token, result);
        return;
    }
    result = told(device_tcp_accept(index_of(listener), index_of(slot)));
    if (result != LEV_OK) {
        free_slot(me, slot);
        (void)core_op_complete(request->token, result);
        return;
    }
    listener->read = request->token;
    listener->other = index_of(slot);
}

static void on_connect(struct net_service *me, const struct core_request *request)
{
    struct net_slot *slot = take_slot(me, request, NET_CONNECTING);
    if (slot == NULL) {
        (void)core_op_complete(request->token, LEV_E_NOMEM);
        return;
    }
    struct lev_address address = {.host = request->arg, .port = (uint16_t)request->arg2};
    lev_result result = told(device_tcp_connect(index_of(slot), address));
    if (result != LEV_OK) {
        free_slot(me, slot);
        (void)core_op_complete(request->token, result);
        return;
    }
    slot->write = request->token;
}

static void on_read(struct net_slot *slot, const struct core_request *request)
{
    lev_result result = LEV_E_UNSUPPORTED;
    if (slot->state == NET_OPEN) {
        result = slot->read == NO_OP ? LEV_OK : LEV_E_BUSY;
    }
    if (result == LEV_OK && request->bytes == 0) {
        result = LEV_E_RANGE;
    }
    if (result == LEV_OK) {
        result = told(device_tcp_receive(index_of(slot), request->data, request->bytes));
    }
    if (result == LEV_OK) {
        slot->read = request->token;
    } else {
        (void)core_op_complete(request->token, result);
    }
}

static void on_write(struct net_slot *slot, const struct core_request *request)
{
    lev_result result = LEV_E_UNSUPPORTED;
    if (slot->state == NET_OPEN) {
        result = slot->write == NO_OP ? LEV_OK : LEV_E_BUSY;
    }
    if (result == LEV_OK && request->bytes != 0) {
        result = told(device_tcp_send(index_of(slot), request->data, request->bytes));
    }
    if (result == LEV_OK && request->bytes != 0) {
        slot->write = request->token;
        slot->sent = 0;
        slot->ending = 0;
    } else {
        (void)core_op_complete(request->token, result);
    }
}

static void on_port(const struct net_slot *slot, const struct core_request *request)
{
    (void)core_op_complete(
        request->token, slot->state == NET_LISTENING ? slot->port : LEV_E_UNSUPPORTED);
}

/** A request that names a connection or a listener. */
static void on_object_request(struct net_service *me, const struct core_request *request)
{
    struct net_slot *slot = addressed(me, request);
    if (slot == NULL || slot->state == NET_CLOSING) {
        (void)core_op_complete(request->token, LEV_E_CLOSED);
    } else if (request->opcode == CORE_OP_READ) {
        on_read(slot, request);
    } else if (request->opcode == CORE_OP_WRITE) {
        on_write(slot, request);
    } else if (request->opcode == CORE_OP_TCP_ACCEPT) {
        on_accept(me, slot, request);
    } else if (request->opcode == CORE_OP_TCP_PORT) {
        on_port(slot, request);
    } else if (request->opcode == CORE_OP_CLOSE) {
        slot->close = request->token;
        close_slot(slot);
    } else {
        (void)core_op_complete(request->token, LEV_E_UNSUPPORTED);
    }
}

static void on_request(struct net_service *me, uint16_t index)
{
    struct core_request request;
    if (!core_request_get(index, &request)) {
        return;
    }
    if (request.object != 0) {
        on_object_request(me, &request);
    } else if (request.opcode == CORE_OP_TCP_LISTEN) {
        on_listen(me, &request);
    } else if (request.opcode == CORE_OP_TCP_CONNECT) {
        on_connect(me, &request);
    } else {
        (void)core_op_complete(request.token, LEV_E_UNSUPPORTED);
    }
}

/** A connect is under way at a slot that its client has no handle for yet. */
static void cancel_connect(uint32_t token)
{
    for (uint16_t i = 0; i < slot_count(); i++) {
        struct net_slot *slot = slot_at(i);
        if (slot->state == NET_CONNECTING && slot->write == token) {
            close_slot(slot);
            return;
        }
    }
}

/** What is pending at the transport comes back early; its report completes the op. A close cannot be cancelled. */
static void on_cancel(struct net_service *me, uint16_t index)
{
    struct core_request request;
    if (!core_request_get(index, &request)) {
        return;
    }
    struct net_slot *slot = addressed(me, &request);
    if (slot == NULL) {
        cancel_connect(request.token);
    } else if (slot->read == request.token) {
        device_tcp_cancel(
            index_of(slot),
            slot->state == NET_LISTENING ? DEVICE_TCP_ACCEPTED : DEVICE_TCP_RECEIVED);
    } else if (slot->write == request.token) {
        slot->ending = 1;
        device_tcp_cancel(index_of(slot), DEVICE_TCP_SENT);
    }
}

/* ---- Reports of the transport ------------------------------------------------------------------------------ */

static void on_accepted(struct net_service *me, struct net_slot *listener, lev_result result)
{
    LEV_ASSERT(4, listener->other < slot_count());
    struct net_slot *slot = slot_at(listener->other);
    LEV_ASSERT(6, slot->state == NET_ACCEPTING);
    listener->other = NO_SLOT;
    if (result < 0) {
        free_slot(me, slot);
        (void)complete(&listener->read, result);
        return;
    }
    slot->state = NET_OPEN;
    hand_over(slot, &listener->read);
}

static void on_connected(struct net_slot *slot, lev_result result)
{
    if (slot->state == NET_CONNECTING && result == LEV_OK) {
        slot->state = NET_OPEN;
        hand_over(slot, &slot->write);
        return;
    }
    bool closing = slot->state == NET_CLOSING;
    (void)complete(&slot->write, closing ? LEV_E_CANCELED : result);
    if (!closing) {
        close_slot(slot);
    }
}

/** Bytes were taken: go on with the rest, or complete. */
static void on_sent(struct net_slot *slot, lev_result result)
{
    struct core_request request;
    if (result < 0 || !core_request_get((uint16_t)slot->write, &request)) {
        (void)complete(&slot->write, result);
        return;
    }
    slot->sent += (uint32_t)result;
    if (slot->sent >= request.bytes) {
        (void)complete(&slot->write, (lev_result)request.bytes);
        return;
    }
    if (slot->state == NET_OPEN && !slot->ending) {
        const uint8_t *data = request.data;
        result =
            told(device_tcp_send(index_of(slot), data + slot->sent, request.bytes - slot->sent));
    } else {
        result = LEV_E_CANCELED;
    }
    if (result != LEV_OK) {
        (void)complete(&slot->write, result);
    }
}

/** The transport has let go: everything of the slot has completed, the close is the last. */
static void on_closed(struct net_service *me, struct net_slot *slot)
{
    LEV_ASSERT(7, slot->state == NET_CLOSING);
    (void)complete(&slot->read, LEV_E_CANCELED);
    (void)complete(&slot->write, LEV_E_CANCELED);
    if (slot->close != NO_OP) {
        core_op_closes(slot->close);
        (void)complete(&slot->close, LEV_OK);
    }
    free_slot(me, slot);
}

void device_tcp_report(struct device_tcp_report report)
{
    struct net_service *me = core_self()->current->state;
    LEV_ASSERT(5, report.slot < slot_count());
    struct net_slot *slot = slot_at(report.slot);
    switch ((enum device_tcp_kind)report.kind) {
    case DEVICE_TCP_ACCEPTED: on_accepted(me, slot, report.result); break;
    case DEVICE_TCP_CONNECTED: on_connected(slot, report.result); break;
    case DEVICE_TCP_RECEIVED: (void)complete(&slot->read, report.result); break;
    case DEVICE_TCP_SENT: on_sent(slot, report.result); break;
    case DEVICE_TCP_CLOSED: on_closed(me, slot); break;
    }
}

static void on_staged(uint8_t source)
{
    struct device_tcp_report reports[REPORTS_MAX];
    uint32_t bytes = core_stage_take(source, reports, sizeof reports);
    for (uint32_t i = 0; i < bytes / sizeof reports[0]; i++) {
        device_tcp_report(reports[i]);
    }
    if (bytes == sizeof reports) {
        port_irq_mask(); /* maybe there are more: in another dispatch, after those above */
        (void)core_isr_stage(core_source(source), NULL, 0);
        port_irq_unmask();
    }
}

/* ---- The node -------------------------------------------------------------------------------------------- */

static void on_start(struct net_service *me)
{
    uint16_t count = slot_count();
    LEV_ASSERT(1, count >= 1 && count <= NET_SLOTS_MAX);
    LEV_ASSERT(
        2, core_self()->current->state_bytes >= sizeof *me + count * sizeof(struct net_slot));
    while (1u << me->index_bits < count) {
        me->index_bits++;
    }
    me->free_first = NO_SLOT;
    for (uint16_t i = 0; i < count; i++) {
        slot_at(i)->number = i;
        free_slot(me, slot_at(i));
    }
    struct device_tcp_report former; /* what the transport staged before it was told to stop */
    while (core_stage_take(0, &former, sizeof former) != 0) {
    }
    LEV_ASSERT(3, device_tcp_open(core_source(0), count) == LEV_OK);
}

void net_on_event(void *state, struct lev_event event)
{
    struct net_service *me = state;
    switch (event.id) {
    case LEV_EVENT_START: on_start(me); break;
    case LEV_EVENT_STAGED: on_staged((uint8_t)event.arg); break;
    case LEV_EVENT_REQUEST: on_request(me, event.arg); break;
    case LEV_EVENT_CANCEL: on_cancel(me, event.arg); break;
    case LEV_EVENT_ORPHANS: sweep(); break;
    default: break;
    }
}

static void net_quiesce(uint16_t unit)
{
    (void)unit;
    device_tcp_quiesce();
}

const struct lev_component net_component = {
    .name = "net",
    .state_bytes = sizeof(struct net_service),
    .quiesce = net_quiesce,
};
