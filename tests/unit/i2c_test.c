/* SPDX-License-Identifier: MIT */
/**
 * The I²C driver on the simulator's bus: the tmp105, a device that remembers what it was told, and failures.
 */
#include <lev/buf.h>
#include <lev/i2c.h>
#include <lev/stream.h>

#include "core/clock.h"
#include "drivers/i2c/i2c.h"
#include "tests/unit/client.h"

enum { BUS, LACKING };

/* clang-format off */
#define LEV_NODES(NODE)                                                                              \
    NODE(clock, clock, LEV_PRIORITY(31), 1, LEV_REJECT, 0, 0, 0, 0, 0, 0, LEV_SOURCES_OF(clock_alarm, 1)) \
    NODE(i2c0, i2c, LEV_PRIORITY(20), 1, LEV_REJECT, LEV_MS(2), 0, 1, 0, 0, 0,                       \
         .unit = 0, LEV_SOURCES_OF(i2c0_step, 1))                                                    \
    NODE(i2c7, i2c, LEV_PRIORITY(19), 1, LEV_REJECT, LEV_MS(2), 0, 1, 0, 0, 0,                       \
         .unit = 7, LEV_SOURCES_OF(i2c7_step, 1))                                                    \
    NODE(a, client, LEV_PRIORITY(10), 4, LEV_REJECT, LEV_MS(2), 10, 0, 10, 0, 0,                     \
         LEV_SOURCES_OF(a_poke, 1), LEV_LINKS(LEV_TO(i2c0), LEV_TO(i2c7)))                           \
    NODE(b, client, LEV_PRIORITY(9), 4, LEV_REJECT, LEV_MS(2), 10, 0, 10, 0, 0,                      \
         LEV_SOURCES_OF(b_poke, 1), LEV_LINKS(LEV_TO(i2c0), LEV_TO(i2c7)))
#define LEV_SOURCES(SOURCE)                                                                          \
    SOURCE(clock_alarm, clock, 0, 0) SOURCE(i2c0_step, i2c0, 0, 4) SOURCE(i2c7_step, i2c7, 0, 4)     \
    SOURCE(a_poke, a, 0, 32) SOURCE(b_poke, b, 0, 32)
#define LEV_CLOCK_SOURCE clock_alarm
#define LEV_POOLS(POOL) POOL(16, 12)
#include <lev/deploy.h>
/* clang-format on */

enum { I2C0 = LEV_NODE_i2c0, A = LEV_NODE_a, B = LEV_NODE_b };
enum { SENSOR = 0x48, MEMORY = 0x50, NOBODY = 0x60 };

/* ---- A device that remembers: what was written, how many bytes were read, starts and stops --------------------- */

static char heard[256];

static void hear(const char *what)
{
    if (strlen(heard) + strlen(what) < sizeof heard) {
        strcat(heard, what);
    }
}

static bool on_start(void *context, bool read)
{
    (void)context;
    hear(read ? "r" : "w");
    return true;
}

static bool on_write(void *context, uint8_t byte)
{
    (void)context;
    char digit[] = {(char)('0' + byte % 10), '\0'};
    hear(digit);
    return byte != 9; /* it refuses nines */
}

static bool on_read(void *context, uint8_t *byte)
{
    static uint8_t next = 100;
    (void)context;
    *byte = next++;
    hear(".");
    return true;
}

static void on_stop(void *context)
{
    (void)context;
    hear("| ");
}

static void attach_memory(void)
{
    sim_i2c_attach(
        0, &(struct sim_i2c_device){
               .address = MEMORY,
               .start = on_start,
               .write = on_write,
               .read = on_read,
               .stop = on_stop});
}

/* ---- What clients do ---------------------------------------------------------------------------------------- */

/** Op `number` sends 1, 2, 3 … from its own block and receives over it. */
static lev_result transfer(struct client *me, int number, uint8_t address, uint8_t tx, uint8_t rx)
{
    char *data = me->buf[number] == 0 ? client_buf(me, number, 16) : client_data(me, number);
    for (int i = 0; data != NULL && i < 16; i++) {
        data[i] = (char)(i + 1);
    }
    return lev_i2c_transfer_start(&me->op[number], BUS, address, data, 16, tx, rx);
}

static void read_sensor(struct client *me)
{
    uint8_t *data = client_buf(me, 0, 16);
    data[0] = 0;
    CHECK(lev_i2c_transfer_start(&me->op[0], BUS, SENSOR, data, 16, 1, 2) == LEV_OK);
}

static int32_t sixteenths = -1;

static void note_sensor(struct client *me, struct lev_op *op)
{
    if (op == &me->op[0] && op->result == 2) {
        const uint8_t *data = (const uint8_t *)client_data(me, 0);
        sixteenths = (int32_t)(data[0] << 8 | data[1]) / 16;
    }
}

