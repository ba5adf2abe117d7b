/* SPDX-License-Identifier: MIT */
/**
 * The tables of an image: what the kernel reads (const, from the deployment) and what it writes beside them.
 *
 * Components never see this. The deployment fills the const half through deploy.h; the other half is kernel-owned
 * memory whose size the deployment decides. Nothing here is trusted to node memory.
 */
#ifndef LEV_TABLES_H
#define LEV_TABLES_H

#include <lev/core.h>

LEV_BEGIN_DECLS

/** What happens to an event that finds the mailbox full. Every loss is counted at the receiver. */
enum lev_policy {
    LEV_REJECT = 0,      /**< the new event is lost */
    LEV_DROP_OLDEST = 1, /**< the oldest queued event is lost */
    LEV_COALESCE = 2     /**< a queued event of its id takes the new arg; if none, it is lost */
};

/** What happens when a node's handler was aborted. */
enum lev_restart_mode {
    LEV_RESTART = 0, /**< start it afresh, `limit` times per `window_s`; then `past_limit` */
    LEV_STOP = 1,    /**< leave it stopped; what it is asked completes with LEV_E_RESTARTED */
    LEV_RESET = 2    /**< reset the board */
};

struct core;
struct lev_node;

/** May the node start again? Counts this restart; resets the board if that is the policy. (core/policy.c) */
typedef bool lev_allows_fn(struct core *core, const struct lev_node *node);
lev_allows_fn core_restart_allows;

/** Restart policy of a node, LEV_RESTARTS(…) in its row. Without one: restart without limit, 100 ms grace. */
struct lev_restart_policy {
    uint8_t mode;       /**< enum lev_restart_mode */
    uint8_t limit;      /**< 0: no limit */
    uint8_t past_limit; /**< LEV_STOP or LEV_RESET */
    uint8_t window_s;   /**< 0: since boot */
    uint16_t grace_ms;  /**< how long a server may keep an op of the stopped node; 0: 100 */
    lev_allows_fn *allows;
};

/** Kernel-owned part of a node that changes: 16 bytes. Indices are of lev_image.ops; LEV__NONE: none. */
struct lev_node_ram {
    uint8_t head;        /**< of the mailbox: position of the oldest event, free-running */
    uint8_t count;       /**< events in the mailbox */
    uint8_t pending;     /**< enum lev_pending: what comes before the mailbox; mostly 0 */
    uint8_t generation;  /**< of this life; wraps */
    uint16_t inbox_head; /**< completions, requests, fired timers (from op_count up) */
    uint16_t inbox_tail;
    uint16_t dropped; /**< events lost at the mailbox; saturates */
    uint16_t held;    /**< records of its ops that a server still has */
    uint8_t restarts; /**< in the current window */
    uint8_t reason;   /**< enum lev_start_reason of the next start */
    uint16_t
        window_start; /**< of `restarts`: seconds if there is a limit, else who waited, see restart.c */
};
LEV_STATIC_ASSERT(sizeof(struct lev_node_ram) == 16, "a node costs 16 bytes of RAM");

/** Bits of lev_node_ram.pending: all that makes a dispatch more than taking the next event of the mailbox. */
enum lev_pending {
    LEV__PENDING_START = 1,      /**< LEV_EVENT_START is next */
    LEV__PENDING_INBOX = 2,      /**< the inbox is not empty */
    LEV__PENDING_STAGED = 4,     /**< a staging source may have data; set by interrupts */
    LEV__PENDING_STOPPED = 8,    /**< not dispatched: waiting for its ops, or stopped for good */
    LEV__PENDING_ORPHANS = 16,   /**< a client's life has ended: LEV_EVENT_ORPHANS is due */
    LEV__PENDING_SUSPENDED = 32, /**< its handler is below another one on the stack */
    LEV__PENDING_PAYLOAD = 64,   /**< the mailbox may hold events with buffers */
    LEV__PENDING_SHARED =
        128 /**< always set: another node has the same priority, or it has a heap */
};

/** Those that outlive the node's life. */
#define LEV__PENDING_KEPT \
    (LEV__PENDING_INBOX | LEV__PENDING_STAGED | LEV__PENDING_PAYLOAD | LEV__PENDING_SHARED)

/** Those that alone make a node ready. */
#define LEV__PENDING_READY \
    (LEV__PENDING_START | LEV__PENDING_INBOX | LEV__PENDING_STAGED | LEV__PENDING_ORPHANS)

