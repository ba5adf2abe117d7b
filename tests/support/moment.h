/* SPDX-License-Identifier: MIT */
/**
 * Something happens a chosen number of instructions from now: what a case needs that goes through all places of a piece of
 * code. In the simulator, which steps instructions; on boards in QEMU, whose time counts them (tools/qemu/run.sh -i 5), by
 * a clock that is waited for and an alarm or guard that is due then.
 *
 * One thing at a time, and from a handler. How many instructions a step is may differ by a few from call to call on a board
 * whose clock is slow, so cases go through more steps than they need.
 */
#ifndef TESTS_SUPPORT_MOMENT_H
#define TESTS_SUPPORT_MOMENT_H

#include <stdint.h>

/** Steps are below this: more than any call of the API takes. */
extern const uint32_t moment_steps_max;

/** Comes by then, in microseconds from the call of moment_wake(). */
enum { MOMENT_WAKE_US = 100 };

/** The step to try after this one (0: the first): on a board each; in the simulator, where a step takes real time, the further
 * away the fewer. */
uint32_t moment_next(uint32_t step);

/** The calling handler has used up its budget `steps` from now. The budget is at least MOMENT_WAKE_US. */
void moment_end(uint32_t steps);

/** The guard looks `steps` from now, and finds what there is. In the simulator: if no handler runs then. */
void moment_look(uint32_t steps);

/** An interrupt comes `steps` from now, of which the calling node is told: by LEV_EVENT_STAGED of its source 0, or by a timer
 * that posts `event_id`. */
void moment_wake(uint32_t steps, uint16_t event_id);

/** Microseconds since that interrupt came, or should have come. */
uint32_t moment_ago(void);

#endif