static void ask_nobody(struct client *me)
{
    CHECK(transfer(me, 1, NOBODY, 1, 1) == LEV_OK);
}

static void write_and_read(struct client *me)
{
    CHECK(transfer(me, 2, MEMORY, 3, 2) == LEV_OK);
}

static void write_three(struct client *me)
{
    CHECK(transfer(me, 3, MEMORY, 3, 0) == LEV_OK);
}

static void read_five(struct client *me)
{
    CHECK(transfer(me, 4, MEMORY, 0, 5) == LEV_OK);
}

static void write_ten(struct client *me)
{
    CHECK(transfer(me, 5, MEMORY, 10, 0) == LEV_OK);
}

static void cancel_2(struct client *me)
{
    CHECK(lev_op_cancel(&me->op[2]) == LEV_OK);
}

static void cancel_3(struct client *me)
{
    CHECK(lev_op_cancel(&me->op[3]) == LEV_OK);
}

static void cancel_4(struct client *me)
{
    CHECK(lev_op_cancel(&me->op[4]) == LEV_OK);
}

/* ---- Transfers ---------------------------------------------------------------------------------------------- */

static int the_sensor_is_read(void *context)
{
    (void)context;
    client_also_on_done = note_sensor;
    sim_tmp105_set(21500);
    tell(1000, A, read_sensor);
    RUN_UNTIL(100000);
    CHECK_DONE("a0=2");
    CHECK(sixteenths == 344);
    return failures;
}

static int nobody_answers(void *context)
{
    (void)context;
    tell(1000, A, ask_nobody);
    tell(1001, B, write_three);
    attach_memory();
    RUN_UNTIL(100000);
    CHECK_DONE("a1=-8 b3=0");
    return failures;
}

/** The result of a write is the number of bytes received: none. */
static int transfers_go_in_order(void *context)
{
    (void)context;
    attach_memory();
    tell(1000, A, write_and_read);
    tell(1020, B, write_three);
    tell(1040, A, read_five);
    RUN_UNTIL(100000);
    CHECK_DONE("a2=2 b3=0 a4=5");
    CHECK_TEXT(heard, "w123r..| w123| r.....| ");
    return failures;
}

static int a_byte_is_refused(void *context)
{
    (void)context;
    attach_memory();
    tell(1000, A, write_ten);
    tell(1001, B, write_three);
    RUN_UNTIL(100000);
    CHECK_DONE("a5=-8 b3=0");
    CHECK_TEXT(heard, "w123456789| w123| ");
    return failures;
}

static void ask_for_nine(struct client *me)
{
    for (int i = 0; i < 9; i++) {
        CHECK(transfer(me, i, MEMORY, 1, 0) == LEV_OK);
    }
}

static int the_queue_is_bounded(void *context)
{
    (void)context;
    attach_memory();
    tell(1000, A, ask_for_nine);
    RUN_UNTIL(100000);
    CHECK_DONE("a8=-4 a0=0 a1=0 a2=0 a3=0 a4=0 a5=0 a6=0 a7=0");
    return failures;
}

static void ask_wrongly(struct client *me)
{
    struct lev_op *op = &me->op[0];
    uint8_t *data = client_buf(me, 0, 16);
    CHECK(lev_i2c_transfer_start(op, BUS, 0x07, data, 16, 1, 1) == LEV_E_RANGE);
    CHECK(lev_i2c_transfer_start(op, BUS, 0x78, data, 16, 1, 1) == LEV_E_RANGE);
    CHECK(lev_i2c_transfer_start(op, BUS, SENSOR, data, 16, 17, 1) == LEV_E_RANGE);
    CHECK(lev_i2c_transfer_start(op, BUS, SENSOR, data, 16, 1, 17) == LEV_E_RANGE);
    CHECK(lev_i2c_transfer_start(op, BUS, SENSOR, data, 16, 0, 0) == LEV_E_RANGE);
    CHECK(lev_i2c_transfer_start(op, BUS, SENSOR, data + 1, 16, 1, 1) == LEV_E_DENIED);
    CHECK(lev_i2c_transfer_start(op, BUS, SENSOR, me, 16, 1, 1) == LEV_E_DENIED);
    CHECK(lev_i2c_transfer_start(op, BUS + 9, SENSOR, data, 16, 1, 1) == LEV_E_DENIED);
    CHECK(lev_i2c_transfer_start(op, LACKING, SENSOR, data, 16, 1, 1) == LEV_OK);
    CHECK(lev_write_start(&me->op[1], BUS, "x", 1) == LEV_OK);
}

static int what_cannot_be_done_is_refused(void *context)
{
    (void)context;
    tell(1000, A, ask_wrongly);
    RUN_UNTIL(100000);
    CHECK_DONE("a1=-7 a0=-8");
    return failures;
}

