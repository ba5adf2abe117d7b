/* SPDX-License-Identifier: MIT */
/**
 * A deployment: the one C file of const tables that names an image's nodes and everything that may be chosen late.
 *
 * The file defines lists and then includes this header, which makes the tables of tables.h from them:
 *
 *     #include "core/clock.h"              // each driver's header stands beside it and says what it needs
 *     #include "drivers/uart/uart.h"
 *     #include "greenhouse.h"
 *
 *     //   name        component   priority          slots policy      budget     ops timers bufs objs heap  more
 *     #define LEV_NODES(NODE)                                                                                       \
 *     NODE(clock,      clock,      LEV_PRIORITY(31), 1,    LEV_REJECT, LEV_MS(5),  0, 0,     0,   0,   0,           \
 *          LEV_SOURCES_OF(clock_alarm, 1))                                                                          \
 *     NODE(uart0,      uart,       LEV_PRIORITY(20), 4,    LEV_REJECT, LEV_MS(5),  0, 0,     0,   0,   0,           \
 *          .unit = 0, LEV_SOURCES_OF(uart0_rx, 1))                                                                  \
 *     NODE(greenhouse, greenhouse, LEV_PRIORITY(5),  8,    LEV_REJECT, LEV_MS(20), 4, 1,     2,   0,   0,           \
 *          LEV_LINKS([GREENHOUSE_CONSOLE] = LEV_TO(uart0)))
 *
 *     //     name         node   number bytes
 *     #define LEV_SOURCES(SOURCE)  SOURCE(clock_alarm, clock, 0, 0)  SOURCE(uart0_rx, uart0, 0, 64)
 *     #define LEV_CLOCK_SOURCE     clock_alarm
 *     //   bytes (power of two) count; smallest first
 *     #define LEV_POOLS(POOL)      POOL(64, 4) POOL(512, 2)
 *     #include <lev/deploy.h>
 *
 * Nodes stand in order of priority, highest first; nodes of one priority stand together and say LEV_SHARED(n). Slots
 * are a power of two, 1 to 128. The budget is the CPU time of one handler; 0: none. `objs` is how many streams, listeners
 * and the like the node may hold open. `heap` is bytes for group mem, a multiple of 8. Options after it are fields of
 * struct lev_node: `.unit`, `.config`, LEV_LINKS(…), LEV_SOURCES_OF(…), LEV_WINDOWS(…), LEV_RESTARTS(.limit = 3, …) with
 * fields of struct lev_restart_policy, and, where LEV_RATE_LIMITS is defined, LEV_RATE_LIMIT(dispatches of a source per 10 ms);
 * without any the row still ends in a comma. LEV_LOG_NODE names the node that prints the log, LEV_LOG_LEVEL and
 * LEV_LOG_ENTRIES what is kept. What is wrong is refused by the compiler, or at start with a numbered assertion of module
 * DEPLOY: 1, a node has fewer links than its component needs; 2, a source names one node, and another lists it or none.
 */
#ifndef LEV_DEPLOY_H
#define LEV_DEPLOY_H

#include "board_config.h" /* LEV_TICKS_PER_US_Q8: the board's clock rate, ticks per microsecond * 256 */

#include <lev/tables.h>

/* Macro tables, aligned by hand. */
/* clang-format off */

#ifndef LEV_NODES
#error "a deployment defines LEV_NODES(NODE) before including <lev/deploy.h>; see the example there"
#endif
#ifndef LEV_SOURCES
#define LEV_SOURCES(SOURCE)
#endif
#ifndef LEV_POOLS
#define LEV_POOLS(POOL)
#endif
#ifndef LEV_LOG_LEVEL
#define LEV_LOG_LEVEL 1 /* LEV_LOG_INFO */
#endif

#ifndef LEV_LOG_ENTRIES
#define LEV_LOG_ENTRIES 4 /* the last aborts are kept even where nobody prints them */
#endif

/* A condition within an expression: 0, or the compiler says why not. */
#define LEV__REQUIRE(condition, why) (0 * sizeof(struct { LEV_STATIC_ASSERT(condition, why); int unused; }))

/* What may stand in the columns. */
#define LEV_PRIORITY(n) ((n) >= 0 && (n) <= 254 ? (n) : -1)
#define LEV_SHARED(n) ((n) >= 0 && (n) <= 254 ? (n) | LEV__SHARED : -1)
#define LEV__SHARED 0x100
#define LEV_RESTARTS(...)                                                                          \
    .restart = &(const struct lev_restart_policy) {__VA_ARGS__, .allows = core_restart_allows}
