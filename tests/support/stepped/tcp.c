/* SPDX-License-Identifier: MIT */
/** The transport: ports/device/tcp.h between slots of the net service and peers of the test. */
#include "ports/device/tcp.h"

#include <stdlib.h>
#include <string.h>

#include "core/core.h"
#include "tests/support/stepped/internal.h"
#include "tests/support/stepped/stepped.h"

enum { SLOTS = 300, NONE = 0xffff };

struct peer {
    bool used, taken, ended, reset, closed;
    uint16_t port;
    uint32_t in_bytes, out_bytes, window;
    char in[PEER_BYTES];
    char out[PEER_BYTES + 1];
};

struct slot {
    enum { FREE, LISTENER, CONNECTION, CLOSING } kind;
    uint16_t port;
    uint16_t accept_into;
    int peer;
    void *receive;
    uint32_t receive_bytes;
    const char *send;
    uint32_t send_bytes;
    uint8_t canceled; /* 1 << kind */
};

static struct peer peers[PEERS];
static struct slot slots[SLOTS];
static const struct lev_source *source;
static uint32_t piece;

/* ---- The image's side --------------------------------------------------------------------------------------- */

static void forget(struct slot *slot)
{
    if (slot->kind != FREE && slot->kind != LISTENER && slot->peer >= 0) {
        peers[slot->peer].closed = true;
    }
    *slot = (struct slot){.peer = -1, .accept_into = NONE};
}

lev_result device_tcp_open(const struct lev_source *reports, uint16_t count)
{
    if (count > SLOTS) {
        return LEV_E_RANGE;
    }
    source = reports;
    for (unsigned i = 0; i < SLOTS; i++) {
        forget(&slots[i]);
    }
    return LEV_OK;
}

lev_result device_tcp_listen(uint16_t number, struct lev_address address, uint16_t backlog)
{
    (void)backlog;
    for (unsigned i = 0; i < SLOTS; i++) {
        if (slots[i].kind == LISTENER && slots[i].port == address.port) {
            return LEV_E_BUSY;
        }
    }
    slots[number].kind = LISTENER;
    slots[number].port = address.port;
    return address.port;
}

lev_result device_tcp_accept(uint16_t listener, uint16_t number)
{
    slots[listener].accept_into = number;
    return LEV_OK;
}

lev_result device_tcp_connect(uint16_t number, struct lev_address address)
{
    (void)number;
    (void)address;
    return LEV_E_CLOSED; /* there is nobody outside */
}

lev_result device_tcp_receive(uint16_t number, void *data, uint32_t bytes)
{
    struct slot *slot = &slots[number];
    if (slot->kind != CONNECTION || slot->receive != NULL) {
        abort();
    }
    slot->receive = data;
    slot->receive_bytes = bytes;
    return LEV_OK;
}

lev_result device_tcp_send(uint16_t number, const void *data, uint32_t bytes)
{
    struct slot *slot = &slots[number];
    if (slot->kind != CONNECTION || slot->send != NULL || bytes == 0) {
        abort();
    }
    slot->send = data;
    slot->send_bytes = bytes;
    return LEV_OK;
}

void device_tcp_cancel(uint16_t number, uint8_t kind)
{
    slots[number].canceled |= (uint8_t)(1u << kind);
}

void device_tcp_close(uint16_t number)
{
    struct slot *slot = &slots[number];
    if (slot->kind == LISTENER) {
        slot->canceled = 1u << DEVICE_TCP_ACCEPTED;
    }
    slot->kind = CLOSING;
    slot->canceled |= 1u << DEVICE_TCP_RECEIVED | 1u << DEVICE_TCP_SENT;
}

void device_tcp_quiesce(void)
{
    for (unsigned i = 0; i < SLOTS; i++) {
        forget(&slots[i]);
    }
    source = NULL;
}

/* ---- Moving -------------------------------------------------------------------------------------------------- */

static void report(uint16_t number, uint8_t kind, lev_result result)
{
    struct device_tcp_report it = {.slot = number, .kind = kind, .result = result};
    host_irq.in_isr = 1;
    if (!core_isr_stage(source, &it, sizeof it)) {
        abort();
    }
    host_irq.in_isr = 0;
}

static uint32_t limit(uint32_t bytes)
{
    return piece != 0 && bytes > piece ? piece : bytes;
}

static uint32_t least(uint32_t a, uint32_t b)
{
    return a < b ? a : b;
}

static bool take_cancel(struct slot *slot, uint8_t kind)
{
    bool canceled = (slot->canceled & 1u << kind) != 0;
    slot->canceled &= (uint8_t) ~(1u << kind);
    return canceled;
}

