/* SPDX-License-Identifier: MIT */
/**
 * The heart that all kernels share: what is mutable, and what core, api and drivers may call.
 *
 * Everything that core and a kernel write hangs off one structure per core, reached through core_self(); the rest is the
 * node's own kernel-owned memory, reached through its const entry in lev_nodes (include/lev/tables.h).
 *
 * Features that can be built out are folders core/opt/<feature>/{on,off}, chosen by include path; each brings its fields
 * of struct core and its hooks, so that what is off costs nothing.
 */
#ifndef CORE_CORE_H
#define CORE_CORE_H

#include <lev/tables.h>

#include "core/fields.h"
#include "core/kernel.h"
#include "core/modules.h"
#include "ports/port.h"

/** The mutable state of one core. */
struct core {
    uint32_t ready; /**< bit 0x80000000 >> rank: the node has something to dispatch */
    uint32_t
        ready_isr; /**< the same, set by interrupts; read masked, or anew at each turn of a loop */
    const struct lev_node *current; /**< whose handler runs; NULL: none */
    OPT_STAMP_FIELDS
    OPT_BUDGET_FIELDS
    OPT_RESTART_FIELDS
    OPT_DEPTH_FIELDS
    uint8_t above; /**< at a yield point: ranks below this one may run */
};

/* core_self(), core_image(), core_nodes(): how many cores there are is an include path, too */
#include "opt_cores.h"

#include "core/hooks.h"

/** Begin a call that works on kernel-owned tables: until core_leave() nothing is preempted or aborted. */
LEV_CTX(handler)
static inline void core_enter(struct core *core)
{
    opt_depth_enter(core);
}

/** End of core_enter(); an abort that came in between happens here. */
LEV_CTX(handler)
static inline void core_leave(struct core *core)
{
    opt_depth_leave(core);
}

/** A node's ram, by way of its slots, which follow it: the fast path needs both, and so only one pointer. */
LEV_CTX(service)
LEV_MUST_USE static inline struct lev_node_ram *core_ram(const struct lev_node *node)
{
    return (struct lev_node_ram *)(void *)node->slots - 1;
}

/** Which device of the board the current driver node drives (the deployment's `.unit`). */
LEV_CTX(service)
LEV_MUST_USE static inline uint16_t core_unit(void)
{
    return core_self()->current->unit;
}

/** The current node's own const settings (the deployment's `.config`); NULL: none were given. */
LEV_CTX(service)
LEV_MUST_USE static inline const void *core_config(void)
{
    return core_self()->current->config;
}

/* ---- Nodes (core/node.c) ------------------------------------------------------------------------------- */

/** Check the deployment's tables, prepare free lists, make every node ready for LEV_EVENT_START. */
LEV_CTX(init)
void core_nodes_init(void);

/** Set bits of enum lev_pending that do not make the node ready. */
LEV_CTX(service)
void core_node_mark(const struct lev_node *node, uint8_t bits);

/** Set bits of enum lev_pending and make the node ready. */
LEV_CTX(service)
void core_node_pend(const struct lev_node *node, uint8_t bits);

/** Nothing of the node is dispatched for now. */
LEV_CTX(service)
void core_node_unready(struct core *core, const struct lev_node *node);

/** `poster` was aborted: a post over one of its links may have been cut in two, and the receiver is not as ready as it should be. */
LEV_CTX(service)
void core_nodes_heal(struct core *core, const struct lev_node *poster);

/** True if `rank`'s life with this generation is still going on: for servers, to drop objects of ended lives. */
LEV_CTX(service)
LEV_MUST_USE bool core_node_lives(uint8_t rank, uint8_t generation);

/** The mailbox was full: apply the receiver's policy. Called masked; unmasks. @return LEV_OK or LEV_E_FULL */
LEV_CTX(service)
lev_result core_mailbox_full(const struct lev_node *node, struct lev_event event);

/** The rest of a lev_post() that found the mailbox full: the loss is the receiver's. Unmasked. @return LEV_OK */
LEV_CTX(handler)
lev_result core_post_full(const struct lev_node *node, struct lev_event event);

/** A handler of the node is, or is no longer, below others on the stack. */
LEV_CTX(service)
void core_node_suspend(const struct lev_node *node, bool suspended);

/** Put an event into a node's mailbox. @return LEV_OK or LEV_E_FULL */
LEV_CTX(service)
lev_result core_mailbox_put(const struct lev_node *node, struct lev_event event);

