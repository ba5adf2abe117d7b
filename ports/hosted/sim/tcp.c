/* SPDX-License-Identifier: MIT */
/**
 * Simulated TCP: connections between slots of the image, and between a slot and the script.
 *
 * A connection is two ends that know each other; an end belongs to a slot or to the script and holds what has come for it
 * and was not yet taken. Nothing happens inside a call of the device: what could go on is looked at a little later, by an
 * event (`pump`), so that every order of things can be had from the seed.
 *
 * Faults: `late` makes that event later, `short_transfer` moves fewer bytes, `reset` breaks a connection when it moves
 * some, `doubled` adds interrupts. A report itself is never lost: the host's transport does not lose them either.
 */
#include <lev/tables.h>

#include "ports/device/tcp.h"
#include "ports/hosted/sim/state.h"

#define SLOTS_MAX     256u
#define ENDS_MAX      512
#define SERVICES_MAX  16u
#define WINDOW        8192u /* bytes on their way to one end */
#define LATENCY_TICKS 20u
#define RETRY_TICKS   100u
#define REPORTS_MAX   (SLOTS_MAX * 5u)
#define NOBODY        (-1)

struct end {
    bool used;
    bool finished;                       /**< the other end sends no more */
    bool reset;                          /**< the connection is broken */
    bool closed;                         /**< this end was closed by its owner */
    int other;                           /**< number of the other end; NOBODY: gone */
    int slot;                            /**< NOBODY: the script's, or not yet accepted */
    int listener;                        /**< slot in whose backlog it waits; NOBODY: in none */
    const struct sim_tcp_events *events; /**< the script's; NULL: none */
    void *context;
    uint32_t head, tail;
    uint8_t data[WINDOW];
};

enum slot_state { SLOT_FREE, SLOT_PROMISED, SLOT_LISTENING, SLOT_CONNECTING, SLOT_OPEN };

struct slot {
    uint8_t state; /**< enum slot_state */
    bool planned;  /**< a pump() is */
    bool closing;
    bool accepting;
    uint16_t accept_into, port, backlog;
    lev_result connect_result;
    int end;
    uint8_t canceled; /**< bits 1 << enum device_tcp_kind */
    uint8_t *receive; /**< NULL: none pending */
    uint32_t receive_bytes;
    const uint8_t *send; /**< NULL: none pending */
    uint32_t send_bytes;
};

static struct end ends[ENDS_MAX];
static struct slot slots[SLOTS_MAX];
static uint16_t slot_count;
static const struct lev_source *net;
static uint16_t free_port = 49152;

static struct {
    uint16_t port;
    const struct sim_tcp_events *events;
    void *context;
} services[SERVICES_MAX];
static uint32_t service_count;

static struct device_tcp_report queue[REPORTS_MAX];
static uint32_t queue_head, queue_tail;
static bool retry_planned;

static void pump_soon(int number);

/* ---- Reports ------------------------------------------------------------------------------------------- */

static void flush(void *context)
{
    (void)context;
    retry_planned = false;
    while (queue_head != queue_tail && host_stage_room(net) >= sizeof queue[0]) {
        sim_stage_now(net, &queue[queue_head++ % REPORTS_MAX], sizeof queue[0]);
    }
    if (queue_head != queue_tail) {
        retry_planned = true;
        sim_after(RETRY_TICKS, flush, NULL);
    }
}

static void report(const struct slot *slot, enum device_tcp_kind kind, lev_result result)
{
    queue[queue_tail++ % REPORTS_MAX] = (struct device_tcp_report){
        .slot = (uint16_t)(slot - slots), .kind = (uint8_t)kind, .result = result};
    sim_trace("tcp", (uint64_t)(slot - slots) << 8 | kind, (uint32_t)result);
    if (!retry_planned) {
        flush(NULL);
    }
    if (sim_chance(sim_faults(SIM_TCP)->doubled)) {
        sim_stage_now(net, NULL, 0);
    }
}

/* ---- Ends ---------------------------------------------------------------------------------------------- */

