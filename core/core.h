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
    uint32_t ready;                /**< bit 0x80000000 >> rank: the node has something to dispatch */
    const struct lev_node *current; /**< whose handler runs; NULL: none */
    uint32_t served;               /**< among equal priorities: who has had its turn in this round */
    OPT_STAMP_FIELDS
    OPT_BUDGET_FIELDS
    OPT_RESTART_FIELDS
    OPT_OPS_FIELDS
};

extern struct core core_instance;

/** This core's state: a constant address on one core. */
static inline struct core *core_self(void)
{
    return &core_instance;
}

#include "core/hooks.h"

/** Begin a call that works on kernel-owned tables: until core_leave() nothing is preempted or aborted. */
LEV_CTX(handler)
static inline void core_enter(struct core *core)
{
    opt_restart_enter(core);
}

/** End of core_enter(); an abort that came in between happens here. */
LEV_CTX(handler)
static inline void core_leave(struct core *core)
{
    opt_restart_leave(core);
}

/* ---- Nodes (core/node.c) ------------------------------------------------------------------------------- */

/** Check the deployment's tables, prepare free lists, make every node ready for LEV_EVENT_START. */
LEV_CTX(init)
void core_nodes_init(void);

/** Set bits of enum lev_pending and make the node ready. */
LEV_CTX(service)
void core_node_pend(const struct lev_node *node, uint8_t bits);

/** True if `rank`'s life with this generation is still going on: for servers, to drop objects of ended lives. */
LEV_CTX(service)
LEV_MUST_USE bool core_node_lives(uint8_t rank, uint8_t generation);

/** The mailbox was full: apply the receiver's policy. Called masked; returns masked. @return LEV_OK or LEV_E_FULL */
LEV_CTX(service)
lev_result core_mailbox_full(const struct lev_node *node, struct lev_event event);

/** Put an event into a node's mailbox. Called masked; unmasks. @return LEV_OK or LEV_E_FULL */
LEV_CTX(service)
lev_result core_mailbox_put(const struct lev_node *node, struct lev_event event);

/* ---- Abort and restart (core/restart.c; built out with opt/restart) ------------------------------------- */

/** Called by a kernel at the start of its frame's body: if a handler was aborted, record it and stop its node. */
LEV_CTX(service)
void core_recover(struct core *core);

/** A stopped node may have become restartable: the last of its lent buffers is back. */
LEV_CTX(service)
void core_restart_check(const struct lev_node *node);

/* ---- Ops (core/ops.c) ---------------------------------------------------------------------------------- */

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
    lev_handle target;   /**< link or object of the caller */
    uint8_t opcode;      /**< enum core_opcode */
    bool opens;          /**< its completion brings an object: reserve an entry for it */
    bool writes;         /**< the server writes into data: constant memory is refused */
    uint32_t arg;
    const void *extra;   /**< constant memory, or NULL */
    void *data;          /**< NULL: none */
    uint32_t bytes;
};

/**
 * Start an op of the current node on the server that args->target names. The body of every `lev_…_start()`.
 *
 * @return  LEV_OK; LEV_E_DENIED: op, target, data or extra is not the caller's; LEV_E_NOMEM: quota of ops or objects
 */
LEV_CTX(handler)
LEV_MUST_USE lev_result core_op_start(struct lev_op *op, const struct core_op_args *args);

/** The record of a LEV_EVENT_REQUEST or LEV_EVENT_CANCEL; NULL if it is not held by the current node (any more). */
LEV_CTX(service)
LEV_MUST_USE struct lev_op_record *core_op_record(uint16_t index);

/** A record's index: what a server keeps in its state. */
LEV_CTX(service)
LEV_MUST_USE uint16_t core_op_index(const struct lev_op_record *record);

/**
 * Complete an op that the current node serves: exactly once. The buffer goes back to the client with it.
 *
 * For an op that opens, a result ≥ 0 is the server's number of the new object (1 .. 65535); the client gets a handle.
 */
LEV_CTX(service)
void core_op_complete(struct lev_op_record *record, lev_result result);

/** Generation of the client's life that started the record, to keep with an object opened by it. */
LEV_CTX(service)
LEV_MUST_USE uint8_t core_op_client_generation(const struct lev_op_record *record);

/** A CLOSE op has done its work: forget the client's handle. Call before core_op_complete(). */
LEV_CTX(service)
void core_op_object_closed(struct lev_op_record *record);

/** Take the next entry of a node's inbox and run its handler. Called by core/dispatch.c. */
LEV_CTX(service)
void core_inbox_dispatch(struct core *core, const struct lev_node *node);

/** The client's or server's life has ended: cancel, orphan or complete its ops. */
LEV_CTX(service)
void core_ops_stop(const struct lev_node *node);

/* ---- Buffers (core/buf.c) ------------------------------------------------------------------------------ */

/** The block that holds [data, data + bytes) and that `node` owns; LEV__NONE: there is none. */
LEV_CTX(service)
LEV_MUST_USE uint16_t core_block_of(const struct lev_node *node, const void *data, uint32_t bytes);

/** Give back all blocks that a node owns; its handles end. */
LEV_CTX(service)
void core_buffers_stop(const struct lev_node *node);

/** Make a sent block the receiver's. @return its handle's low 16 bits; LEV_E_NOMEM: freed, the event is dropped */
LEV_CTX(service)
LEV_MUST_USE lev_result core_block_receive(const struct lev_node *node, uint16_t block);

/** Free a block that is on its way in an event that was dropped. */
LEV_CTX(service)
void core_block_drop(uint16_t block);

/* ---- Timers (core/timer.c, with the clock node) --------------------------------------------------------- */

/** End all timers of a node. */
LEV_CTX(service)
void core_timers_stop(const struct lev_node *node);

/* ---- Staging (core/staging.c) --------------------------------------------------------------------------- */

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

/* ---- Log (core/log.c) ----------------------------------------------------------------------------------- */

/** Append an abort: reason (enum lev_start_reason) and place (assertion number or program counter). */
LEV_CTX(any)
void core_log_abort(uint8_t rank, uint8_t reason, uintptr_t place);

/** Take the oldest entry. @return false: none */
LEV_CTX(service)
LEV_MUST_USE bool core_log_take(struct lev_log_entry *entry);

/** Entries lost since the last call. */
LEV_CTX(service)
LEV_MUST_USE uint16_t core_log_lost(void);

#endif