/** Among ready nodes of equal priority, of which `first` is the first: whose turn it is. */
LEV_CTX(service)
LEV_MUST_USE const struct lev_node *core_turn(struct core *core, const struct lev_node *first);

/* ---- Abort and restart (core/restart.c) ------------------------------------------------------------------ */

/** End the current handler for `reason` (enum lev_start_reason), or panic if the system itself is at fault. */
LEV_CTX(any)
LEV_NORETURN void core_abort(uint8_t reason, uintptr_t place);

/** Start a node that is stopped, but not for ever, if no server holds one of its ops and it has not failed too often lately. */
LEV_CTX(service)
void core_restart_check(const struct lev_node *node);

/** Stop a node, which need not run, for `reason`, and start it again as soon as it can be. Logged by the caller. */
LEV_CTX(service)
void core_restart(struct core *core, const struct lev_node *node, uint8_t reason);

/** The clock's turn: nodes that have failed too often may start again. */
LEV_CTX(service)
void core_restart_release(void);

/** The node is not to start again: its reason. */
#define CORE_REASON_DEAD 0xffu

/** Stopped, and never to start again? */
LEV_CTX(service)
LEV_MUST_USE bool core_node_is_dead(const struct lev_node *node);

/* ---- Ops (core/ops.c, inbox.c, objects.c) ---------------------------------------------------------------- */

/** Operations a server may be asked for. */
enum core_opcode {
    CORE_OP_SLEEP = 1,
    CORE_OP_POST,
    CORE_OP_READ,
    CORE_OP_READ_LINE,
    CORE_OP_WRITE,
    CORE_OP_CLOSE,
    CORE_OP_GPIO_WRITE,
    CORE_OP_GPIO_READ,
    CORE_OP_I2C_TRANSFER,
    CORE_OP_WATCHDOG_ALIVE,
    CORE_OP_TCP_LISTEN,
    CORE_OP_TCP_PORT,
    CORE_OP_TCP_ACCEPT,
    CORE_OP_TCP_CONNECT,
    CORE_OP_HTTP_NEXT,
    CORE_OP_HTTP_REPLY
};

/** What an op is started with. */
struct core_op_args {
    lev_handle target; /**< link or object of the caller */
    uint8_t opcode;    /**< enum core_opcode */
    bool opens;        /**< its completion brings an object: reserve an entry for it */
    bool writes;       /**< the server writes into data: constant memory is refused */
    uint32_t arg;
    uint32_t arg2;
    const void *extra; /**< constant memory, or NULL */
    uint32_t extra_bytes;
    void *data; /**< NULL: none */
    uint32_t bytes;
};

/**
 * Start an op of the current node on the server that args->target names. The body of every `lev_…_start()`.
 *
 * @return  LEV_OK; LEV_E_DENIED: op, target, data or extra is not the caller's; LEV_E_NOMEM: quota of ops or objects
 */
LEV_CTX(handler)
LEV_MUST_USE lev_result core_op_start(struct lev_op *op, const struct core_op_args *args);

/** What a server is told of an op: a copy, so that nothing of the kernel's is touched or kept by pointer. */
struct core_request {
    uint32_t
        token; /**< names the op until it is completed: what a server keeps in its state; never 0 */
    uint8_t opcode;  /**< enum core_opcode */
    uint8_t client;  /**< rank */
    uint8_t life;    /**< of the client: keep it with what is opened, see core_node_lives() */
    uint16_t object; /**< the server's number; 0: the server itself */
    uint32_t arg;
    uint32_t arg2;
    uint32_t bytes;
    const void *extra;
    void *data;
};

/**
 * The op of a LEV_EVENT_REQUEST or LEV_EVENT_CANCEL. A door: what it tells is the node's input.
 *
 * @index   event.arg
 * @return  false: it is not (any more) the current node's to serve: completed, or of an earlier life
 */
LEV_CTX(service)
LEV_MUST_USE bool core_request_get(uint16_t index, struct core_request *request);

/**
 * Complete an op that the current node serves: exactly once. Its buffer goes back to the client with it.
 *
 * @return  false: the token is dead, or the client's life is over: drop what the op opened
 */
LEV_CTX(service)
bool core_op_complete(uint32_t token, lev_result result);

/**
 * Give the client a handle for `object` (1 .. 65535), the server's number of what the op opens. Before its completion, whose
 * result is the server's choice: the handle, or something else if the handle travels in the data.
 */