/** A new pair. @return the first's number; NOBODY: too many. The second is its `other` */
static int new_connection(void)
{
    int pair[2] = {NOBODY, NOBODY};
    uint32_t found = 0;
    for (int i = 0; i < ENDS_MAX && found < 2; i++) {
        if (!ends[i].used) {
            pair[found++] = i;
        }
    }
    if (found < 2) {
        return NOBODY;
    }
    for (uint32_t i = 0; i < 2; i++) {
        struct end *end = &ends[pair[i]];
        *end = (struct end){.used = true, .other = pair[1 - i], .slot = NOBODY, .listener = NOBODY};
    }
    return pair[0];
}

static struct end *other_of(const struct end *end)
{
    return end->other == NOBODY ? NULL : &ends[end->other];
}

/** Something has changed for the owner of an end. */
static void tell(struct end *end)
{
    if (end->slot != NOBODY) {
        pump_soon(end->slot);
    }
}

/** The owner lets go of an end: at once, or so that the other still gets what is on its way. */
static void close_end(int number, bool reset)
{
    struct end *end = &ends[number];
    struct end *other = other_of(end);
    end->used = false;
    if (other == NULL) {
        return;
    }
    other->other = NOBODY;
    other->finished = true;
    other->reset = other->reset || reset;
    if (other->slot == NOBODY && other->listener == NOBODY) {
        const struct sim_tcp_events *events = other->events;
        other->used = false;
        if (events != NULL && events->on_end != NULL) {
            events->on_end(other->context, (int)(other - ends), other->reset);
        }
    } else {
        tell(other);
    }
}

static uint32_t room_in(const struct end *end)
{
    return WINDOW - (end->tail - end->head);
}

/** Fewer, if that is to go wrong. */
static uint32_t maybe_fewer(uint32_t bytes)
{
    return bytes > 1 && sim_chance(sim_faults(SIM_TCP)->short_transfer) ? 1 + sim_random(bytes)
                                                                        : bytes;
}

/** Put bytes on their way to an end. @return how many */
static uint32_t put(struct end *to, const uint8_t *data, uint32_t bytes)
{
    uint32_t count = room_in(to);
    count = maybe_fewer(count < bytes ? count : bytes);
    count = count < bytes ? count : bytes;
    for (uint32_t i = 0; i < count; i++) {
        to->data[to->tail++ % WINDOW] = data[i];
    }
    tell(to);
    return count;
}

static uint32_t take(struct end *from, uint8_t *data, uint32_t bytes)
{
    uint32_t count = from->tail - from->head;
    count = maybe_fewer(count < bytes ? count : bytes);
    for (uint32_t i = 0; i < count; i++) {
        data[i] = from->data[from->head++ % WINDOW];
    }
    struct end *other = other_of(from);
    if (other != NULL) {
        tell(other); /* it may send again */
    }
    return count;
}

/** By chance the connection breaks, here. */
static bool breaks(struct end *end)
{
    if (!sim_chance(sim_faults(SIM_TCP)->reset)) {
        return false;
    }
    struct end *other = other_of(end);
    end->reset = true;
    if (other != NULL && other->slot != NOBODY) {
        other->reset = true;
        tell(other);
    }
    return true;
}

/* ---- Slots --------------------------------------------------------------------------------------------- */

static bool was_canceled(struct slot *slot, enum device_tcp_kind kind)
{
    bool canceled = slot->closing || (slot->canceled & 1u << kind) != 0;
    slot->canceled = (uint8_t)(slot->canceled & ~(1u << kind));
    return canceled;
}

static void go_on_receiving(struct slot *slot)
{
    struct end *end = &ends[slot->end];
    lev_result result = LEV_E_CANCELED;
    if (slot->receive == NULL) {
        return;
    }
    if (!was_canceled(slot, DEVICE_TCP_RECEIVED)) {
        if (end->reset || breaks(end)) {
            result = LEV_E_CLOSED;
        } else if (end->head != end->tail) {
            result = (lev_result)take(end, slot->receive, slot->receive_bytes);
        } else if (end->finished) {
            result = 0;
        } else {
            return;
        }
    }
    slot->receive = NULL;
    report(slot, DEVICE_TCP_RECEIVED, result);
}