#ifdef LEV_RATE_LIMITS
#define LEV_RATE_LIMIT(per_10_ms) .rate_limit = (per_10_ms)
#else
#define LEV_RATE_LIMIT(per_10_ms) .rate_limit = LEV__REQUIRE(0, "a rate limit needs LEV_RATE_LIMITS to be defined")
#endif
#define LEV_TO(node_name) &lev_nodes[LEV_NODE_##node_name]
#define LEV_LINKS(...)                                                                             \
    .links = (const struct lev_node *const[]){__VA_ARGS__},                                        \
    .link_count = LEV__LENGTH(__VA_ARGS__)                                                         \
        + LEV__REQUIRE(LEV__LENGTH(__VA_ARGS__) == LEV__COUNT(__VA_ARGS__),                        \
            "LEV_LINKS has a hole, or gives a number twice: each from 0 to the last needs one LEV_TO()")
#define LEV__LENGTH(...) (sizeof((const struct lev_node *const[]){__VA_ARGS__}) / sizeof(struct lev_node *))
/* How many arguments there are, up to 40: the numbers move right by one for each. */
#define LEV__COUNT(...)                                                                            \
    LEV__COUNT2(__VA_ARGS__, 40, 39, 38, 37, 36, 35, 34, 33, 32, 31, 30, 29, 28, 27, 26, 25, 24,   \
        23, 22, 21, 20, 19, 18, 17, 16, 15, 14, 13, 12, 11, 10, 9, 8, 7, 6, 5, 4, 3, 2, 1, 0)
#define LEV__COUNT2(a, b, c, d, e, f, g, h, i, j, k, l, m, n, o, p, q, r, s, t, u, v, w, x, y, z,  \
        aa, bb, cc, dd, ee, ff, gg, hh, ii, jj, kk, ll, mm, nn, count, ...) count