LEV_CTX(service)
LEV_MUST_USE lev_handle core_op_opens(uint32_t token, uint16_t object);

/** The op (a close, a final reply) has ended the object it addresses: the client's handle is gone. Before completion. */
LEV_CTX(service)
void core_op_closes(uint32_t token);

/* Within core: clients that wait for servers to let go (core/grace.c). */
void core_grace_wait(struct core *core, const struct lev_node *client);
void core_grace_force(struct core *core);

/* Within core: records. */
lev_result core_op_claim(struct lev_op *op, struct lev_op_record **claimed);
void core_op_unclaim(struct lev_op *op, struct lev_op_record *record);
void core_op_done(struct lev_op_record *record, lev_result result);
uint16_t core_op_index(const struct lev_op_record *record);
void core_op_ask_cancel(struct lev_op_record *record);
void core_op_abandon(struct lev_op_record *record, lev_result result); /* its server is over */
void core_op_forget(struct lev_op_record *record); /* its client is over, no server holds it */
void core_ops_stop(const struct lev_node *node);

/* Within core: inboxes. An entry is the index of an op record, or op_count + the index of a timer. */
void core_inbox_append(const struct lev_node *node, uint16_t entry);
void core_inbox_remove(const struct lev_node *node, uint16_t entry);
void core_inbox_clear(const struct lev_node *node);
void core_inbox_dispatch(struct core *core, const struct lev_node *node);

/* Within core: a node's objects. */
void core_objects_init(const struct lev_node *node);
struct lev_object_slot *core_object(const struct lev_node *node, lev_handle handle);
lev_result core_object_reserve(const struct lev_node *node, uint16_t *slot);
void core_object_free(const struct lev_node *node, uint16_t slot);
void core_objects_stop(const struct lev_node *node);

/* ---- Buffers (core/buf.c) ------------------------------------------------------------------------------ */

/** The block that holds [data, data + bytes) and that `node` owns; 0: there is none. */
LEV_CTX(service)
LEV_MUST_USE uint16_t core_block_of(const struct lev_node *node, const void *data, uint32_t bytes);

/** A block of a node's is lent to the system, or is its own again. */
LEV_CTX(service)
void core_block_lend(const struct lev_node *node, uint16_t block, bool lent);

/* ---- Timers (core/timer.c) ------------------------------------------------------------------------------- */

/** The clock's turn: fire what is due at the dispatch's time. One core call a timer, so that depth stays short. */
LEV_CTX(service)
void core_timers_fire(struct core *core);

/** End a sleep's timer. */
LEV_CTX(service)
void core_sleep_end(uint16_t timer);

/* ---- Staging (core/staging.c) --------------------------------------------------------------------------- */

/** A value that a driver has read from a device, at its door: recorded, and replaced in a replay. @return the value */
LEV_CTX(service)
LEV_MUST_USE uint32_t core_input(uint32_t value);

/** Bytes waiting in source `number` of the current node. */
LEV_CTX(service)
LEV_MUST_USE uint32_t core_staged(uint8_t number);

/** Move at most `bytes` from source `number` of the current node to `data`. A door. @return bytes moved */
LEV_CTX(service)
uint32_t core_stage_take(uint8_t number, void *data, uint32_t bytes);

/** Bytes lost at source `number` since the last call. */
LEV_CTX(service)
LEV_MUST_USE uint16_t core_stage_lost(uint8_t number);

/** Source `number` of the current node, to hand to a device. */
LEV_CTX(service)
LEV_MUST_USE const struct lev_source *core_source(uint8_t number);

/** Ids of events between parts of the system, below LEV_EVENT_USER. */
enum {
    CORE_EVENT_LOG = 8 /**< to the log node: there are entries */
};

/* ---- Log (core/log.c) ----------------------------------------------------------------------------------- */

/** Append an abort: reason (enum lev_start_reason), place (assertion or program counter), address touched. */
LEV_CTX(any)
void core_log_abort(uint8_t rank, uint8_t reason, uintptr_t place, uintptr_t address);

/** Take the oldest entry. @return false: none */
LEV_CTX(service)
LEV_MUST_USE bool core_log_take(struct lev_log_entry *entry);

/** Entries lost since the last call. */
LEV_CTX(service)
LEV_MUST_USE uint16_t core_log_lost(void);

#endif