/** States of an op record. */
enum lev_op_state {
    LEV__OP_FREE = 0,
    LEV__OP_QUEUED = 1, /**< in the server's inbox as a request */
    LEV__OP_TAKEN = 2,  /**< held by the server */
    LEV__OP_CANCEL = 3, /**< in the server's inbox as a cancel request */
    LEV__OP_DONE = 4,   /**< in the client's inbox */
    LEV__OP_ARMED = 5,  /**< a sleep: in the timer list, or fired and in the client's inbox */
};

/** Bits of lev_op_record.flags. */
enum lev_op_flags {
    LEV__OP_LENT = 1,      /**< holds block `block` of the client */
    LEV__OP_CANCELING = 2, /**< the client asked for cancel */
    LEV__OP_ORPHAN = 4,    /**< the client's life has ended: freed instead of delivered */
    LEV__OP_CLOSES = 16,   /**< its delivery frees the entry `slot` */
    LEV__OP_OPENS = 32,    /**< `slot` was reserved by it, for what it opens */
    LEV__OP_GONE = 64,     /**< it addresses an object of a life of the server that is over */
    LEV__OP_FINISHED =
        8, /**< it has its result; the server's inbox, where it is linked, passes it on */
    LEV__OP_READ = 128 /**< the server has looked at it */
};

/** The kernel's record of one op, in a table sized by the deployment. */
struct lev_op_record {
    uint16_t next;      /**< in an inbox, or free: the client's next free one; 0xffff: last */
    uint8_t state;      /**< enum lev_op_state */
    uint8_t flags;      /**< enum lev_op_flags */
    uint8_t generation; /**< of the handle */
    uint8_t client;     /**< rank of the node that started it */
    uint8_t server;     /**< rank of the node that serves it */
    uint8_t opcode;     /**< enum core_opcode */
    uint16_t object;    /**< the server's number of what it addresses; 0: the server itself */
    uint16_t block;     /**< pool block lent, see LEV__OP_LENT */
    uint16_t slot;      /**< entry of the client's objects that it opens or addresses; 0: none */
    uint8_t life;       /**< of the client */
    uint8_t scope;      /**< reserved for group scope */
    uint32_t
        op_offset; /**< of the struct lev_op in the client's block; orphan: when it must be back, see grace.c */
    uint32_t arg; /**< belongs to the opcode */
    uint32_t arg2;
    lev_result result;
    uint32_t bytes;
    const void *extra; /**< constant memory, belongs to the opcode */
    void *data;        /**< in the lent block, or constant memory */
};

/** A timer record, in a table sized by the deployment. */
struct lev_timer_record {
    uint64_t deadline; /**< ticks */
    uint64_t period;   /**< ticks; 0: once */
    uint16_t next;     /**< in the timer list or in the node's inbox; 0xffff: last */
    uint16_t event_id; /**< 0: free; LEV__TIMER_SLEEP: a sleep, `op` is its record */
    uint16_t op;
    uint8_t node; /**< rank */
    uint8_t generation;
    uint8_t fired; /**< waits in the node's inbox */
};

/** What changes of the clock and of raw.tightloop. */
struct lev_clock_ram {
    uint64_t
        wake_at; /**< when the clock is wanted for anything but a timer, in ticks; UINT64_MAX: never */
    uint16_t timer_head; /**< armed timers by deadline; LEV__NONE: none */
    uint8_t tightloop;   /**< rank + 1 of the node whose tight loop runs; 0: none */
    uint8_t unused;
};

/** A size class of buffers. Blocks are numbered from 1 through all classes. */
struct lev_pool {
    uint8_t *memory; /**< aligned to 8; count * bytes */
    uint16_t *free;  /**< its first free block; 0: none */
    uint32_t bytes;  /**< of a block: a power of two. UINT32_MAX: end of the table */
    uint16_t first;  /**< number of its first block */
    uint16_t count;
};

/** What the kernel knows of a block. Its owner is the node whose slot `next` names it. */
struct lev_block {
    void *data;    /**< where it is; fixed */
    uint16_t next; /**< free: next free block; owned or lent: its slot at the owner */
    uint8_t pool;  /**< its class; fixed */
    uint8_t unused;
};

