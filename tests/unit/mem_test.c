/* SPDX-License-Identifier: MIT */
/**
 * Group mem: pieces, handles, and freed memory that waits for the handler to return.
 */
#include <lev/mem.h>

#include "core/clock.h"
#include "tests/unit/client.h"

/* clang-format off */
#define LEV_NODES(NODE)                                                                              \
    NODE(clock, clock, LEV_PRIORITY(31), 1, LEV_REJECT, 0, 0, 0, 0, 0, 0, LEV_SOURCES_OF(clock_alarm, 1)) \
    NODE(higher, client, LEV_PRIORITY(20), 2, LEV_REJECT, LEV_MS(2), 1, 0, 0, 0, 256,                \
         LEV_SOURCES_OF(higher_poke, 1), LEV_LINKS(LEV_TO(a)))                                       \
    NODE(a, client, LEV_PRIORITY(10), 1, LEV_DROP_OLDEST, LEV_MS(2), 1, 0, 0, 0, 256,                \
         LEV_SOURCES_OF(a_poke, 1), LEV_LINKS(LEV_TO(a)))                                            \
    NODE(bare, client, LEV_PRIORITY(5), 1, LEV_REJECT, LEV_MS(2), 1, 0, 0, 0, 0,                     \
         LEV_SOURCES_OF(bare_poke, 1), LEV_LINKS(LEV_TO(a)))
#define LEV_SOURCES(SOURCE)                                                                          \
    SOURCE(clock_alarm, clock, 0, 0) SOURCE(higher_poke, higher, 0, 32)                              \
    SOURCE(a_poke, a, 0, 32) SOURCE(bare_poke, bare, 0, 32)
#define LEV_CLOCK_SOURCE clock_alarm
#include <lev/deploy.h>
/* clang-format on */

enum { A = LEV_NODE_a, BARE = LEV_NODE_bare, HIGHER = LEV_NODE_higher };

static lev_handle kept[16];
static uint32_t turns;

/** A heap of 256 bytes: 32 of header, so 224 for pieces and 8 more for each. */
static void fill(struct client *me)
{
    (void)me;
    turns++;
    CHECK(lev_mem_get(0) == LEV_E_RANGE);
    CHECK(lev_mem_get(4097) == LEV_E_RANGE);
    CHECK(lev_mem_get(4096) == LEV_E_NOMEM);
    int count = 0;
    for (; count < 16; count++) {
        kept[count] = lev_mem_get(16);
        if (kept[count] < 0) {
            break;
        }
        uint8_t *data = lev_mem_data(kept[count]);
        CHECK(data != NULL && (uintptr_t)data % 8 == 0);
        for (int i = 0; data != NULL && i < 16; i++) {
            CHECK(data[i] == 0);
            data[i] = 0xff;
        }
    }
    CHECK(count == 224 / 24);
    CHECK(count < 16 && kept[count] == LEV_E_NOMEM);
    for (int i = 0; i < count; i++) { /* all of them lie apart: nobody has written over another */
        const uint8_t *data = lev_mem_data(kept[i]);
        CHECK(data != NULL && data[0] == 0xff && data[15] == 0xff);
    }
}

/** Freed, but the handler may still hold a pointer: nobody gets the piece. */
static void free_and_try(struct client *me)
{
    (void)me;
    const uint8_t *data = lev_mem_data(kept[2]);
    CHECK(lev_mem_put(kept[2]) == LEV_OK);
    CHECK(lev_mem_put(kept[2]) == LEV_E_DENIED);
    CHECK(lev_mem_data(kept[2]) == NULL);
    CHECK(lev_mem_get(16) == LEV_E_NOMEM);
    CHECK(data[0] == 0xff);
    turns++;
}

/** Now it is free, and zero; its old handle stays dead. */
static void take_again(struct client *me)
{
    (void)me;
    lev_result piece = lev_mem_get(9);
    CHECK(piece >= 0 && piece != kept[2]);
    CHECK((piece & 0xffff) == (kept[2] & 0xffff));
    CHECK(lev_mem_data(kept[2]) == NULL);
    const uint8_t *data = lev_mem_data(piece);
    CHECK(data != NULL && data[0] == 0 && data[15] == 0);
    CHECK(lev_mem_get(16) == LEV_E_NOMEM);
    turns++;
}

static int freed_memory_waits_for_the_handler(void *context)
{
    (void)context;
    tell(1000, A, fill);
    tell(2000, A, free_and_try);
    tell(3000, A, take_again);
    RUN_UNTIL(10000);
    CHECK(turns == 3);
    return failures;
}

static void post_over_full_mailbox(struct client *me)
{
    (void)me;
    for (uint16_t i = 0; i < 300; i++) {
        CHECK(lev_post(0, (struct lev_event){LEV_EVENT_USER, i}) == LEV_OK);
    }
}

/** What another node posts at a yield point, however much, is no new handler. */
static void free_and_yield(struct client *me)
{
    (void)me;
    CHECK(lev_mem_put(kept[2]) == LEV_OK);
    static const uint8_t number =
        2; /* the third tell: post_over_full_mailbox, by the higher node */
    CHECK(core_isr_stage(&core_nodes()[HIGHER].sources[0], &number, 1));
    lev_yield();
    CHECK(lev_mem_get(16) == LEV_E_NOMEM);
    turns++;
}

