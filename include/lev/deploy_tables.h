/* SPDX-License-Identifier: MIT */
/**
 * Second half of deploy.h: the definitions. Included by it alone.
 */
#ifndef LEV_DEPLOY_TABLES_H
#define LEV_DEPLOY_TABLES_H

/* Macro tables, aligned by hand. */
/* clang-format off */

/* Two nodes of one component, or a component's own header, declare it again. */
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wredundant-decls"
LEV_NODES(LEV__MEMORY)
#pragma GCC diagnostic pop

__attribute__((unused)) static struct lev_buf_slot lev__no_buffers[1];
__attribute__((unused)) static uint32_t lev__served;

/* Interrupt sources, and what the node of each is, for the compiler to compare. */
#define LEV__STATE_OF(name, component, ...) typedef struct component lev__state_of_##name;
LEV_NODES(LEV__STATE_OF)
#define LEV__SERVES(name, node_name, number_in_node, bytes)                                        \
    enum { LEV__BYTES_OF_##name = (bytes) };                                                       \
    typedef lev__state_of_##node_name lev__state_behind_##name;
LEV_SOURCES(LEV__SERVES)
#define LEV__RING(name, node_name, number_in_node, bytes)                                          \
    LEV_STATIC_ASSERT(                                                                             \
        ((bytes) & ((bytes)-1)) == 0 && (bytes) <= 32768,                                          \
        #name ": ring bytes must be 0 or a power of two up to 32768");                             \
    __attribute__((unused)) static uint8_t name##_ring[(bytes) == 0 ? 1 : (bytes)];                \
    static struct lev_source_ram name##_source_ram;
LEV_SOURCES(LEV__RING)
#define LEV__SOURCE(name, node_name, number_in_node, bytes)                                        \
    [LEV_SOURCE_##name] = {                                                                        \
        .node = &lev_nodes[LEV_NODE_##node_name],                                                  \
        .ram = &name##_source_ram,                                                                 \
        .ring = (bytes) == 0 ? NULL : name##_ring,                                                 \
        .mask = (uint16_t)((bytes) == 0 ? 0 : (bytes)-1),                                          \
        .number = (number_in_node),                                                                \
    },
static const struct lev_source lev__sources[LEV__SOURCE_COUNT + 1] = {
    LEV_SOURCES(LEV__SOURCE) /* ends the table: */ [LEV__SOURCE_COUNT] = {.node = NULL}};

/* Nodes. */
#define LEV__NODE(name_, component_, prio, slots_, policy_, budget, ops, timers, bufs, objs, heap_size, ...) \
    [LEV_NODE_##name_] = {                                                                         \
        .on_event = component_##_on_event,                                                         \
        .state = name_##_block,                                                                    \
        .ram = &name_##_mailbox.ram,                                                               \
        .slots = name_##_mailbox.slot,                                                             \
        .budget_ticks = LEV__BUDGET(budget),                                                       \
        .ready_bit = 0x80000000u >> LEV_NODE_##name_,                                              \
        .slot_mask = (slots_)-1,                                                                   \
        .policy = (policy_),                                                                       \
        .rank = LEV_NODE_##name_,                                                                  \
        .priority = (prio) & 0xff,                                                                 \
        .shared = (prio) >= LEV__SHARED ? LEV__PENDING_SHARED : 0,                                 \
        .op_first = LEV__OPS_##name_,                                                              \
        .op_count = (ops),                                                                         \
        .timer_first = LEV__TIMERS_##name_,                                                        \
        .timer_count = (timers),                                                                   \
        .buffer_count = (bufs),                                                                    \
        .component = &component_##_component,                                                      \
        .state_bytes = sizeof(struct component_),                                                  \
        .block_bytes = sizeof name_##_block,                                                       \
        .free_op = (ops) == 0 ? NULL : &name_##_free_op,                                           \
        .buffers = (bufs) == 0 ? lev__no_buffers : name_##_buffers,                                \
        .objects = (objs) == 0 ? NULL : name_##_objects,                                           \
        .object_count = (objs),                                                                    \
        .heap = (heap_size) == 0 ? NULL : name_##_block + LEV__BLOCK_STATE(component_),            \
        .heap_bytes = (heap_size),                                                                 \
        .name = #name_,                                                                            \
        __VA_ARGS__                                                                                \
    },
const struct lev_node lev_nodes[] = {LEV_NODES(LEV__NODE)};
#define LEV__NODE_OF_RANK(name, ...) LEV_TO(name),
const struct lev_node *const lev_node_of_rank[] = {LEV_NODES(LEV__NODE_OF_RANK)};

/* Records and pools. */
static struct lev_op_record lev__ops[LEV__OP_COUNT + 1];
static struct lev_timer_record lev__timers[LEV__TIMER_COUNT + 1];
static struct lev_clock_ram lev__clock_ram;
static struct lev_block lev__blocks[LEV__BLOCK_COUNT + 1];
static uint16_t lev__pool_free[LEV__POOL_COUNT + 1];
#define LEV__POOL_MEMORY(bytes, count) static _Alignas(8) uint8_t lev__pool_##bytes[(bytes) * (count)];
LEV_POOLS(LEV__POOL_MEMORY)
#define LEV__POOL(bytes_, count_)                                                                  \
    [LEV__POOL_##bytes_] = {.memory = lev__pool_##bytes_,                                          \
     .free = &lev__pool_free[LEV__POOL_##bytes_],                                                  \
     .bytes = (bytes_),                                                                            \
     .first = LEV__BLOCKS_##bytes_ + 1,                                                            \
     .count = (count_)},
static const struct lev_pool lev__pools[LEV__POOL_COUNT + 1] = {
    LEV_POOLS(LEV__POOL)[LEV__POOL_COUNT] = {.free = &lev__pool_free[LEV__POOL_COUNT], .bytes = UINT32_MAX}};

#ifdef LEV_CLOCK_SOURCE
#define LEV__CLOCK_OF2(name) LEV__NODE_OF_##name
#define LEV__CLOCK_OF(name) LEV__CLOCK_OF2(name)
#define LEV__CLOCK_NODE &lev_nodes[LEV__CLOCK_OF(LEV_CLOCK_SOURCE)]
#define LEV__HAS_CLOCK 1
#define LEV__IS_CLOCK2(name) \
    (_Generic((lev__state_behind_##name *)NULL, struct clock *: 1, default: 0) && LEV__BYTES_OF_##name == 0)
#define LEV__IS_CLOCK(name) LEV__IS_CLOCK2(name)
LEV_STATIC_ASSERT(LEV__IS_CLOCK(LEV_CLOCK_SOURCE), "LEV_CLOCK_SOURCE is a source of 0 bytes of a node of component clock");
#else
#define LEV__CLOCK_NODE NULL
#define LEV__HAS_CLOCK 0
LEV_STATIC_ASSERT(LEV__TIMER_COUNT == 0, "timers need the clock: a node clock, its source, and LEV_CLOCK_SOURCE");
#endif
static struct lev_log_entry lev__log[LEV_LOG_ENTRIES];
static struct lev_log_ram lev__log_ram;
#ifdef LEV_LOG_NODE
#define LEV__LOG(name) LEV_TO(name)
#define LEV__LOG_NODE LEV__LOG(LEV_LOG_NODE)
#else
#define LEV__LOG_NODE NULL
#endif
#ifdef LEV_RATE_LIMITS
#define LEV__LIMITED core_dispatch_limited
#define LEV__RELEASE core_rate_release
LEV_STATIC_ASSERT(LEV__HAS_CLOCK, "rate limits need the clock: a node clock, its source, and LEV_CLOCK_SOURCE");
#else
#define LEV__LIMITED NULL
#define LEV__RELEASE NULL
#endif

const struct lev_image lev_image = {
    .pending = LEV__HEAP_BYTES != 0 ? core_dispatch_heap
               : LEV__SHARED_NODES != 0 ? core_dispatch_shared
               : LEV__OP_COUNT + LEV__TIMER_COUNT + LEV__SOURCE_COUNT + LEV__BLOCK_COUNT == 0 ? core_dispatch_start
                                                                                            : core_dispatch_any,
    .limited = LEV__LIMITED,
    .served = LEV__SHARED_NODES == 0 ? NULL : &lev__served,
    .release = LEV__RELEASE,
    .overflow = (int)LEV__POLICIES == (int)LEV_REJECT ? core_overflow_reject : core_overflow_policy,
    .op_part = LEV__OP_COUNT == 0 ? NULL : &core_ops_part,
    .timer_part = LEV__HAS_CLOCK ? &core_timers_part : NULL,
    .buffer_part = LEV__BLOCK_COUNT == 0 ? NULL : &core_buffers_part,
    .sources = lev__sources,
    .clock_node = LEV__CLOCK_NODE,
    .ops = lev__ops,
    .timers = lev__timers,
    .clock = &lev__clock_ram,
    .pools = lev__pools,
    .blocks = lev__blocks,
    .op_count = LEV__OP_COUNT,
    .timer_count = LEV__TIMER_COUNT,
    .block_count = LEV__BLOCK_COUNT,
    .pool_count = LEV__POOL_COUNT,
    .node_count = LEV__NODE_COUNT,
    .source_count = LEV__SOURCE_COUNT,
    .log = lev__log,
    .log_ram = &lev__log_ram,
    .log_count = LEV_LOG_ENTRIES,
    .log_level = LEV_LOG_LEVEL,
    .log_node = LEV__LOG_NODE,
};

/* clang-format on */

#endif
