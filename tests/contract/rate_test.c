/* SPDX-License-Identifier: MIT */
/**
 * Rate limits: a source is dispatched so often in a period of 10 ms and then waits for the next one, whatever its interrupts do.
 * What it brought waits with it; nobody else does; and when it is over nothing is left to wake the board.
 */
#include "tests/contract/yard.h"
#include "tests/support/invariants.h"

enum { STORM = 3 * YARD_LIMIT + 1, SOURCES = 2 };

/** When a waiting source goes on: this long after its period began, at most. */
#define SOON LEV_MS(1)

/** Per source of DRV: signals still to come, dispatches, and the period of the first. */
static struct storm {
    uint32_t left, count, first;
} storm[SOURCES];

static uint32_t period_ticks(void)
{
    return (uint32_t)((uint64_t)YARD_PERIOD * port_ticks_per_us_q8 >> 8);
}

static uint32_t period_now(void)
{
    return (uint32_t)(opt_stamp_ticks(core_self()) / period_ticks());
}

/** Microseconds since the period began. */
static uint32_t since_begin(void)
{
    uint64_t into = opt_stamp_ticks(core_self()) % period_ticks();
    return (uint32_t)((into << 8) / port_ticks_per_us_q8);
}

/** Microseconds until a period has just begun. */
static int64_t until_next(void)
{
    return YARD_PERIOD - (int64_t)since_begin() + 100;
}

static const struct lev_source *source_of(uint8_t rank, uint8_t number)
{
    return &node_of(rank)->sources[number];
}

/** As DRV: each dispatch is one of its source's storm, which goes on while the handler runs. */
static void take_storm(struct probe *me, struct lev_event it)
{
    (void)me;
    if (it.id != LEV_EVENT_STAGED) {
        return;
    }
    struct storm *mine = &storm[it.arg];
    mine->first = mine->count == 0 ? period_now() : mine->first;
    CHECK_EQ(period_now() - mine->first, mine->count / YARD_LIMIT);
    if (mine->count != 0 && mine->count % YARD_LIMIT == 0) {
        CHECK(since_begin() <= SOON);
    }
    mine->count++;
    if (mine->left != 0) {
        mine->left--;
        CHECK(interrupt(source_of(DRV, (uint8_t)it.arg), NULL, 0));
    }
}

static void begin_storm(uint8_t number)
{
    storm[number] = (struct storm){.left = STORM - 1};
    CHECK(interrupt(source_of(DRV, number), NULL, 0));
}

/** Nothing that a limit has left behind wakes the board. */
static void check_asleep(void)
{
    CHECK(core_image()->clock->wake_at == UINT64_MAX);
    CHECK_EQ(source_of(DRV, 0)->ram->signal, 0);
    CHECK_EQ(source_of(DRV, 1)->ram->signal, 0);
}

TEST(a_storm_gets_its_limit_in_each_period_and_no_more)
{
    STEPS;
    on_event[DRV] = take_storm;
    WAIT(until_next());
    begin_storm(0);
    RUN;
    CHECK_EQ(storm[0].count, YARD_LIMIT);
    CHECK_EQ(source_of(DRV, 0)->ram->signal, 1);
    WAIT(YARD_PERIOD);
    CHECK_EQ(storm[0].count, 2 * YARD_LIMIT);
    WAIT(5 * YARD_PERIOD);
    CHECK_EQ(storm[0].count, STORM);
    check_asleep();
    END;
}

TEST(sources_have_limits_of_their_own)
{
    STEPS;
    on_event[DRV] = take_storm;
    WAIT(until_next());
    begin_storm(0);
    begin_storm(1);
    RUN;
    CHECK_EQ(storm[0].count, YARD_LIMIT);
    CHECK_EQ(storm[1].count, YARD_LIMIT);
    WAIT(5 * YARD_PERIOD);
    CHECK_EQ(storm[0].count, STORM);
    CHECK_EQ(storm[1].count, STORM);
    check_asleep();
    END;
}

