/* SPDX-License-Identifier: MIT */
/**
 * The log: levels, values, what finds it full, and that an abort always gets in.
 */
#include "tests/contract/zoo.h"

enum { ENTRIES = 4 }; /* of the zoo: LEV_LOG_ENTRIES is not set there */

static void empty_log(void)
{
    struct lev_log_entry entry;
    while (core_log_take(&entry)) {
    }
    if (core_log_lost() != 0) {
        CHECK_EQ(core_log_lost(), 0);
    }
}

TEST(an_entry_keeps_what_was_said_who_and_when)
{
    empty_log();
    struct lev_log_entry entry = {0};
    lev_log(LEV_LOG_WARN, "hello %d", -7);
    CHECK(core_log_take(&entry));
    CHECK_TEXT(entry.text, "hello %d");
    CHECK_EQ(entry.value, -7);
    CHECK_EQ(entry.level, LEV_LOG_WARN);
    CHECK_EQ(entry.rank, DIRECTOR);
    CHECK_EQ((lev_time)((entry.ticks << 8) / port_ticks_per_us_q8), lev_now());
    CHECK(!core_log_take(&entry));
}

TEST(levels_below_the_deployments_are_not_kept)
{
    empty_log();
    struct lev_log_entry entry = {0};
    lev_log(LEV_LOG_DEBUG, "not this", 0);
    CHECK(!core_log_take(&entry));
    lev_log(LEV_LOG_INFO, "this", 0);
    CHECK(core_log_take(&entry));
    CHECK_EQ(entry.level, LEV_LOG_INFO);
}

TEST(a_full_log_loses_the_new_and_counts)
{
    empty_log();
    struct lev_log_entry entry = {0};
    for (int32_t i = 0; i < ENTRIES + 3; i++) {
        lev_log(LEV_LOG_ERROR, "n", i);
    }
    CHECK_EQ(core_log_lost(), 3);
    CHECK_EQ(core_log_lost(), 0);
    for (int32_t i = 0; i < ENTRIES; i++) {
        CHECK(core_log_take(&entry));
        CHECK_EQ(entry.value, i);
    }
    CHECK(!core_log_take(&entry));
}

TEST(positions_wrap)
{
    empty_log();
    struct lev_log_entry entry = {0};
    for (int32_t i = 0; i < 600; i++) {
        lev_log(LEV_LOG_ERROR, "n", i);
        CHECK(core_log_take(&entry));
        CHECK_EQ(entry.value, i);
    }
    CHECK_EQ(core_log_lost(), 0);
}

TEST(a_text_that_is_not_constant_is_not_read)
{
    empty_log();
    static char writable[] = "secret";
    char on_the_stack[] = "secret";
    struct lev_log_entry entry = {0};
    lev_log(LEV_LOG_ERROR, writable, 0);
    lev_log(LEV_LOG_ERROR, on_the_stack, 0);
    for (uint32_t i = 0; i < 2; i++) {
        CHECK(core_log_take(&entry));
        CHECK(entry.text != writable && entry.text != on_the_stack);
        CHECK_TEXT(entry.text, "(a log text must be constant)");
    }
}

static void restart(struct probe *me, struct lev_event it)
{
    (void)me;
    if (is_user(it)) {
        lev_restart();
    }
}

TEST(an_abort_displaces_the_oldest_entry)
{
    STEPS;
    empty_log();
    for (int32_t i = 0; i < ENTRIES; i++) {
        lev_log(LEV_LOG_ERROR, "n", i);
    }
    on_event[LO] = restart;
    post(LO, 1);
    RUN;
    static struct lev_log_entry entry;
    CHECK_EQ(core_log_lost(), 1);
    for (int32_t i = 1; i < ENTRIES; i++) {
        CHECK(core_log_take(&entry));
        CHECK_EQ(entry.value, i);
    }
    CHECK(core_log_take(&entry));
    CHECK(entry.text == NULL);
    CHECK_EQ(entry.rank, LO);
    CHECK_EQ(entry.reason, LEV_START_REQUESTED);
    CHECK(!core_log_take(&entry));
    END;
}