static int a_yield_is_not_the_end_of_a_handler(void *context)
{
    (void)context;
    tell(1000, A, fill);
    tell(2000, A, free_and_yield);
    tell(90000, HIGHER, post_over_full_mailbox);
    tell(3000, A, take_again);
    RUN_UNTIL(10000);
    CHECK(turns == 3);
    return failures;
}

static void mix_classes(struct client *me)
{
    (void)me;
    lev_result large = lev_mem_get(100);
    lev_result small = lev_mem_get(17);
    CHECK(large >= 0 && small >= 0);
    CHECK(lev_mem_get(128) == LEV_E_NOMEM);
    CHECK(lev_mem_put(large) == LEV_OK);
    kept[0] = small;
    turns++;
}

/** A piece keeps its class: a large one that is free does not serve a small request. */
static void ask_for_each_class(struct client *me)
{
    (void)me;
    CHECK(lev_mem_get(65) >= 0);
    CHECK(lev_mem_get(65) == LEV_E_NOMEM);
    CHECK(lev_mem_get(16) >= 0);
    CHECK(lev_mem_get(32) == LEV_E_NOMEM);
    CHECK(lev_mem_put(kept[0]) == LEV_OK);
    turns++;
}

static int pieces_keep_their_class(void *context)
{
    (void)context;
    tell(1000, A, mix_classes);
    tell(2000, A, ask_for_each_class);
    RUN_UNTIL(10000);
    CHECK(turns == 2);
    return failures;
}

static void end_life(struct client *me)
{
    (void)me;
    lev_restart();
}

static int a_restart_empties_the_heap(void *context)
{
    (void)context;
    tell(1000, A, fill);
    tell(2000, A, end_life);
    tell(3000, A, fill);
    RUN_UNTIL(10000);
    CHECK(turns == 2);
    return failures;
}

static void use_without_heap(struct client *me)
{
    (void)me;
    CHECK(lev_mem_get(16) == LEV_E_NOMEM);
    CHECK(lev_mem_data(LEV__HANDLE_MEM) == NULL);
    CHECK(lev_mem_put(LEV__HANDLE_MEM) == LEV_E_DENIED);
    CHECK(lev_mem_put(LEV_NO_HANDLE) == LEV_E_DENIED);
    turns++;
}

static void use_others_handle(struct client *me)
{
    (void)me;
    CHECK(lev_mem_data(kept[0]) == NULL);
    CHECK(lev_mem_data(0) == NULL);
    CHECK(lev_mem_data(kept[0] | 0x10000) == NULL);
    turns++;
}

static int handles_are_checked(void *context)
{
    (void)context;
    tell(1000, A, fill);
    tell(2000, BARE, use_without_heap);
    tell(3000, HIGHER, use_others_handle);
    RUN_UNTIL(10000);
    CHECK(turns == 3);
    return failures;
}

/** A node that ruins its heap's records, in any way, harms nobody else: it gets an answer or is restarted. */
static uint32_t random_word;

static void ruin(struct client *me)
{
    (void)me;
    uint8_t *heap = core_self()->current->heap;
    for (int i = 0; i < 16; i++) {
        kept[i] = lev_mem_get(16u + 8u * (uint32_t)i);
    }
    for (int i = 0; i < 3; i++) {
        random_word = random_word * 1664525u + 1013904223u;
        uint32_t at = random_word >> 16;
        heap[i == 0 ? at % 32 : 256 - 1 - at % 64] = (uint8_t)(random_word >> 8);
    }
    for (int i = 0; i < 16; i++) {
        (void)lev_mem_put(kept[i]);
    }
    turns++;
}

static void go_on(struct client *me)
{
    (void)me;
    for (int i = 0; i < 16; i++) {
        lev_result piece = lev_mem_get(16u + 8u * (uint32_t)i);
        const uint8_t *data = lev_mem_data(piece);
        const uint8_t *heap = core_self()->current->heap;
        CHECK(data == NULL || (data >= heap && data < heap + 256));
    }
}

static int ruined(void *context)
{
    failures = 0;
    random_word = *(const uint32_t *)context;
    tell(1000, HIGHER, fill);
    tell(2000, A, ruin);
    tell(3000, A, go_on);
    tell(4000, A, end_life);
    tell(5000, A, fill);
    tell(6000, HIGHER, free_and_try);
    RUN_UNTIL(10000);
    CHECK(turns >= 3);
    return failures;
}

static int a_ruined_heap_harms_nobody_else(void *context)
{
    (void)context;
    for (uint32_t seed = 0; seed < 500 && failures < 5; seed++) {
        CHECK(sim_child(ruined, &seed).status == 0);
    }
    return failures;
}

int main(void)
{
    return run_cases((const struct test_case[]){
        CASE(freed_memory_waits_for_the_handler),
        CASE(a_yield_is_not_the_end_of_a_handler),
        CASE(pieces_keep_their_class),
        CASE(a_restart_empties_the_heap),
        CASE(handles_are_checked),
        CASE(a_ruined_heap_harms_nobody_else),
        {NULL, NULL},
    });
}