/**
 * One entry of a node's buffer handles. Entry 0 is the head of the free list. A handle that a node shows must be equal to
 * the one that stands here: kind, index, generation and "the node may touch it now" are one comparison.
 */
struct lev_buf_slot {
    uint32_t handle; /**< with LEV__BUF_CLOSED: lent, or the last one of a free slot */
    uint16_t block;  /**< free: next free slot; 0: none */
    uint16_t unused;
};

/** In lev_buf_slot.handle: no handle of the node's, which are never negative. */
#define LEV__BUF_CLOSED 0x80000000u

/**
 * One entry of a node's open objects: streams, listeners, requests that a server made for it. Entry 0 is the head of
 * the free list; a handle's index counts from 1.
 */
struct lev_object_slot {
    uint16_t object;    /**< the server's number; free: next free entry */
    uint8_t server;     /**< rank + 1; 0: free or reserved by a pending op */
    uint8_t generation; /**< of the handle */
    uint8_t life;       /**< of the server */
    uint8_t opening;    /**< reserved by a pending op */
};

/** A log entry. */
struct lev_log_entry {
    uint64_t ticks;
    const char *text;  /**< constant memory; NULL: an abort */
    uintptr_t place;   /**< abort: program counter, or module << 16 | number of an assertion */
    uintptr_t address; /**< abort: what was touched; 0: unknown */
    lev_result value;
    uint8_t level;
    uint8_t rank;
    uint8_t reason; /**< abort: enum lev_start_reason */
    uint8_t unused;
};

/** Positions in the log: free-running. */
struct lev_log_ram {
    uint8_t head, tail;
    uint16_t lost; /**< saturates */
};

/** A staging ring: one interrupt source writes, one driver node reads. */
struct lev_source_ram {
    volatile uint16_t head;  /**< free-running; the node's */
    volatile uint16_t tail;  /**< free-running; the interrupt's */
    volatile uint16_t lost;  /**< bytes that found it full; saturates */
    volatile uint8_t signal; /**< something came since the node last looked */
    uint8_t period_count;    /**< dispatches in the current period, see lev_node.rate_limit */
    uint16_t period;         /**< which period that is */
};

/** An interrupt source of a driver node. */
struct lev_source {
    const struct lev_node *node;
    struct lev_source_ram *ram;
    uint8_t *ring;
    uint16_t mask;  /**< ring bytes - 1; 0: signals only */
    uint8_t number; /**< in the node */
    uint8_t unused;
};

/** A register window granted to a node (raw.mmio). */
struct lev_window {
    uintptr_t base;
    uint32_t bytes;
};

/** A node of the image. The first eight words are what post and dispatch read. */
struct lev_node {
    lev_event_fn *on_event;
    void *state;
    struct lev_node_ram *ram;
    struct lev_event *slots;             /**< mailbox: slot_mask + 1 events, right behind *ram */
    const struct lev_node *const *links; /**< what its link handles 0, 1, … name */
    uint32_t budget_ticks;               /**< 1 .. LEV__BUDGET_NONE */
    uint32_t ready_bit;                  /**< 0x80000000 >> rank */
    uint8_t slot_mask;
    uint8_t policy; /**< enum lev_policy */
    uint8_t shared; /**< another node has this priority: LEV__PENDING_SHARED; else 0 */
    uint8_t link_count;

    uint8_t rank;     /**< index in lev_nodes; 0 runs first */
    uint8_t priority; /**< higher runs first */
    uint8_t timer_count;
    uint8_t reserved;
    uint16_t op_first, op_count; /**< its records in lev_image.ops */
    uint16_t timer_first;        /**< its records in lev_image.timers */
    uint8_t source_count;
    uint8_t rate_limit; /**< driver: dispatches of a source per 10 ms; 0: none */
    uint16_t unit;      /**< driver: which device of the board it drives */
    uint8_t window_count;
    const struct lev_component *component;
    uint32_t state_bytes;
    uint32_t block_bytes; /**< state and heap: all that is the node's */
    uint16_t *free_op;    /**< first free one of its op records; NULL: it has none */
    struct lev_object_slot *objects;
    uint16_t object_count;
    uint16_t buffer_count;
    struct lev_buf_slot *buffers;
    const struct lev_source *sources;
    const struct lev_window *windows;
    void *heap; /**< group mem; part of the node's block */
    uint32_t heap_bytes;
    const void *config;                       /**< driver or service: its own const settings */
    const struct lev_restart_policy *restart; /**< NULL: without limit */
    const char *name;
};