/** Hand bytes to the other end. @return how many; 0: it has no room */
static uint32_t deliver(struct end *other, const uint8_t *data, uint32_t bytes)
{
    if (other->slot != NOBODY || other->listener != NOBODY) {
        return put(other, data, bytes);
    }
    uint32_t count = maybe_fewer(bytes);
    if (other->events != NULL && other->events->on_data != NULL) {
        other->events->on_data(other->context, (int)(other - ends), data, count);
    }
    return count;
}

static void go_on_sending(struct slot *slot)
{
    struct end *end = &ends[slot->end];
    lev_result result = LEV_E_CANCELED;
    if (slot->send == NULL) {
        return;
    }
    if (!was_canceled(slot, DEVICE_TCP_SENT)) {
        struct end *other = other_of(end);
        if (other == NULL || end->reset || breaks(end)) {
            result = LEV_E_CLOSED;
        } else {
            result = (lev_result)deliver(other, slot->send, slot->send_bytes);
            if (result == 0 && slot->send_bytes != 0) {
                return;
            }
        }
    }
    slot->send = NULL;
    report(slot, DEVICE_TCP_SENT, result);
}

/** The oldest end in a listener's backlog; NOBODY: none. */
static int waiting_at(int listener)
{
    for (int i = 0; i < ENDS_MAX; i++) {
        if (ends[i].used && ends[i].listener == listener) {
            return i;
        }
    }
    return NOBODY;
}

static void give_up_accept(struct slot *listener)
{
    struct slot *promised = &slots[listener->accept_into];
    promised->state = promised->state == SLOT_PROMISED ? SLOT_FREE : promised->state;
    listener->accepting = false;
    report(listener, DEVICE_TCP_ACCEPTED, LEV_E_CANCELED);
}

static void go_on_accepting(struct slot *listener)
{
    if (!listener->accepting) {
        return;
    }
    if (was_canceled(listener, DEVICE_TCP_ACCEPTED)) {
        give_up_accept(listener);
        return;
    }
    int number = waiting_at((int)(listener - slots));
    if (number == NOBODY) {
        return;
    }
    struct end *end = &ends[number];
    struct slot *slot = &slots[listener->accept_into];
    end->listener = NOBODY;
    if (slot->state != SLOT_PROMISED) {
        close_end(number, true); /* it was closed meanwhile */
        give_up_accept(listener);
        return;
    }
    end->slot = listener->accept_into;
    slot->state = SLOT_OPEN;
    slot->end = number;
    listener->accepting = false;
    const struct end *other = other_of(end);
    report(listener, DEVICE_TCP_ACCEPTED, listener->accept_into);
    if (other != NULL && other->events != NULL && other->events->on_open != NULL) {
        other->events->on_open(other->context, end->other);
    }
}

static void go_on_connecting(struct slot *slot)
{
    lev_result result = slot->closing ? (lev_result)LEV_E_CANCELED : slot->connect_result;
    slot->state = slot->end == NOBODY ? SLOT_FREE : SLOT_OPEN;
    report(slot, DEVICE_TCP_CONNECTED, result);
}

/** A listener ends: who waits at it is refused. */
static void end_backlog(int listener)
{
    for (int number = waiting_at(listener); number != NOBODY; number = waiting_at(listener)) {
        ends[number].listener = NOBODY;
        close_end(number, true);
    }
}

/** Everything has ended with a report: the slot is free. */
static void finish_close(struct slot *slot)
{
    int number = (int)(slot - slots);
    if (slot->state == SLOT_LISTENING) {
        end_backlog(number);
    } else if (slot->end != NOBODY) {
        close_end(slot->end, false);
    }
    *slot = (struct slot){.end = NOBODY, .planned = slot->planned};
    report(slot, DEVICE_TCP_CLOSED, LEV_OK);
}

/** Look at what can go on at a slot. */
static void pump(void *context)
{
    struct slot *slot = context;
    slot->planned = false;
    if (slot->state == SLOT_CONNECTING) {
        go_on_connecting(slot);
    }
    if (slot->state == SLOT_LISTENING) {
        go_on_accepting(slot);
    } else if (slot->state == SLOT_OPEN) {
        go_on_receiving(slot);
        go_on_sending(slot);
    }
    if (slot->closing) {
        finish_close(slot);
    }
}

