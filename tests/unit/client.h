/* SPDX-License-Identifier: MIT */
/**
 * A client for tests of drivers and groups in the simulator: a node that does what the script tells it, when it tells it.
 *
 *     static void ask(struct client *me) { … lev_read_line_start(&me->op[0], LINK, …) … }
 *
 *     static int a_line(void *context)
 *     {
 *         tell(1000, A, ask);
 *         RUN_UNTIL(100000);
 *         CHECK_DONE("a0=4");
 *         return failures;
 *     }
 *     int main(void) { return run_cases((struct test_case[]){CASE(a_line), {NULL, NULL}}); }
 *
 * Each case runs in a process of its own. Completions are written down as node name, op number, result. A client's source 0
 * is what the script pokes it through, so that it acts in a handler of its own.
 */
#ifndef TESTS_UNIT_CLIENT_H
#define TESTS_UNIT_CLIENT_H

#include <stdio.h>
#include <string.h>

#include "core/core.h"
#include "ports/hosted/sim/sim.h"

enum { CLIENT_OPS = 10 };

struct client {
    struct lev_op op[CLIENT_OPS];
    lev_handle buf[CLIENT_OPS];
};

typedef void client_fn(struct client *me);
typedef void client_event_fn(struct client *me, struct lev_event event);
typedef void client_done_fn(struct client *me, struct lev_op *op);

void client_on_event(void *state, struct lev_event event);
extern const struct lev_component client_component;

/** At tick `at`, in a handler of the client of this rank: call fn. */
void tell(uint64_t at, uint8_t rank, client_fn *fn);

/** At tick `at`, the other end of UART 0 types this. */
void type_at(uint64_t at, const char *text);

/** Also called for each event, and each completion, of any client; NULL: nothing. */
extern client_event_fn *client_also_on_event;
extern client_done_fn *client_also_on_done;

/** Completions so far: "a0=4 b1=-11"; the first letter is the node name's. */
extern char client_done[2048];

/** Take a block and keep its handle as me->buf[number]. @return its address */
void *client_buf(struct client *me, int number, uint32_t bytes);
/** Address of me->buf[number]; NULL: not the client's now. */
char *client_data(const struct client *me, int number);

/** From tick `at` on: abort the first handler of the node `rank` that comes to an instant, `count` times. */
void abort_node(uint64_t at, uint8_t rank, uint32_t count);
/** Abort whoever runs at this instant, if it is the node `rank`. */
void abort_at_instant(uint64_t number, uint8_t rank);
/** Aborts that have happened. */
extern uint32_t aborts;

/** Blocks of the pools that are free. */
uint32_t free_blocks(void);

extern int failures;
void check_text(const char *actual, const char *expected, const char *file, int line);
#define CHECK(condition)                                                    \
    do {                                                                    \
        if (!(condition)) {                                                 \
            fprintf(stderr, "%s:%d: %s\n", __FILE__, __LINE__, #condition); \
            failures++;                                                     \
        }                                                                   \
    } while (0)
#define CHECK_TEXT(actual, expected) check_text((actual), (expected), __FILE__, __LINE__)
#define CHECK_DONE(expected)         CHECK_TEXT(client_done, expected)

#define RUN_UNTIL(ticks)       \
    do {                       \
        sim_limit(ticks);      \
        CHECK(sim_run() == 0); \
    } while (0)

struct test_case {
    const char *name;
    int (*scenario)(void *context);
};
#define CASE(name)  \
    {               \
#name, name \
    }

/** Run all, each in a child. @return a status for main() */
int run_cases(const struct test_case *cases);

#endif