/* ---- Cancel ------------------------------------------------------------------------------------------------- */

static int a_waiting_transfer_is_cancelled(void *context)
{
    (void)context;
    attach_memory();
    tell(1000, A, write_and_read);
    tell(1001, B, write_three);
    tell(1050, B, cancel_3);
    RUN_UNTIL(100000);
    CHECK_DONE("b3=-1 a2=2");
    CHECK_TEXT(heard, "w123r..| ");
    return failures;
}

/** A write is never cut; the read that it was for is left out. */
static int a_transfer_is_cancelled_while_it_writes(void *context)
{
    (void)context;
    attach_memory();
    tell(1000, A, write_and_read);
    tell(1050, A, cancel_2);
    RUN_UNTIL(100000);
    CHECK_DONE("a2=-1");
    CHECK_TEXT(heard, "w123| ");
    return failures;
}

/** The last byte of the write is under way without a stop: one byte must be read to make one. */
static int a_transfer_is_cancelled_at_its_turn(void *context)
{
    (void)context;
    attach_memory();
    tell(1000, A, write_and_read);
    tell(1250, A, cancel_2);
    RUN_UNTIL(100000);
    CHECK_DONE("a2=-1");
    CHECK_TEXT(heard, "w123r.| ");
    return failures;
}

static int a_transfer_is_cancelled_while_it_reads(void *context)
{
    (void)context;
    attach_memory();
    tell(1000, A, read_five);
    tell(1150, A, cancel_4);
    RUN_UNTIL(100000);
    CHECK_DONE("a4=-1");
    CHECK_TEXT(heard, "r...| ");
    return failures;
}

/** Nothing was left out: the true result. */
static int a_cancel_comes_too_late(void *context)
{
    (void)context;
    attach_memory();
    tell(1000, A, write_three);
    tell(1050, A, cancel_3);
    tell(5000, A, write_and_read);
    tell(5430, A, cancel_2);
    RUN_UNTIL(100000);
    CHECK_DONE("a3=0 a2=2");
    return failures;
}

/* ---- Failures ----------------------------------------------------------------------------------------------- */

static void heal(void *context)
{
    (void)context;
    *sim_faults(SIM_I2C) = (struct sim_faults){0};
}

static int a_stuck_bus_is_given_time(void *context)
{
    (void)context;
    sim_faults(SIM_I2C)->lost = 65536;
    client_also_on_done = note_sensor;
    tell(1000, A, ask_nobody);
    tell(1001, A, read_sensor);
    sim_at(2000, heal, NULL);
    RUN_UNTIL(25000);
    CHECK_DONE("");
    return failures;
}

static int a_stuck_bus_times_out(void *context)
{
    (void)context;
    sim_faults(SIM_I2C)->lost = 65536;
    client_also_on_done = note_sensor;
    tell(1000, A, ask_nobody);
    tell(1001, A, read_sensor);
    sim_at(2000, heal, NULL);
    RUN_UNTIL(100000);
    CHECK_DONE("a1=-2 a0=2");
    CHECK(sixteenths == 344);
    return failures;
}

static int arbitration_is_lost(void *context)
{
    (void)context;
    sim_faults(SIM_I2C)->bus_error = 65536;
    tell(1000, A, ask_nobody);
    sim_at(2000, heal, NULL);
    tell(3000, A, read_sensor);
    RUN_UNTIL(100000);
    CHECK_DONE("a1=-8 a0=2");
    return failures;
}

static void forge_timeout(struct client *me)
{
    (void)me;
    CHECK(lev_post(BUS, (struct lev_event){LEV_EVENT_USER, 0}) == LEV_OK);
}

static int a_forged_timeout_does_nothing(void *context)
{
    (void)context;
    attach_memory();
    tell(1000, A, write_and_read);
    tell(1100, B, forge_timeout);
    RUN_UNTIL(100000);
    CHECK_DONE("a2=2");
    return failures;
}

static void report_for_nothing(void *context)
{
    static const uint8_t report[] = {0, 77};
    (void)context;
    CHECK(core_isr_stage(&core_nodes()[I2C0].sources[0], report, 2));
}

static int a_report_for_nothing_is_dropped(void *context)
{
    (void)context;
    client_also_on_done = note_sensor;
    sim_at(500, report_for_nothing, NULL);
    tell(1000, A, read_sensor);
    RUN_UNTIL(100000);
    CHECK_DONE("a0=2");
    CHECK(sixteenths == 344);
    struct lev_log_entry entry;
    while (core_log_take(&entry)) {
        CHECK(entry.text != NULL); /* a message: nobody was aborted */
    }
    return failures;
}

/* ---- Crashes ------------------------------------------------------------------------------------------------ */

static uint32_t results;

