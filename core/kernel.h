/* SPDX-License-Identifier: MIT */
/**
 * The kernel contract: what core asks of a kernel. Seven functions, kernel_info and lev_post(); exactly one kernel is linked
 * and defines them.
 *
 * A kernel decides when a node's handler runs and on which stack. How an event is taken and a handler called is the
 * same on every kernel: core/dispatch.h, which kernels include. Core never names a kernel.
 *
 * A node is ready while its bit in core->ready is set; dispatch.h clears it. `core_enter()` and `core_leave()`
 * (core/core.h) bracket calls that work on kernel-owned tables. While the depth is above zero nothing may be preempted
 * or aborted; what wants to sets core->due, and core_leave() calls kernel_due().
 */
#ifndef CORE_KERNEL_H
#define CORE_KERNEL_H

#include <lev/tables.h>

/* lev_post() (lev/core.h) is the kernel's own, made of core/post.h: how a post is kept whole differs. */

/** What a kernel is, for tools and for tests that must know what is allowed to differ. */
struct kernel_info {
    const char *name;    /**< "l1" */
    uint8_t level;       /**< 1 .. 4 */
    uint8_t preempts;    /**< a higher priority runs before the current handler returns */
    uint8_t interleaves; /**< an older handler may go on while a newer one is suspended */
    uint8_t threads;     /**< legacy threads exist */
};
extern const struct kernel_info kernel_info;

/** Run the image's nodes for ever. Called once, masked, when every node is ready for its first event. */
LEV_CTX(init)
LEV_NORETURN void kernel_run(void);

/**
 * A node has something to dispatch. Called masked, as the last act of a call: sets its ready bit and unmasks. At depth 0 a
 * preemptive kernel may run the node before it returns; at depth above 0 it only marks, and sets core->due.
 *
 * @return  LEV_OK, so that it can end a call: `return kernel_ready(node);`
 */
LEV_CTX(handler)
lev_result kernel_ready(const struct lev_node *node);

/** As kernel_ready(), from an interrupt: only marks; the kernel looks when the interrupt returns. */
LEV_CTX(isr)
void kernel_ready_isr(const struct lev_node *node);

/** Depth has fallen to 0 with core->due set: preempt or abort now. */
LEV_CTX(handler)
void kernel_due(void);

/** A yield point, see lev_yield(). */
LEV_CTX(handler)
void kernel_yield(void);

/** End the current handler. Called at depth 0 with core->abort_reason set. */
LEV_CTX(handler)
LEV_NORETURN void kernel_abort(void);

/**
 * May the interrupted handler be ended now? Called from an interrupt at depth 0 with core->abort_reason set.
 *
 * @return  the frame to unwind to; NULL: the kernel ends the handler itself when it is on top
 */
LEV_CTX(isr)
LEV_MUST_USE void *kernel_abort_isr(void);

#endif