/** Budget of a node that declares none: the longest there is. */
#define LEV__BUDGET_NONE 0x3fffffffu
/** "No such record" in 16-bit links. */
#define LEV__NONE 0xffffu
/** Most nodes of one kernel instance: bits of the ready word. */
#define LEV__NODES_MAX 32u

/**
 * Parts of core that an image has only if its deployment uses them: the tables name them, and what no table names is not
 * linked. Each is defined beside the functions it lists.
 */
struct lev_ops_part {
    void (*init)(const struct lev_node *node);
    void (*stop)(const struct lev_node *node); /**< its life has ended */
    void (*dispatch)(struct core *core, const struct lev_node *node, uint16_t index);
    void (*wait)(
        struct core *core, const struct lev_node *node); /**< for servers to let go of its ops */
    void (*force)(struct core *core);                    /**< stop servers that have not */
};
struct lev_timers_part {
    void (*init)(void);
    void (*stop)(const struct lev_node *node);
    void (*dispatch)(struct core *core, const struct lev_node *node, uint16_t index);
    void (*wake)(
        struct core *core, uint64_t at); /**< dispatch the clock at `at`, in ticks, or before */
};
struct lev_buffers_part {
    void (*init)(void);
    void (*stop)(const struct lev_node *node);
    void (*dispatch)(
        struct core *core, const struct lev_node *node); /**< a mailbox that may hold payloads */
    void (*drop)(uint16_t block);
};
extern const struct lev_ops_part core_ops_part;
extern const struct lev_timers_part core_timers_part;
extern const struct lev_buffers_part core_buffers_part;

/** Dispatch of a node with bits in `pending`: what comes before its mailbox. The image names the one that it needs. */
typedef void lev_dispatch_fn(struct core *core, const struct lev_node *node);
lev_dispatch_fn core_dispatch_start;  /* starts, mailboxes */
lev_dispatch_fn core_dispatch_any;    /* all but the following: */
lev_dispatch_fn core_dispatch_shared; /* nodes of equal priority */
lev_dispatch_fn core_dispatch_heap;   /* … and heaps */
/** Which staged source goes on where drivers have rate limits, and at the clock's turn those that had to wait. */
lev_dispatch_fn core_dispatch_limited;
typedef void lev_release_fn(struct core *core);
lev_release_fn core_rate_release;

/** What becomes of an event that finds a mailbox full: always rejected, or by the receiver's policy. Within core. */
typedef lev_result lev_overflow_fn(const struct lev_node *node, struct lev_event event);
lev_overflow_fn core_overflow_reject;
lev_overflow_fn core_overflow_policy;

/** One kernel instance's tables. Reached through core_image(). Defined by the deployment through deploy.h. */
struct lev_image {
    lev_dispatch_fn *pending;
    lev_dispatch_fn *limited; /**< staged bytes of a node with a rate limit; NULL: there is none */
    lev_overflow_fn *overflow;
    lev_release_fn *release; /**< sources held by their rate limit; NULL: there are no limits */
    uint32_t *served; /**< among equals: bits of those that have had their turn in this round */
    const struct lev_ops_part *op_part;
    const struct lev_timers_part *timer_part;
    const struct lev_buffers_part *buffer_part;
    const struct lev_source *sources; /**< one more, without a node, ends the table */
    const struct lev_node
        *clock_node; /**< the alarm is its one source; NULL: the image has no timers */
    struct lev_op_record *ops;
    struct lev_timer_record *timers;
    struct lev_clock_ram *clock;
    const struct lev_pool *pools; /**< smallest class first; one more ends the table */
    struct lev_block *blocks;
    uint16_t op_count;
    uint16_t timer_count;
    uint16_t block_count;
    uint8_t pool_count;
    uint8_t node_count;
    uint8_t source_count;
    struct lev_log_entry *log;
    struct lev_log_ram *log_ram;
    uint8_t log_count;
    uint8_t log_level;               /**< lowest level that is kept */
    const struct lev_node *log_node; /**< prints it; NULL: nobody */
};

extern const struct lev_node lev_nodes[];
extern const struct lev_node
    *const lev_node_of_rank[]; /**< for the fast path: &lev_nodes[rank] without a multiplication */
extern const struct lev_image lev_image;

LEV_END_DECLS

#endif
