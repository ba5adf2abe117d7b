/* SPDX-License-Identifier: MIT */
/**
 * A budget that runs out inside the API, at one instruction after the other: an abort waits while core works on its tables,
 * and where it does not wait nothing is lost, found twice, or ready for nothing.
 */
#include "tests/contract/yard.h"
#include "tests/support/invariants.h"
#include "tests/support/moment.h"

/** What CUT calls; `prepare` comes before the time runs. */
struct call {
    void (*prepare)(struct probe *me);
    void (*make)(struct probe *me);
};

static const struct call *call;
static uint32_t
    step; /**< the budget runs out so many instructions after the call began, or a bit before */
static volatile bool began, came_back;
static uint32_t cut_inside; /**< calls that were cut */
static uint32_t last_cut;   /**< the last step that cut one */
static uint32_t arrived;    /**< at LOW */

/** Steps differ by less: when none of so many has cut it, the call is behind us. */
enum { BEHIND = 40, CUT_INSIDE_MIN = 12 };

/** Nobody else runs between an abort and the new life: LOW is ready just if it has an event. */
static void look_at_low(void)
{
    const struct lev_node *low = node_of(LOW);
    bool ready = ((core_self()->ready | core_self()->ready_isr) & low->ready_bit) != 0;
    CHECK_EQ(ready, low->ram->count != 0);
}

static void be_cut(struct probe *me, struct lev_event it)
{
    if (it.id == LEV_EVENT_START) {
        look_at_low();
    }
    if (!is_user(it) || number_of(it) != 1) {
        return;
    }
    began = false;
    came_back = false;
    if (call->prepare != NULL) {
        call->prepare(me);
    }
    moment_end(step);
    began = true;
    call->make(me);
    came_back = true;
    test_spend(20 * YARD_BUDGET);
    NEVER("the budget did not run out");
}

static void arrive(struct probe *me, struct lev_event it)
{
    (void)me;
    arrived += is_user(it);
    if ((it.id & LEV_EVENT_BUFFER) != 0) {
        CHECK_EQ(lev_buf_put(lev_event_buf(it)), LEV_OK);
    }
}

static void begin(const struct call *what)
{
    on_event[CUT] = be_cut;
    on_event[LOW] = arrive;
    on_event[SRV] = serve_later;
    call = what;
    cut_inside = 0;
    last_cut = 0;
    step = 0;
}

static void next_step(void)
{
    step = moment_next(step);
    arrived = 0;
    post(CUT, 1);
}

/** What came of this step. @return there is another one */
static bool goes_on(void)
{
    check_invariants();
    (void)trace();
    cut_inside += began && !came_back;
    last_cut = came_back ? last_cut : step;
    if (test_failed_checks != 0) {
        test_say("step ");
        test_say_number(step);
        test_say("\n");
        return false;
    }
    return step < last_cut + BEHIND && step < moment_steps_max;
}

/** The call was cut in many places and at last no more. */
static void check_cuts(void)
{
    CHECK(cut_inside >= CUT_INSIDE_MIN);
    CHECK(step < moment_steps_max);
}

/* ---- Ops ------------------------------------------------------------------------------------------------- */

static void get_block(struct probe *me)
{
    me->word[0] = (uint32_t)lev_buf_get(32);
}

static void start_with_block(struct probe *me)
{
    CHECK_EQ(start_op(&me->op[0], SRV, lev_buf_data((lev_handle)me->word[0]), 32), LEV_OK);
}

/** Its server lets go when it is asked to, and the new life begins. */
TEST(starting_an_op_with_a_block)
{
    STEPS;
    static const struct call start = {get_block, start_with_block};
    begin(&start);
    do {
        next_step();
        RUN;
    } while (goes_on());
    check_cuts();
    END;
}

static void cancel(struct probe *me)
{
    CHECK_EQ(lev_op_cancel(&me->op[0]), LEV_OK);
}

static void get_and_start(struct probe *me)
{
    get_block(me);
    start_with_block(me);
}

TEST(cancelling_an_op)
{
    STEPS;
    static const struct call cancelling = {get_and_start, cancel};
    begin(&cancelling);
    do {
        next_step();
        RUN;
    } while (goes_on());
    check_cuts();
    END;
}

/* ---- Posts ----------------------------------------------------------------------------------------------- */

static void post_low(struct probe *me)
{
    (void)me;
    post(LOW, 3);
}

