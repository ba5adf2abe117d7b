/* SPDX-License-Identifier: MIT */
/**
 * The net service shares its time: however many reports its transport has staged, a dispatch takes a few, and nodes above it
 * have their turns in between.
 */
#include <lev/assert.h>
#include <lev/net_tcp.h>

#include "core/core.h"
#include "ports/device/tcp.h"
#include "tests/http/check.h"
#include "tests/support/stepped/internal.h"
#include "tests/support/stepped/stepped.h"

enum { CONNECTIONS = 100, TAKEN_MAX = 16 };

#define NET_SLOTS CONNECTIONS
#include "api/net/net.h"

LEV_MODULE(0x8100);

/* ---- A client above the service ---------------------------------------------------------------------------- */

struct client {
    struct lev_op connects[CONNECTIONS];
};

static const struct lev_source *source; /* where the transport reports */
static unsigned completed;
static unsigned staged_at_first; /* reports that waited when the first completion came */

static unsigned staged(void)
{
    return (uint16_t)(source->ram->tail - source->ram->head) / sizeof(struct device_tcp_report);
}

static void on_connected(void *state, struct lev_op *op)
{
    (void)state;
    CHECK(op->result > 0);
    staged_at_first = completed == 0 ? staged() : staged_at_first;
    completed++;
}

void client_on_event(void *state, struct lev_event event);
void client_on_event(void *state, struct lev_event event)
{
    struct client *me = state;
    for (unsigned i = 0; event.id == LEV_EVENT_START && i < CONNECTIONS; i++) {
        lev_op_then(&me->connects[i], 0);
        struct lev_address address = {.host = 1, .port = 1};
        LEV_ASSERT(1, lev_tcp_connect_start(&me->connects[i], 0, address) == LEV_OK);
    }
}

static lev_completion_fn *const completions[] = {on_connected};

const struct lev_component client_component = {
    .name = "client",
    .completions = completions,
    .completion_count = 1,
    .links_min = 1,
    .state_bytes = sizeof(struct client)};

/* ---- The transport ----------------------------------------------------------------------------------------- */

static unsigned connecting;

lev_result device_tcp_open(const struct lev_source *reports, uint16_t count)
{
    source = reports;
    return count == CONNECTIONS ? LEV_OK : LEV_E_RANGE;
}

lev_result device_tcp_connect(uint16_t slot, struct lev_address address)
{
    (void)address;
    CHECK(slot == connecting);
    connecting++;
    return LEV_OK;
}

/* Nobody asks for these here. */
lev_result device_tcp_listen(uint16_t slot, struct lev_address address, uint16_t backlog)
{
    (void)address;
    return (void)slot, (void)backlog, LEV_E_IO;
}

lev_result device_tcp_accept(uint16_t listener, uint16_t slot)
{
    return (void)listener, (void)slot, LEV_E_IO;
}

lev_result device_tcp_receive(uint16_t slot, void *data, uint32_t bytes)
{
    return (void)slot, (void)data, (void)bytes, LEV_E_IO;
}

lev_result device_tcp_send(uint16_t slot, const void *data, uint32_t bytes)
{
    return (void)slot, (void)data, (void)bytes, LEV_E_IO;
}

void device_tcp_cancel(uint16_t slot, uint8_t kind)
{
    (void)slot;
    (void)kind;
}

void device_tcp_close(uint16_t slot)
{
    (void)slot;
}

void device_tcp_quiesce(void)
{}

bool peers_step(void)
{
    return false;
}

/* ---- Deployment -------------------------------------------------------------------------------------------- */

static const struct net_config net_config = {.slots = NET_SLOTS};

#define LEV_NODES(NODE)                                                                        \
    NODE(                                                                                      \
        client, client, LEV_PRIORITY(25), 1, LEV_REJECT, 0, CONNECTIONS, 0, 0, CONNECTIONS, 0, \
        LEV_LINKS(LEV_TO(net)))                                                                \
    NODE(                                                                                      \
        net, net, LEV_PRIORITY(20), 1, LEV_REJECT, 0, 0, 0, 0, 0, 0, .config = &net_config,    \
        LEV_SOURCES_OF(net_reports, 1))
#define LEV_SOURCES(SOURCE) SOURCE(net_reports, net, 0, 1024)
#include <lev/deploy.h>

int main(void)
{
    stepped_run();
    CHECK(connecting == CONNECTIONS && completed == 0);
    host_irq.in_isr = 1;
    for (uint16_t i = 0; i < CONNECTIONS; i++) {
        struct device_tcp_report report = {.slot = i, .kind = DEVICE_TCP_CONNECTED};
        CHECK(core_isr_stage(source, &report, sizeof report));
    }
    host_irq.in_isr = 0;
    stepped_run();
    CHECK(completed == CONNECTIONS && staged() == 0);
    CHECK(staged_at_first >= CONNECTIONS - TAKEN_MAX);
    return check_summary();
}
