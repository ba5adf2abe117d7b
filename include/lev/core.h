/* SPDX-License-Identifier: MIT */
/**
 * Group core: nodes, events, operations. What every component may rely on, on every kernel.
 *
 * A component is a finite state machine: one state struct, one function that is called for each event, and a
 * table of functions that are called when an operation has completed. Nothing else runs it, and it runs
 * nothing else: no shared variables, no locks, no blocking calls.
 *
 *     struct blinky { struct lev_op led; lev_handle timer; bool on; };
 *
 *     void blinky_on_event(void *state, struct lev_event event)
 *     {
 *         struct blinky *me = state;
 *         switch (event.id) {
 *         case LEV_EVENT_START: me->timer = lev_timer_start(LEV_MS(500), LEV_MS(500), BLINKY_TICK); break;
 *         case BLINKY_TICK:     …
 *         }
 *     }
 *
 * The state block is zero (or what lev_component.init says) when LEV_EVENT_START arrives. It holds no pointers that outlive a handler: buffers,
 * ops, timers and streams are named by handles, code by indices. So it can be restarted, copied and replayed.
 *
 * Operations. Every `lev_…_start(op, …)` returns LEV_OK, and then exactly one completion will come, never from
 * inside the starting call; or an error, and then none will come. While the op is pending its `struct lev_op`
 * and its buffer are lent to the system: do not touch, move or free them. Both are the caller's again when
 * the completion arrives, whatever the result, also after a cancel.
 *
 * Who receives a completion is said in the op: `lev_op_then(&me->read, GREENHOUSE_ON_LINE)` names entry
 * GREENHOUSE_ON_LINE of the component's completion table. An op that nobody is told of only stores its result. (Await,
 * which stores the place to resume instead, is not there yet; its format is.)
 */
#ifndef LEV_CORE_H
#define LEV_CORE_H

#include <lev/error.h>
#include <lev/types.h>

LEV_BEGIN_DECLS

/* ---- Operations ---------------------------------------------------------------------------------------- */

/**
 * One asynchronous operation of a node. Lives in the node's state block (or in an async frame), never on
 * the stack. Zero is a valid idle op. The kernel keeps the real record; this holds its handle and result.
 */
struct lev_op {
    lev_handle handle; /**< names the kernel's record while pending, else 0 */
    lev_result result; /**< valid from the completion on */
    uint32_t waiter;   /**< who is told: see LEV_WAIT_… */
};

/** Who is told of a completion: kind in the top two bits of `waiter`, the rest says which. */
enum {
    LEV_WAIT_NOBODY = 0,             /**< the result is stored, nobody is called */
    LEV_WAIT_HANDLER = 0x40000000,   /**< entry (low 16 bits) of the component's completion table */
    LEV_WAIT_FRAME = (int)0x80000000 /**< await: the root frame to resume, offset in the block */
};

/**
 * First member of the root frame of an async function: what a completion needs to resume it. Frames of called async
 * functions are members of their caller's frame and are re-entered from the root, so they need no entry of their own.
 */
struct lev_frame {
    uint16_t entry;  /**< of the completion table: the function that resumes this frame */
    uint16_t resume; /**< where: checked by the function's outer switch, a bad number traps */
};

/** Function called when an op has completed; `op->result` is set, the op may be started again. */
typedef void lev_completion_fn(void *state, struct lev_op *op);

/**
 * Say which entry of the component's completion table is called when `op` completes.
 *
 * Kept until changed; may be set before or after the op was started.
 */
LEV_CTX(handler)
static inline void lev_op_then(struct lev_op *op, uint16_t completion_index)
{
    op->waiter = (uint32_t)LEV_WAIT_HANDLER | completion_index;
}

/** True while the op is lent to the system. */
LEV_CTX(handler)
static inline bool lev_op_pending(const struct lev_op *op)
{
    return op->handle != 0;
}

/**
 * Ask a pending op to end early. Only a request: the completion still comes, with the true result if it was
 * already done, else LEV_E_CANCELED.
 *
 * @return   LEV_OK; LEV_E_DENIED: not a pending op of this node
 * @kernels  all
 */
LEV_CTX(handler)
LEV_MUST_USE lev_result lev_op_cancel(struct lev_op *op);

/* ---- Components ---------------------------------------------------------------------------------------- */

/** Called for each event of a node, to completion. `state` is the node's state block. */
typedef void lev_event_fn(void *state, struct lev_event event);

/**
 * What a component is: const, one per component, in flash.
 *
 * The deployment finds it by name: component `greenhouse` defines `greenhouse_on_event`, `struct greenhouse`
 * and `const struct lev_component greenhouse_component`.
 */
struct lev_component {
    const char *name;
    /** What the state begins as; NULL: zero. An opaque node's initialised data. */
    const void *init;
    uint32_t init_bytes;                   /**< the rest of the state is zero */
    lev_completion_fn *const *completions; /**< table named by lev_op_then(), or NULL */
    uint16_t completion_count;
    uint16_t links_min;   /**< how many links the deployment must give it */
    uint32_t state_bytes; /**< sizeof its state struct */
    /** Driver: make device `unit` let go of every buffer now; or NULL. Called when the node is stopped; only device
        functions may be called from it. */
    void (*quiesce)(uint16_t unit);
};

/* ---- Events -------------------------------------------------------------------------------------------- */

/**
 * Post an event to another node (or to itself): it is dispatched later, in order.
 *
 * Whether the receiver had room is not reported: what happens when its mailbox is full is the deployment's
 * policy there, and the loss is counted. Use lev_post_start() where a refusal matters.
 *
 * @to      a link
 * @event   id from LEV_EVENT_USER up, without LEV_EVENT_BUFFER
 * @return  LEV_OK; LEV_E_DENIED: no such link, or an id that only the system may send
 * @kernels all
 * @cost    O(1); no allocation
 */
LEV_CTX(handler)
lev_result lev_post(lev_handle to, struct lev_event event);

/**
 * Post an event and learn whether the receiver's mailbox took it.
 *
 * Completes with LEV_OK once the event is in the mailbox (not: handled), LEV_E_FULL when the receiver's policy
 * refused it. Errors when starting: LEV_E_DENIED, LEV_E_NOMEM (op quota).
 */
LEV_CTX(handler)
LEV_MUST_USE lev_result lev_post_start(struct lev_op *op, lev_handle to, struct lev_event event);

/* ---- Time, identity, restart --------------------------------------------------------------------------- */

/**
 * The time at which the current event was dispatched, in microseconds since the kernel started.
 *
 * Constant within a handler, never decreasing, part of the recording. Hosted: one stamp per batch of at most
 * 64 dispatches.
 */
LEV_CTX(handler)
LEV_MUST_USE lev_time lev_now(void);

/**
 * End this handler now and start the node afresh, as the deployment's restart policy says.
 *
 * Events in the mailbox stay. Ops are cancelled, timers end, buffers the node owned go back to their pools. The next
 * life's LEV_EVENT_START says LEV_START_REQUESTED, and comes when no server holds one of the ops any more.
 */
LEV_CTX(handler)
LEV_NORETURN void lev_restart(void);

/**
 * A place where ready nodes of higher priority may run before this handler goes on.
 *
 * L1, L2: they run nested, here. L3, L4: nothing happens unless a time slice is due. Inserted by tools into long
 * loops; the node's own state is untouched when it returns, and lev_now() is as before.
 */
LEV_CTX(handler)
void lev_yield(void);

LEV_END_DECLS

#endif