#define LEV_SOURCES_OF(first_source, count)                                                        \
    .sources = &lev__sources[LEV_SOURCE_##first_source],                                           \
    .source_count = (count)                                                                        \
        + LEV__REQUIRE((count) >= 1 && LEV_SOURCE_##first_source + (count) <= LEV__SOURCE_COUNT,   \
            "LEV_SOURCES_OF(" #first_source ", ...) reaches past the last of LEV_SOURCES")
#define LEV_WINDOWS(...)                                                                           \
    .windows = (const struct lev_window[]){__VA_ARGS__},                                           \
    .window_count = sizeof((const struct lev_window[]){__VA_ARGS__}) / sizeof(struct lev_window)

/** Microseconds to ticks, rounded up, as a constant expression. */
#define LEV__TICKS(us) ((uint32_t)(((uint64_t)(us) * LEV_TICKS_PER_US_Q8 + 255u) >> 8))
#define LEV__BUDGET(us) ((us) == 0 ? LEV__BUDGET_NONE : LEV__TICKS(us))

/* Ranks, first op record and first timer record of each node. */
#define LEV__RANK(name, ...) LEV_NODE_##name,
enum { LEV_NODES(LEV__RANK) LEV__NODE_COUNT };
#define LEV__OP_FIRST(name, component, prio, slots, policy, budget, ops, ...)                      \
    LEV__OPS_##name, LEV__OPS_LAST_##name = LEV__OPS_##name + (ops)-1,
enum { LEV_NODES(LEV__OP_FIRST) LEV__OP_COUNT };
#define LEV__TIMER_FIRST(name, component, prio, slots, policy, budget, ops, timers, ...)           \
    LEV__TIMERS_##name, LEV__TIMERS_LAST_##name = LEV__TIMERS_##name + (timers)-1,
enum { LEV_NODES(LEV__TIMER_FIRST) LEV__TIMER_COUNT };
#define LEV__HEAP(name, component, prio, slots, policy, budget, ops, timers, bufs, objs, heap, ...) +(heap)
enum { LEV__HEAP_BYTES = 0 LEV_NODES(LEV__HEAP) };
#define LEV__SOURCE_INDEX(name, ...) LEV_SOURCE_##name,
enum { LEV_SOURCES(LEV__SOURCE_INDEX) LEV__SOURCE_COUNT };
#define LEV__SOURCE_NODE(name, node_name, ...) LEV__NODE_OF_##name = LEV_NODE_##node_name,
enum { LEV_SOURCES(LEV__SOURCE_NODE) LEV__NODE_OF_NO_SOURCE };
#define LEV__POOL_INDEX(bytes, count) LEV__POOL_##bytes,
enum { LEV_POOLS(LEV__POOL_INDEX) LEV__POOL_COUNT };
#define LEV__POOL_FIRST(bytes, count)                                                              \
    LEV__BLOCKS_##bytes, LEV__BLOCKS_LAST_##bytes = LEV__BLOCKS_##bytes + (count)-1,
enum { LEV_POOLS(LEV__POOL_FIRST) LEV__BLOCK_COUNT };

/* Which policies there are: LEV_REJECT is 0. */
#define LEV__POLICY(name, component, prio, slots, policy, ...) | (policy)
enum { LEV__POLICIES = 0 LEV_NODES(LEV__POLICY) };

/* Which have equals. */
#define LEV__ANY_SHARED(name, component, prio, ...) | (prio)
enum { LEV__SHARED_NODES = (0 LEV_NODES(LEV__ANY_SHARED)) & LEV__SHARED };

/* From 2 n + shared down to at most 2 m + 1 if the next one is shared, else 2 m: so of two neighbours the first has the higher
   priority, or both have the same and say so. */
#define LEV__ORDER(name, component, prio, ...)                                                     \
    >= (((prio) & 0xff) * 2 + ((prio) < LEV__SHARED ? 2 : 1)) && ((prio) & 0xff) * 2 + ((prio) >= LEV__SHARED)
LEV_STATIC_ASSERT(0x200 LEV_NODES(LEV__ORDER) >= 0,
    "nodes stand in order of priority, highest first; those of one priority say LEV_SHARED(n)");

LEV_STATIC_ASSERT(LEV__NODE_COUNT <= LEV__NODES_MAX, "one bit of the ready word per node");
LEV_STATIC_ASSERT(LEV_LOG_ENTRIES >= 1 && LEV_LOG_ENTRIES <= 128 && (LEV_LOG_ENTRIES & (LEV_LOG_ENTRIES - 1)) == 0,
    "log entries: a power of two, 1 to 128");
LEV_STATIC_ASSERT(LEV__OP_COUNT + LEV__TIMER_COUNT < LEV__NONE, "16-bit record indices");

/* Checks of each node's columns. */
#define LEV__CHECK(name, component, prio, slots, policy, budget, ops, timers, bufs, objs, heap, ...) \
    LEV_STATIC_ASSERT(                                                                             \
        (slots) >= 1 && (slots) <= 128 && ((slots) & ((slots)-1)) == 0,                            \
        #name ": mailbox slots must be a power of two, 1 to 128");                                 \
    LEV_STATIC_ASSERT(((prio) & 0xff) <= 254 && (prio) >= 0, #name ": priorities are 0 to 254");        \
    LEV_STATIC_ASSERT((ops) >= 0, #name ": how many ops?");                                        \
    LEV_STATIC_ASSERT((bufs) >= 0 && (bufs) <= 4096, #name ": a node holds at most 4096 buffers"); \
    LEV_STATIC_ASSERT((objs) >= 0 && (objs) < 0xffff, #name ": at most 65534 objects");            \
    LEV_STATIC_ASSERT((heap) % 8 == 0, #name ": heap bytes must be a multiple of 8");              \
    LEV_STATIC_ASSERT((timers) >= 0 && (timers) <= 255, #name ": at most 255 timers");             \
    LEV_STATIC_ASSERT(                                                                             \
        ((uint64_t)(budget)*LEV_TICKS_PER_US_Q8 >> 8) < LEV__BUDGET_NONE,                          \
        #name ": the budget is longer than this board's clock can measure");
LEV_NODES(LEV__CHECK)
#define LEV__CHECK_POOL(bytes, count)                                                              \
    LEV_STATIC_ASSERT(                                                                             \
        (bytes) >= 16 && ((bytes) & ((bytes)-1)) == 0 && (count) >= 1,                             \
        "pool classes are powers of two from 16 bytes, with at least one block");
LEV_POOLS(LEV__CHECK_POOL)
#define LEV__ASCENDING(bytes, count) < (bytes) && (bytes)
LEV_STATIC_ASSERT(0 LEV_POOLS(LEV__ASCENDING) >= 0, "pools stand in order of their bytes, smallest first");

/* Memory. A node's block is its state followed by its heap. */
#define LEV__BLOCK_STATE(component) ((sizeof(struct component) + 7u) & ~(size_t)7u)
#define LEV__MEMORY(name, component, prio, slots, policy, budget, ops, timers, bufs, objs, heap_size, ...) \
    static _Alignas(8) uint8_t name##_block[LEV__BLOCK_STATE(component) + (heap_size)];            \
    static struct {                                                                                \
        struct lev_node_ram ram;                                                                   \
        struct lev_event slot[slots];                                                              \
    } name##_mailbox;                                                                              \
    __attribute__((unused)) static uint16_t name##_free_op;                                        \
    __attribute__((unused)) static struct lev_buf_slot name##_buffers[(bufs) + 1];                 \
    __attribute__((unused)) static struct lev_object_slot name##_objects[(objs) + 1];
#include <lev/deploy_tables.h>

/* clang-format on */

#endif