static void pump_soon(int number)
{
    struct slot *slot = &slots[number];
    const struct sim_faults *faults = sim_faults(SIM_TCP);
    if (slot->planned) {
        return;
    }
    slot->planned = true;
    uint32_t late = sim_chance(faults->late) ? sim_random(faults->late_ticks) : 0;
    sim_after(LATENCY_TICKS + late, pump, slot);
}

/* ---- The device ---------------------------------------------------------------------------------------- */

static struct slot *slot_in(uint16_t number, enum slot_state state)
{
    if (number >= slot_count || slots[number].state != state || slots[number].closing) {
        return NULL;
    }
    return &slots[number];
}

/** The slot that listens on a port; NOBODY: none. */
static int listener_on(uint16_t port)
{
    for (uint16_t i = 0; i < slot_count; i++) {
        if (slots[i].state == SLOT_LISTENING && slots[i].port == port && !slots[i].closing) {
            return i;
        }
    }
    return NOBODY;
}

lev_result device_tcp_open(const struct lev_source *source, uint16_t count)
{
    if (count == 0 || count > SLOTS_MAX
        || host_stage_room(source) < sizeof(struct device_tcp_report)) {
        return LEV_E_RANGE;
    }
    device_tcp_quiesce();
    net = source;
    slot_count = count;
    for (uint16_t i = 0; i < count; i++) {
        slots[i] = (struct slot){.end = NOBODY, .planned = slots[i].planned};
    }
    return LEV_OK;
}

void device_tcp_quiesce(void)
{
    host_enter();
    for (uint16_t i = 0; i < slot_count; i++) {
        struct slot *slot = &slots[i];
        int end = slot->end;
        bool listened = slot->state == SLOT_LISTENING;
        *slot = (struct slot){.end = NOBODY, .planned = slot->planned};
        if (listened) {
            end_backlog(i);
        } else if (end != NOBODY && ends[end].used) {
            close_end(end, true);
        }
    }
    queue_head = queue_tail;
    host_leave();
}

lev_result device_tcp_listen(uint16_t number, struct lev_address address, uint16_t backlog)
{
    struct slot *slot = slot_in(number, SLOT_FREE);
    if (slot == NULL || (address.port != 0 && listener_on(address.port) != NOBODY)) {
        return LEV_E_BUSY;
    }
    slot->state = SLOT_LISTENING;
    slot->port = address.port != 0 ? address.port : free_port++;
    slot->backlog = backlog;
    return slot->port;
}

lev_result device_tcp_accept(uint16_t listener_number, uint16_t number)
{
    struct slot *listener = slot_in(listener_number, SLOT_LISTENING);
    struct slot *slot = slot_in(number, SLOT_FREE);
    if (listener == NULL || slot == NULL || listener->accepting) {
        return LEV_E_BUSY;
    }
    host_enter();
    slot->state = SLOT_PROMISED;
    listener->accepting = true;
    listener->accept_into = number;
    pump_soon(listener_number);
    host_leave();
    return LEV_OK;
}

/** Put the end that `number` knows into a listener's backlog. @return false: it is full, or there is no listener */
static bool enter_backlog(int number, uint16_t port)
{
    int listener = listener_on(port);
    uint32_t waiting = 0;
    for (int i = 0; i < ENDS_MAX && listener != NOBODY; i++) {
        waiting += ends[i].used && ends[i].listener == listener;
    }
    if (listener == NOBODY || waiting > slots[listener].backlog) {
        return false;
    }
    ends[ends[number].other].listener = listener;
    pump_soon(listener);
    return true;
}

/** The script's end of a connection that the image opens. @return false: it serves no such port */
static bool enter_service(int number, uint16_t port)
{
    for (uint32_t i = 0; i < service_count; i++) {
        if (services[i].port == port) {
            struct end *other = &ends[ends[number].other];
            other->events = services[i].events;
            other->context = services[i].context;
            if (other->events->on_open != NULL) {
                other->events->on_open(other->context, ends[number].other);
            }
            return true;
        }
    }
    return false;
}

