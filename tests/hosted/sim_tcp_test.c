/* SPDX-License-Identifier: MIT */
/**
 * TCP in the simulator: an image that echoes on eight connections, peers of the script that check what comes back, with
 * slow networks, short transfers, needless interrupts and broken connections by the seed. Each seed twice, equal traces.
 */
#include <stdio.h>
#include <string.h>

#include <lev/error.h>

#include "core/clock.h"
#include "core/core.h"
#include "ports/device/tcp.h"
#include "ports/hosted/sim/sim.h"

#define SEEDS  60u
#define PEERS  12u
#define BYTES  20000u
#define PORT   80u
#define SLOTS  9u /* the listener is 0 */
#define BUFFER 700u

struct server {
    uint16_t free_count;
    bool accepting;
    uint32_t from[SLOTS], have[SLOTS];
    uint16_t free[SLOTS];
};

void server_on_event(void *state, struct lev_event event);

static uint8_t buffers[SLOTS][BUFFER];

/* ---- The image ------------------------------------------------------------------------------------------- */

static void accept_next(struct server *me)
{
    if (!me->accepting && me->free_count != 0) {
        me->accepting = device_tcp_accept(0, me->free[--me->free_count]) == LEV_OK;
    }
}

static void receive(uint16_t slot)
{
    if (device_tcp_receive(slot, buffers[slot], BUFFER) != LEV_OK) {
        device_tcp_close(slot);
    }
}

static void on_sent(struct server *me, uint16_t slot, uint32_t bytes)
{
    me->from[slot] += bytes;
    if (me->from[slot] == me->have[slot]) {
        receive(slot);
    } else if (
        device_tcp_send(slot, buffers[slot] + me->from[slot], me->have[slot] - me->from[slot])
        != LEV_OK) {
        device_tcp_close(slot);
    }
}

static void on_report(struct server *me, struct device_tcp_report report)
{
    uint16_t slot = report.slot;
    if (report.kind == DEVICE_TCP_ACCEPTED) {
        me->accepting = false;
        receive((uint16_t)report.result);
        accept_next(me);
    } else if (report.kind == DEVICE_TCP_CLOSED) {
        me->free[me->free_count++] = slot;
        accept_next(me);
    } else if (report.result <= 0) {
        device_tcp_close(slot);
    } else if (report.kind == DEVICE_TCP_RECEIVED) {
        me->from[slot] = 0;
        me->have[slot] = (uint32_t)report.result;
        on_sent(me, slot, 0);
    } else {
        on_sent(me, slot, (uint32_t)report.result);
    }
}

void server_on_event(void *state, struct lev_event event)
{
    struct server *me = state;
    struct device_tcp_report report;
    if (event.id == LEV_EVENT_START) {
        struct lev_address any = {.port = PORT};
        if (device_tcp_open(core_source(0), SLOTS) != LEV_OK
            || device_tcp_listen(0, any, PEERS) != PORT) {
            sim_end(2);
        }
        for (uint16_t slot = 1; slot < SLOTS; slot++) {
            me->free[me->free_count++] = slot;
        }
        accept_next(me);
    }
    while (event.id == LEV_EVENT_STAGED && core_stage_take(0, &report, sizeof report) != 0) {
        on_report(me, report);
    }
}

const struct lev_component server_component = {
    .name = "server", .state_bytes = sizeof(struct server)};

#define LEV_NODES(NODE)                                                           \
    NODE(                                                                         \
        clock, clock, LEV_PRIORITY(31), 1, LEV_REJECT, 0, 0, 0, 0, 0, 0,          \
        LEV_SOURCES_OF(clock_alarm, 1))                                           \
    NODE(                                                                         \
        server, server, LEV_PRIORITY(5), 2, LEV_REJECT, LEV_MS(5), 0, 0, 0, 0, 0, \
        LEV_SOURCES_OF(reports, 1))
#define LEV_SOURCES(SOURCE) SOURCE(clock_alarm, clock, 0, 0) SOURCE(reports, server, 0, 32)
#define LEV_CLOCK_SOURCE    clock_alarm
#include <lev/deploy.h>

/* ---- The script ------------------------------------------------------------------------------------------ */

struct peer {
    int number;
    uint32_t sent, received;
    bool wrong, ended, reset;
};

static struct peer peers[PEERS];

static uint8_t pattern(const struct peer *peer, uint32_t at)
{
    return (uint8_t)((at * 2654435761u >> 24) + (uint32_t)(peer - peers));
}

static void send_more(void *context)
{
    struct peer *peer = context;
    uint8_t data[900];
    uint32_t count = 0;
    while (count < sizeof data && peer->sent + count < BYTES) {
        data[count] = pattern(peer, peer->sent + count);
        count++;
    }
    peer->sent += sim_tcp_send(peer->number, data, count);
    if (peer->sent < BYTES && !peer->ended) {
        sim_after(100 + sim_random(400), send_more, peer);
    }
}

static void on_data(void *context, int number, const void *data, uint32_t bytes)
{
    struct peer *peer = context;
    const uint8_t *byte = data;
    for (uint32_t i = 0; i < bytes; i++) {
        peer->wrong = peer->wrong || byte[i] != pattern(peer, peer->received + i);
    }
    peer->received += bytes;
    if (peer->received == BYTES) {
        sim_tcp_close(number, false);
    }
}

static void on_end(void *context, int number, bool reset)
{
    struct peer *peer = context;
    (void)number;
    peer->ended = true;
    peer->reset = reset;
}

static void begin(void *context)
{
    static const struct sim_tcp_events events = {.on_data = on_data, .on_end = on_end};
    struct peer *peer = context;
    peer->number = sim_tcp_connect(PORT, &events, peer);
    send_more(peer);
}

/** @return 0: every peer got back what it sent, and was closed; or, with broken connections, a true beginning of it */
static int scenario(void *context)
{
    uint64_t seed = *(const uint64_t *)context;
    sim_seed_set(seed);
    bool breaks = seed % 3 == 0;
    *sim_faults(SIM_TCP) = (struct sim_faults){
        .late = 20000,
        .late_ticks = 900,
        .doubled = 9000,
        .short_transfer = 20000,
        .reset = breaks ? 60 : 0};
    for (uint32_t i = 0; i < PEERS; i++) {
        sim_at(1000 + sim_random(3000), begin, &peers[i]);
    }
    if (sim_run() != 0) {
        return 1;
    }
    for (uint32_t i = 0; i < PEERS; i++) {
        const struct peer *peer = &peers[i];
        bool whole = peer->received == BYTES && !peer->reset;
        if (peer->wrong || !peer->ended || (!whole && !breaks)) {
            fprintf(
                stderr, "seed %u, peer %u: %u bytes, %d %d\n", (unsigned)seed, i, peer->received,
                peer->wrong, peer->ended);
            return 1;
        }
    }
    return 0;
}

int main(void)
{
    unsigned bad = 0;
    uint64_t before = 0;
    for (uint64_t seed = 1; seed <= SEEDS; seed++) {
        struct sim_result first = sim_child(scenario, &seed);
        struct sim_result second = sim_child(scenario, &seed);
        if (first.status != 0 || first.hash != second.hash || first.hash == before) {
            printf(
                "seed %u: status %d, traces %s\n", (unsigned)seed, first.status,
                first.hash == second.hash ? "equal" : "differ");
            bad++;
        }
        before = first.hash;
    }
    printf("tcp in the simulator: %u seeds, %u failed\n", SEEDS, bad);
    return bad == 0 ? 0 : 1;
}
