/* SPDX-License-Identifier: MIT */
/** Small parts of the hosted ports: what counts as constant memory, frames, the sensor's registers. */
#include <stdio.h>

#include "core/core.h"
#include "ports/hosted/common/host.h"
#include "ports/hosted/common/tmp105.h"

static int failures;

#define CHECK(condition)                                                    \
    do {                                                                    \
        if (!(condition)) {                                                 \
            fprintf(stderr, "%s:%d: %s\n", __FILE__, __LINE__, #condition); \
            failures++;                                                     \
        }                                                                   \
    } while (0)

static const uint8_t constant[64] = {1};
static const char *const with_addresses[] = {"relocated", "then read-only"};
static uint8_t written[64];

static void constants(void)
{
    uint8_t local = 0;
    host_constant_init();
    CHECK(port_is_constant(constant, sizeof constant));
    CHECK(port_is_constant("a text", 7));
    CHECK(port_is_constant(with_addresses, sizeof with_addresses));
    CHECK(!port_is_constant(constant, 1u << 30));
    CHECK(!port_is_constant(constant, UINT32_MAX));
    CHECK(!port_is_constant(written, 1));
    CHECK(!port_is_constant(&local, 1));
    CHECK(!port_is_constant(NULL, 1));
    CHECK(!port_is_constant((const void *)(UINTPTR_MAX - 4), 8));
}

static void *top;
static int outer_runs, inner_runs;

static void inner(void)
{
    inner_runs++;
    if (inner_runs == 1) {
        port_frame_abort(top); /* the innermost: this body again */
    }
}

static void outer(void)
{
    void *mine = top;
    outer_runs++;
    if (outer_runs == 1) {
        port_frame_run(&top, inner);
        CHECK(inner_runs == 2 && top == mine);
        port_frame_abort(mine);
    } else if (outer_runs == 2) {
        inner_runs = 5;
        port_frame_run(&top, inner);
    }
}

static void frames(void)
{
    host_irq.masked = 1;
    port_frame_run(&top, outer);
    CHECK(outer_runs == 2 && inner_runs == 6);
    CHECK(top == NULL);
    CHECK(host_irq.masked == 0); /* an abort unmasks */
}

/** Point to a register and read two bytes of it. */
static uint16_t read_register(struct tmp105 *sensor, uint8_t number, int32_t millidegrees)
{
    tmp105_start(sensor, false, millidegrees);
    tmp105_write(sensor, number);
    tmp105_start(sensor, true, millidegrees);
    uint16_t high = tmp105_read(sensor);
    return (uint16_t)(high << 8 | tmp105_read(sensor));
}

static void sensor_registers(void)
{
    struct tmp105 sensor;
    tmp105_init(&sensor);
    CHECK(read_register(&sensor, 0, 21500) == 0x1580);
    CHECK(read_register(&sensor, 0, 21250) == 0x1500); /* 9 bits: half degrees */
    CHECK(read_register(&sensor, 0, -500) == 0xff80);
    CHECK(read_register(&sensor, 2, 0) == 75 << 8);
    tmp105_start(&sensor, false, 0);
    tmp105_write(&sensor, 1);
    tmp105_write(&sensor, 0x60); /* 12 bits */
    CHECK(read_register(&sensor, 0, 21250) == 0x1540);
    CHECK(read_register(&sensor, 0, 500000) == 0x7ff0);
    CHECK(read_register(&sensor, 0, -500000) == 0x8000);
    tmp105_start(&sensor, false, 0);
    tmp105_write(&sensor, 3);
    tmp105_write(&sensor, 0x20);
    tmp105_write(&sensor, 0x5f);
    CHECK(read_register(&sensor, 3, 0) == 0x2050);
}

int main(void)
{
    constants();
    frames();
    sensor_registers();
    printf("%d failed\n", failures);
    return failures == 0 ? 0 : 1;
}