/** A client that reads on, whatever happens to the driver. */
static void read_on(struct client *me, struct lev_op *op)
{
    note_sensor(me, op);
    CHECK(op->result == 2 || op->result == LEV_E_RESTARTED);
    uint8_t *data = (uint8_t *)client_data(me, 0);
    CHECK(data != NULL);
    results += op->result == 2;
    if (results < 4) {
        data[0] = 0;
        CHECK(lev_i2c_transfer_start(&me->op[0], BUS, SENSOR, data, 16, 1, 2) == LEV_OK);
    }
}

static int abort_somewhere(void *context)
{
    failures = 0;
    client_also_on_done = read_on;
    tell(1000, A, read_sensor);
    abort_at_instant(*(const uint64_t *)context, I2C0);
    RUN_UNTIL(200000);
    CHECK(results == 4 && sixteenths == 344);
    CHECK(free_blocks() == 12 - 1);
    return aborts == 0 && failures == 0 ? 200 : failures;
}

static int the_driver_is_aborted_everywhere(void *context)
{
    (void)context;
    uint32_t hit = 0;
    uint64_t never = UINT64_MAX;
    uint64_t last = sim_child(abort_somewhere, &never).instants;
    for (uint64_t instant = 1; instant <= last && failures < 5; instant++) {
        int status = sim_child(abort_somewhere, &instant).status;
        hit += status == 0;
        CHECK(status == 0 || status == 200);
    }
    CHECK(hit >= 20);
    return failures;
}

static void end_life(struct client *me)
{
    (void)me;
    lev_restart();
}

/** The client dies with its transfer on the bus; the bus is free again for the next. */
static int client_restarts(void *context)
{
    failures = 0;
    attach_memory();
    tell(1000, A, write_and_read);
    tell(*(const uint64_t *)context, A, end_life);
    tell(9000, B, write_three);
    RUN_UNTIL(100000);
    CHECK(strstr(client_done, "b3=0") != NULL);
    CHECK(strcmp(heard + strlen(heard) - 6, "w123| ") == 0);
    CHECK(free_blocks() == 12 - 1);
    return failures;
}

static int the_client_restarts_at_any_time(void *context)
{
    (void)context;
    for (uint64_t at = 1001; at < 2000; at += 7) {
        CHECK(sim_child(client_restarts, &at).status == 0);
    }
    return failures;
}

/** Late and doubled interrupts, devices that do not answer, lost arbitration: each op ends, once, with a listed result. */
static int everything_goes_wrong(void *context)
{
    const uint64_t *seed = context;
    failures = 0;
    sim_seed_set(*seed);
    *sim_faults(SIM_I2C) = (struct sim_faults){
        .late = 16384,
        .late_ticks = 3000,
        .doubled = 16384,
        .nack = 2000,
        .bus_error = 2000,
        .lost = 2000};
    attach_memory();
    for (uint32_t i = 0; i < 8; i++) {
        uint8_t who = i % 2 == 0 ? A : B;
        tell(1000 + 100000 * i, who, write_and_read);
        tell(1050 + 100000 * i, who, read_five);
        tell(1100 + 100000 * i, who, write_three);
    }
    RUN_UNTIL(2000000);
    uint32_t count = 0;
    for (const char *c = client_done; *c != '\0'; c++) {
        count += *c == '=';
    }
    CHECK(count == 24);
    CHECK(strstr(client_done, "=-1 ") == NULL);
    return failures;
}

static int seeds(void *context)
{
    (void)context;
    for (uint64_t seed = 1; seed <= 100; seed++) {
        struct sim_result one = sim_child(everything_goes_wrong, &seed);
        struct sim_result same = sim_child(everything_goes_wrong, &seed);
        CHECK(one.status == 0 && one.hash == same.hash);
    }
    return failures;
}

int main(void)
{
    return run_cases((const struct test_case[]){
        CASE(the_sensor_is_read),
        CASE(nobody_answers),
        CASE(transfers_go_in_order),
        CASE(a_byte_is_refused),
        CASE(the_queue_is_bounded),
        CASE(what_cannot_be_done_is_refused),
        CASE(a_waiting_transfer_is_cancelled),
        CASE(a_transfer_is_cancelled_while_it_writes),
        CASE(a_transfer_is_cancelled_at_its_turn),
        CASE(a_transfer_is_cancelled_while_it_reads),
        CASE(a_cancel_comes_too_late),
        CASE(a_stuck_bus_is_given_time),
        CASE(a_stuck_bus_times_out),
        CASE(arbitration_is_lost),
        CASE(a_forged_timeout_does_nothing),
        CASE(a_report_for_nothing_is_dropped),
        CASE(the_driver_is_aborted_everywhere),
        CASE(the_client_restarts_at_any_time),
        CASE(seeds),
        {NULL, NULL},
    });
}