lev_result device_tcp_connect(uint16_t number, struct lev_address address)
{
    struct slot *slot = slot_in(number, SLOT_FREE);
    if (slot == NULL) {
        return LEV_E_BUSY;
    }
    host_enter();
    slot->state = SLOT_CONNECTING;
    slot->connect_result = LEV_OK;
    slot->end = new_connection();
    if (slot->end == NOBODY) {
        slot->connect_result = LEV_E_NOMEM;
    } else {
        ends[slot->end].slot = number;
        if (!enter_backlog(slot->end, address.port) && !enter_service(slot->end, address.port)) {
            ends[ends[slot->end].other].used = false;
            ends[slot->end].used = false;
            slot->end = NOBODY;
            slot->connect_result = LEV_E_CLOSED;
        }
    }
    pump_soon(number);
    host_leave();
    return LEV_OK;
}

lev_result device_tcp_receive(uint16_t number, void *data, uint32_t bytes)
{
    struct slot *slot = slot_in(number, SLOT_OPEN);
    if (slot == NULL || bytes == 0) {
        return bytes == 0 ? LEV_E_RANGE : LEV_E_CLOSED;
    }
    if (slot->receive != NULL) {
        return LEV_E_BUSY;
    }
    host_enter();
    slot->receive = data;
    slot->receive_bytes = bytes;
    pump_soon(number);
    host_leave();
    return LEV_OK;
}

lev_result device_tcp_send(uint16_t number, const void *data, uint32_t bytes)
{
    struct slot *slot = slot_in(number, SLOT_OPEN);
    if (slot == NULL) {
        return LEV_E_CLOSED;
    }
    if (slot->send != NULL) {
        return LEV_E_BUSY;
    }
    host_enter();
    slot->send = data;
    slot->send_bytes = bytes;
    pump_soon(number);
    host_leave();
    return LEV_OK;
}

void device_tcp_cancel(uint16_t number, uint8_t kind)
{
    if (number >= slot_count) {
        return;
    }
    struct slot *slot = &slots[number];
    bool pending = (kind == DEVICE_TCP_ACCEPTED && slot->accepting)
                   || (kind == DEVICE_TCP_RECEIVED && slot->receive != NULL)
                   || (kind == DEVICE_TCP_SENT && slot->send != NULL);
    if (pending) {
        host_enter();
        slot->canceled = (uint8_t)(slot->canceled | 1u << kind);
        pump_soon(number);
        host_leave();
    }
}

void device_tcp_close(uint16_t number)
{
    if (number < slot_count) {
        host_enter();
        slots[number].closing = true;
        pump_soon(number);
        host_leave();
    }
}

/* ---- The script's side --------------------------------------------------------------------------------- */

int sim_tcp_connect(uint16_t port, const struct sim_tcp_events *events, void *context)
{
    int number = new_connection();
    if (number == NOBODY) {
        return NOBODY;
    }
    ends[number].events = events;
    ends[number].context = context;
    if (!enter_backlog(number, port)) {
        ends[ends[number].other].used = false;
        ends[number].used = false;
        return NOBODY;
    }
    return number;
}

void sim_tcp_serve(uint16_t port, const struct sim_tcp_events *events, void *context)
{
    if (service_count == SERVICES_MAX) {
        sim_fail("a script serves sixteen ports");
    }
    services[service_count].port = port;
    services[service_count].events = events;
    services[service_count].context = context;
    service_count++;
}

uint32_t sim_tcp_send(int peer, const void *data, uint32_t bytes)
{
    if (peer < 0 || peer >= ENDS_MAX || !ends[peer].used || ends[peer].closed) {
        return 0;
    }
    struct end *other = other_of(&ends[peer]);
    return other == NULL ? 0 : put(other, data, bytes);
}

void sim_tcp_close(int peer, bool reset)
{
    if (peer < 0 || peer >= ENDS_MAX || !ends[peer].used) {
        return;
    }
    if (reset) {
        ends[peer].events = NULL;
        close_end(peer, true);
        return;
    }
    ends[peer].closed = true;
    struct end *other = other_of(&ends[peer]);
    if (other != NULL) {
        other->finished = true;
        tell(other);
    }
}
