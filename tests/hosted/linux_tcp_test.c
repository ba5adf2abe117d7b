/* SPDX-License-Identifier: MIT */
/**
 * TCP at the level of the device, by epoll and by io_uring: an image that connects to itself and echoes a megabyte, with a
 * ring that holds two reports; then ends everything at once while receives are pending, and starts again.
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <lev/error.h>

#include "core/clock.h"
#include "core/core.h"
#include "ports/device/tcp.h"

#define TOTAL     (1u << 20)
#define CHUNK     4096u
#define LOCALHOST 0x7f000001u
#define UNTOUCHED 0xa5

enum { LISTENER, SERVER, CLIENT, BYSTANDER, SLOTS };
enum { EVENT_LATER = LEV_EVENT_USER };

struct loop {
    uint32_t unused;
};

void loop_on_event(void *state, struct lev_event event);

static uint8_t sending[TOTAL], server_data[CHUNK], client_data[CHUNK], bystander_data[64];
static uint32_t sent, received, echo_from, echo_bytes;
static lev_result port;
static int outside = -1; /* a plain socket, connected to the listener */
static enum { ECHOING, ACCEPTING_OUTSIDE, REFUSED, CANCELING, CLOSING } phase;

#define CHECK(condition)                                                    \
    do {                                                                    \
        if (!(condition)) {                                                 \
            fprintf(stderr, "%s:%d: %s\n", __FILE__, __LINE__, #condition); \
            _exit(1);                                                       \
        }                                                                   \
    } while (0)

static struct lev_address here(uint16_t at)
{
    return (struct lev_address){.host = LOCALHOST, .port = at};
}

/** A connection from outside of the image; the kernel completes it before it is accepted. */
static int connect_outside(void)
{
    struct sockaddr_in to = {
        .sin_family = AF_INET,
        .sin_port = htons((uint16_t)port),
        .sin_addr.s_addr = htonl(LOCALHOST)};
    int fd = socket(AF_INET, SOCK_STREAM, 0);
    CHECK(fd >= 0 && connect(fd, (const struct sockaddr *)&to, sizeof to) == 0);
    return fd;
}

/** Receive a little, or much, by turns: a stream of bytes that comes faster than it is asked for must be held back. */
static lev_result server_receive(void)
{
    static const uint32_t bytes[] = {100, 1, CHUNK, 700};
    static uint32_t turn;
    turn++;
    return device_tcp_receive(SERVER, server_data, bytes[turn % 64 < 60 ? 0 : turn % 4]);
}

/* ---- Echo ------------------------------------------------------------------------------------------------ */

static void begin(void)
{
    for (uint32_t i = 0; i < TOTAL; i++) {
        sending[i] = (uint8_t)(i * 2654435761u >> 24);
    }
    CHECK(device_tcp_open(core_source(0), SLOTS) == LEV_OK);
    port = device_tcp_listen(LISTENER, here(0), 8);
    CHECK(port > 0);
    CHECK(device_tcp_listen(BYSTANDER, here((uint16_t)port), 8) == LEV_E_BUSY);
    CHECK(device_tcp_accept(LISTENER, SERVER) == LEV_OK);
    CHECK(device_tcp_accept(LISTENER, BYSTANDER) == LEV_E_BUSY);
    CHECK(device_tcp_connect(CLIENT, here((uint16_t)port)) == LEV_OK);
    CHECK(device_tcp_receive(BYSTANDER, bystander_data, 1) == LEV_E_CLOSED);
}

static void client_send(void)
{
    uint32_t left = TOTAL - sent;
    if (left != 0) {
        CHECK(device_tcp_send(CLIENT, sending + sent, left < 100000 ? left : 100000) == LEV_OK);
    }
}

static void client_received(lev_result bytes)
{
    CHECK(bytes > 0 && memcmp(client_data, sending + received, (size_t)bytes) == 0);
    received += (uint32_t)bytes;
    if (received == TOTAL) {
        outside = connect_outside();
        phase = ACCEPTING_OUTSIDE;
        CHECK(device_tcp_accept(LISTENER, BYSTANDER) == LEV_OK);
    }
    CHECK(device_tcp_receive(CLIENT, client_data, CHUNK) == LEV_OK);
}

static void echo(struct device_tcp_report report)
{
    switch (report.slot << 8 | report.kind) {
    case LISTENER << 8 | DEVICE_TCP_ACCEPTED:
        CHECK(report.result == SERVER);
        CHECK(server_receive() == LEV_OK);
        break;
    case CLIENT << 8 | DEVICE_TCP_CONNECTED:
        CHECK(report.result == LEV_OK);
        CHECK(device_tcp_receive(CLIENT, client_data, CHUNK) == LEV_OK);
        client_send();
        break;
    case CLIENT << 8 | DEVICE_TCP_SENT:
        CHECK(report.result > 0);
        sent += (uint32_t)report.result;
        client_send();
        break;
    case CLIENT << 8 | DEVICE_TCP_RECEIVED: client_received(report.result); break;
    case SERVER << 8 | DEVICE_TCP_RECEIVED:
        CHECK(report.result > 0);
        echo_from = 0;
        echo_bytes = (uint32_t)report.result;
        CHECK(device_tcp_send(SERVER, server_data, echo_bytes) == LEV_OK);
        break;
    case SERVER << 8 | DEVICE_TCP_SENT:
        CHECK(report.result > 0);
        echo_from += (uint32_t)report.result;
        CHECK(
            (echo_from < echo_bytes
                 ? device_tcp_send(SERVER, server_data + echo_from, echo_bytes - echo_from)
                 : server_receive())
            == LEV_OK);
        break;
    default: CHECK(!"a report that nothing asked for");
    }
}

/* ---- The end, and a new beginning -------------------------------------------------------------------------- */

/** A receive is pending in each of three connections; nothing comes of them any more. */
static void end_all(struct device_tcp_report report)
{
    if (report.slot != LISTENER) {
        return; /* the last echo */
    }
    CHECK(report.kind == DEVICE_TCP_ACCEPTED && report.result == BYSTANDER);
    memset(bystander_data, UNTOUCHED, sizeof bystander_data);
    CHECK(device_tcp_receive(BYSTANDER, bystander_data, sizeof bystander_data) == LEV_OK);
    CHECK(device_tcp_receive(BYSTANDER, bystander_data, sizeof bystander_data) == LEV_E_BUSY);
    device_tcp_quiesce();
    (void)send(outside, "late", 4, MSG_NOSIGNAL);
    CHECK(bystander_data[0] == UNTOUCHED);
    close(outside);
    CHECK(device_tcp_open(core_source(0), SLOTS) == LEV_OK);
    CHECK(device_tcp_connect(CLIENT, here((uint16_t)port)) == LEV_OK);
    phase = REFUSED;
}

static void refused(struct device_tcp_report report)
{
    if (report.slot != CLIENT || report.kind != DEVICE_TCP_CONNECTED) {
        return; /* staged before the end */
    }
    CHECK(report.result == LEV_E_CLOSED);
    port = device_tcp_listen(LISTENER, here(0), 8);
    CHECK(port > 0 && device_tcp_accept(LISTENER, SERVER) == LEV_OK);
    phase = CANCELING;
    device_tcp_cancel(LISTENER, DEVICE_TCP_ACCEPTED);
}

static void canceling(struct device_tcp_report report)
{
    CHECK(
        report.slot == LISTENER && report.kind == DEVICE_TCP_ACCEPTED
        && report.result == LEV_E_CANCELED);
    CHECK(device_tcp_accept(LISTENER, SERVER) == LEV_OK);
    phase = CLOSING;
    device_tcp_close(LISTENER);
}

/** A listener closed with an accept pending: a report for that, then its own. */
static void closing(struct device_tcp_report report)
{
    static bool accept_ended;
    CHECK(report.slot == LISTENER);
    if (report.kind == DEVICE_TCP_ACCEPTED) {
        CHECK(report.result == LEV_E_CANCELED);
        accept_ended = true;
        return;
    }
    CHECK(report.kind == DEVICE_TCP_CLOSED && accept_ended);
    CHECK(bystander_data[0] == UNTOUCHED);
    _exit(0);
}

void loop_on_event(void *state, struct lev_event event)
{
    static void (*const by_phase[])(struct device_tcp_report) = {
        echo, end_all, refused, canceling, closing};
    struct device_tcp_report report;
    (void)state;
    if (event.id == LEV_EVENT_START) {
        begin();
    }
    while (event.id == LEV_EVENT_STAGED
           && core_stage_take(0, &report, sizeof report) == sizeof report) {
        by_phase[phase](report);
    }
    CHECK(event.id != LEV_EVENT_START || event.arg == LEV_START_BOOT);
}

const struct lev_component loop_component = {.name = "loop", .state_bytes = sizeof(struct loop)};

#define LEV_NODES(NODE)                                                         \
    NODE(                                                                       \
        clock, clock, LEV_PRIORITY(31), 1, LEV_REJECT, 0, 0, 0, 0, 0, 0,        \
        LEV_SOURCES_OF(clock_alarm, 1))                                         \
    NODE(                                                                       \
        loop, loop, LEV_PRIORITY(5), 2, LEV_REJECT, LEV_MS(500), 0, 0, 0, 0, 0, \
        LEV_SOURCES_OF(reports, 1))
#define LEV_SOURCES(SOURCE) SOURCE(clock_alarm, clock, 0, 0) SOURCE(reports, loop, 0, 16)
#define LEV_CLOCK_SOURCE    clock_alarm
#include <lev/deploy.h>

/** In a process of its own. @return its exit status */
static int run_with(const char *io)
{
    pid_t child = fork();
    if (child == 0) {
        (void)setenv("LEVERET_IO", io, 1);
        (void)alarm(20);
        port_irq_mask();
        core_main();
    }
    int status = 0;
    (void)waitpid(child, &status, 0);
    printf("tcp by %s: %s\n", io, status == 0 ? "ok" : "FAILED");
    return status == 0 ? 0 : 1;
}

int main(void)
{
    return run_with("epoll") + run_with("uring") == 0 ? 0 : 1;
}