/** To a lower node, and nothing else makes that ready: once or not at all, and once if the call came back. */
TEST(posting)
{
    STEPS;
    static const struct call posting = {NULL, post_low};
    begin(&posting);
    do {
        next_step();
        RUN;
        CHECK(arrived == 1 || (arrived == 0 && !came_back));
    } while (goes_on());
    check_cuts();
    END;
}

static void send_block(struct probe *me)
{
    CHECK_EQ(lev_send(LOW, LEV_EVENT_USER + 3, (lev_handle)me->word[0]), LEV_OK);
}

TEST(sending_a_block)
{
    STEPS;
    static const struct call sending = {get_block, send_block};
    begin(&sending);
    do {
        next_step();
        RUN;
        CHECK(arrived == 1 || (arrived == 0 && !came_back));
    } while (goes_on());
    check_cuts();
    END;
}

static void fill_low(struct probe *me)
{
    for (uint32_t i = 0; i <= node_of(LOW)->slot_mask; i++) {
        post(LOW, 2);
    }
    get_block(me);
}

TEST(sending_a_block_to_a_full_mailbox)
{
    static uint16_t lost;
    STEPS;
    static const struct call sending = {fill_low, send_block};
    begin(&sending);
    do {
        next_step();
        RUN;
        CHECK_EQ(arrived, 4);
        lost = drops(LOW);
        CHECK(lost == 1 || (lost == 0 && !came_back));
    } while (goes_on());
    check_cuts();
    END;
}

/* ---- Blocks and timers ----------------------------------------------------------------------------------- */

static void get_and_put(struct probe *me)
{
    get_block(me);
    CHECK_EQ(lev_buf_put((lev_handle)me->word[0]), LEV_OK);
}

TEST(getting_and_putting_a_block)
{
    STEPS;
    static const struct call getting = {NULL, get_and_put};
    begin(&getting);
    do {
        next_step();
        RUN;
    } while (goes_on());
    check_cuts();
    END;
}

static void start_timer(struct probe *me)
{
    me->word[0] = (uint32_t)lev_timer_start(0, 50, LEV_EVENT_USER + 2);
}

/** Timers end with the life, so nothing of it comes later. */
TEST(starting_a_timer)
{
    STEPS;
    static const struct call starting = {NULL, start_timer};
    begin(&starting);
    do {
        next_step();
        RUN;
    } while (goes_on());
    check_cuts();
    END;
}

static void stop_timer(struct probe *me)
{
    CHECK_EQ(lev_timer_stop((lev_handle)me->word[0]), LEV_OK);
}

TEST(stopping_a_timer)
{
    STEPS;
    static const struct call stopping = {start_timer, stop_timer};
    begin(&stopping);
    do {
        next_step();
        RUN;
    } while (goes_on());
    check_cuts();
    END;
}

static void start_sleep(struct probe *me)
{
    CHECK_EQ(lev_sleep_start(&me->op[0], 50), LEV_OK);
}

TEST(starting_a_sleep)
{
    STEPS;
    static const struct call starting = {NULL, start_sleep};
    begin(&starting);
    do {
        next_step();
        RUN;
    } while (goes_on());
    check_cuts();
    END;
}

/* ---- Sleep of the board ---------------------------------------------------------------------------------- */

enum { WOKEN = LEV_EVENT_USER + 7, STEPS_TO_SLEEP = 600, SOON_US = 60 };

/** An interrupt somewhere between this handler and the board's sleep, or in it. */
static void be_woken(struct probe *me, struct lev_event it)
{
    (void)me;
    if (it.id == LEV_EVENT_STAGED || it.id == WOKEN) {
        scene.count++;
        CHECK(moment_ago() <= SOON_US);
    } else if (is_user(it)) {
        moment_wake(step, WOKEN);
    }
}

TEST(a_wake_up_on_the_way_to_sleep_is_not_lost)
{
    STEPS;
    on_event[FREE] = be_woken;
    for (step = 1; step <= STEPS_TO_SLEEP; step = moment_next(step)) {
        scene.count = 0;
        post(FREE, 1);
        WAIT(LEV_MS(1)); /* when a wake-up that was lost is found */
        CHECK_EQ(scene.count, 1);
        if (test_failed_checks != 0) {
            step = STEPS_TO_SLEEP;
        }
    }
    END;
}
