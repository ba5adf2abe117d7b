/* SPDX-License-Identifier: MIT */
/**
 * The kernel contract: what core asks of a kernel. Seven functions; exactly one kernel is linked and defines them.
 *
 * A kernel decides when a node's handler runs and on which stack. How an event is taken and a handler called is the
 * same on every kernel: core/dispatch.h, which kernels include. Core never names a kernel.
 *
 * Depth. `core_enter()` and `core_leave()` (core/core.h) bracket calls that work on kernel-owned tables. While the depth
 * is above zero nothing may be preempted or aborted; what wants to, pends and happens at core_leave().
 */
#ifndef CORE_KERNEL_H
#define CORE_KERNEL_H

#include <lev/tables.h>

/** What a kernel is, for tools and for tests that must know what is allowed to differ. */
struct kernel_info {
    const char *name;   /**< "l1" */
    uint8_t level;      /**< 1 .. 4 */
    uint8_t preempts;   /**< a higher priority runs before the current handler returns */
    uint8_t interleaves; /**< an older handler may go on while a newer one is suspended */
    uint8_t threads;    /**< legacy threads exist */
};
extern const struct kernel_info kernel_info;

/** Run the image's nodes for ever. Called once, masked, when every node is ready for its first event. */
LEV_CTX(init)
LEV_NORETURN void kernel_run(void);

/**
 * A node has something to dispatch. Called masked, as the last act of a call by a handler: unmasks, and on a preemptive
 * kernel may run the node before it returns.
 *
 * @return  LEV_OK, so that it can end a call: `return kernel_ready(node);`
 */
LEV_CTX(handler)
lev_result kernel_ready(const struct lev_node *node);

/** As kernel_ready(), from an interrupt: only marks; the kernel looks when the interrupt returns. */
LEV_CTX(isr)
void kernel_ready_isr(const struct lev_node *node);

/** A node has nothing to dispatch any more. Called masked. */
LEV_CTX(service)
void kernel_unready(const struct lev_node *node);

/** A yield point, see lev_yield(). */
LEV_CTX(handler)
void kernel_yield(void);

/** End the current handler. Called at depth 0, unmasked, with core->abort_reason set. */
LEV_CTX(handler)
LEV_NORETURN void kernel_abort(void);

/**
 * May the interrupted handler be ended now? Called from an interrupt at depth 0 with core->abort_reason set.
 *
 * @return  true: yes; the port unwinds to the innermost frame. false: the kernel does it when the handler is on top
 */
LEV_CTX(isr)
LEV_MUST_USE bool kernel_abort_isr(void);

#endif