static bool step_listener(uint16_t number, struct slot *slot)
{
    bool canceled = take_cancel(slot, DEVICE_TCP_ACCEPTED);
    if (slot->accept_into == NONE) {
        return false;
    }
    uint16_t into = slot->accept_into;
    for (int i = 0; i < PEERS && !canceled; i++) {
        if (peers[i].used && !peers[i].taken && peers[i].port == slot->port) {
            peers[i].taken = true;
            slots[into].kind = CONNECTION;
            slots[into].peer = i;
            slot->accept_into = NONE;
            report(number, DEVICE_TCP_ACCEPTED, into);
            return true;
        }
    }
    if (canceled) {
        slot->accept_into = NONE;
        report(number, DEVICE_TCP_ACCEPTED, LEV_E_CANCELED);
    }
    return canceled;
}

static bool step_receive(uint16_t number, struct slot *slot)
{
    bool canceled = take_cancel(slot, DEVICE_TCP_RECEIVED);
    struct peer *peer = &peers[slot->peer];
    if (slot->receive == NULL) {
        return false;
    }
    uint32_t bytes = least(limit(slot->receive_bytes), peer->in_bytes);
    lev_result result = (lev_result)bytes;
    if (peer->reset) {
        result = LEV_E_CLOSED;
    } else if (bytes == 0 && !peer->ended) {
        result = LEV_E_CANCELED;
        if (!canceled) {
            return false;
        }
    } else {
        memcpy(slot->receive, peer->in, bytes);
        memmove(peer->in, peer->in + bytes, peer->in_bytes - bytes);
        peer->in_bytes -= bytes;
    }
    slot->receive = NULL;
    report(number, DEVICE_TCP_RECEIVED, result);
    return true;
}

static bool step_send(uint16_t number, struct slot *slot)
{
    bool canceled = take_cancel(slot, DEVICE_TCP_SENT);
    struct peer *peer = &peers[slot->peer];
    if (slot->send == NULL) {
        return false;
    }
    uint32_t bytes =
        least(limit(slot->send_bytes), least(peer->window, PEER_BYTES - peer->out_bytes));
    lev_result result = (lev_result)bytes;
    if (peer->reset) {
        result = LEV_E_CLOSED;
    } else if (bytes == 0) {
        result = LEV_E_CANCELED;
        if (!canceled) {
            return false;
        }
    } else {
        memcpy(peer->out + peer->out_bytes, slot->send, bytes);
        peer->out_bytes += bytes;
        peer->out[peer->out_bytes] = '\0';
        peer->window -= peer->window == UINT32_MAX ? 0 : bytes;
    }
    slot->send = NULL;
    report(number, DEVICE_TCP_SENT, result);
    return true;
}

static bool step_slot(uint16_t number)
{
    struct slot *slot = &slots[number];
    bool listens = slot->accept_into != NONE;
    bool connected = slot->kind != FREE && slot->kind != LISTENER && slot->peer >= 0;
    if (listens && step_listener(number, slot)) {
        return true;
    }
    if (connected && (step_receive(number, slot) || step_send(number, slot))) {
        return true;
    }
    if (slot->kind == CLOSING) {
        forget(slot);
        report(number, DEVICE_TCP_CLOSED, LEV_OK);
        return true;
    }
    return false;
}

bool peers_step(void)
{
    for (uint16_t i = 0; i < SLOTS && source != NULL; i++) {
        if (step_slot(i)) {
            return true;
        }
    }
    return false;
}

/* ---- The test's side ------------------------------------------------------------------------------------------ */

int peer_connect(uint16_t port)
{
    for (int i = 0; i < PEERS; i++) {
        if (!peers[i].used) {
            peers[i].used = true;
            peers[i].taken = peers[i].ended = peers[i].reset = peers[i].closed = false;
            peers[i].port = port;
            peers[i].in_bytes = peers[i].out_bytes = 0;
            peers[i].out[0] = '\0';
            peers[i].window = UINT32_MAX;
            return i;
        }
    }
    return -1;
}

void peer_send(int peer, const void *data, uint32_t bytes)
{
    uint32_t count = least(bytes, PEER_BYTES - peers[peer].in_bytes);
    memcpy(peers[peer].in + peers[peer].in_bytes, data, count);
    peers[peer].in_bytes += count;
}

void peer_end(int peer)
{
    peers[peer].ended = true;
}

void peer_reset(int peer)
{
    peers[peer].reset = true;
}

void peer_window(int peer, uint32_t bytes)
{
    peers[peer].window = bytes;
}

const char *peer_text(int peer)
{
    return peers[peer].out;
}

uint32_t peer_bytes(int peer)
{
    return peers[peer].out_bytes;
}

void peer_drop(int peer, uint32_t bytes)
{
    memmove(peers[peer].out, peers[peer].out + bytes, peers[peer].out_bytes - bytes + 1);
    peers[peer].out_bytes -= bytes;
}

bool peer_closed(int peer)
{
    return peers[peer].closed;
}

void peer_free(int peer)
{
    peers[peer].reset = true;
    stepped_run();
    stepped_wait(5000);
    peers[peer].used = false;
}

unsigned peers_open(void)
{
    unsigned count = 0;
    for (unsigned i = 0; i < SLOTS; i++) {
        count += slots[i].kind == CONNECTION || slots[i].kind == CLOSING;
    }
    return count;
}

void peers_piece(uint32_t bytes)
{
    piece = bytes;
}