TEST(another_source_does_not_wait_for_one_that_has_to)
{
    STEPS;
    on_event[DRV] = take_storm;
    WAIT(until_next());
    begin_storm(0);
    RUN;
    for (scene.count = 1; scene.count <= YARD_LIMIT; scene.count++) {
        storm[1] = (struct storm){0};
        CHECK(interrupt(source_of(DRV, 1), NULL, 0));
        RUN;
        CHECK_EQ(storm[1].count, 1);
        CHECK_EQ(storm[0].count, YARD_LIMIT);
    }
    WAIT(5 * YARD_PERIOD);
    CHECK_EQ(storm[0].count, STORM);
    check_asleep();
    END;
}

/** Takes part in the storm, and its bytes. */
static void take_bytes(struct probe *me, struct lev_event it)
{
    char letters[17] = {0};
    take_storm(me, it);
    if (it.id == LEV_EVENT_STAGED && core_stage_take(0, letters, 16) != 0) {
        trace_word(letters, (int32_t)core_stage_lost(0));
    }
}

TEST(what_comes_meanwhile_waits_and_is_not_lost)
{
    STEPS;
    on_event[DRV] = take_bytes;
    storm[0] = (struct storm){0};
    WAIT(until_next());
    for (scene.count = 0; scene.count < YARD_LIMIT; scene.count++) {
        CHECK(interrupt(source_of(DRV, 0), "a", 1));
        RUN;
    }
    CHECK_TEXT(trace(), "a0 a0 a0");
    for (scene.count = 0; scene.count < 4; scene.count++) { /* each makes DRV ready for nothing */
        CHECK(interrupt(source_of(DRV, 0), "bc", 2));
        RUN;
    }
    CHECK_TEXT(trace(), "");
    WAIT(2 * YARD_PERIOD);
    CHECK_TEXT(trace(), "bcbcbcbc0");
    CHECK_EQ(storm[0].count, YARD_LIMIT + 1);
    check_asleep();
    END;
}

/** As FREE: signals itself; 20 in one period. */
static void take_all(struct probe *me, struct lev_event it)
{
    (void)me;
    if (it.id == LEV_EVENT_STAGED && ++scene.count < 20) {
        CHECK(interrupt(source_of(FREE, 0), NULL, 0));
    }
}

TEST(nodes_without_a_limit_and_lower_ones_do_not_wait)
{
    STEPS;
    on_event[DRV] = take_storm;
    on_event[FREE] = take_all;
    WAIT(until_next());
    begin_storm(0);
    CHECK(interrupt(source_of(FREE, 0), NULL, 0));
    post(DRV, 1); /* its events are not limited, either */
    post(LOW, 2);
    scene.value[0] = period_now();
    RUN;
    CHECK_EQ(period_now(), scene.value[0]);
    CHECK_EQ(scene.count, 20);
    CHECK_TEXT(trace(), "low2");
    CHECK_EQ(storm[0].count, YARD_LIMIT);
    WAIT(5 * YARD_PERIOD);
    CHECK_EQ(storm[0].count, STORM);
    END;
}

TEST(a_source_below_its_limit_never_waits)
{
    STEPS;
    on_event[DRV] = take_storm;
    for (scene.count = 0; scene.count < 3; scene.count++) {
        storm[1] = (struct storm){.left = YARD_LIMIT - 1};
        WAIT(until_next());
        CHECK(interrupt(source_of(DRV, 1), NULL, 0));
        RUN;
        CHECK_EQ(storm[1].count, YARD_LIMIT);
        check_asleep();
    }
    END;
}

static void restart_when_told(struct probe *me, struct lev_event it)
{
    if (is_user(it)) {
        lev_restart();
    }
    take_storm(me, it);
}

/** The limit is the source's, not the life's; and what waits is the new life's to take. */
TEST(a_driver_that_restarts_goes_on_in_the_next_period)
{
    STEPS;
    on_event[DRV] = restart_when_told;
    WAIT(until_next());
    begin_storm(0);
    RUN;
    post(DRV, 1);
    RUN;
    CHECK_EQ(storm[0].count, YARD_LIMIT);
    WAIT(5 * YARD_PERIOD);
    CHECK_EQ(storm[0].count, STORM);
    check_asleep();
    END;
}
