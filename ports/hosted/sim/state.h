/* SPDX-License-Identifier: MIT */
/** What the simulator's files share. */
#ifndef PORTS_HOSTED_SIM_STATE_H
#define PORTS_HOSTED_SIM_STATE_H

#include "ports/hosted/common/host.h"
#include "ports/hosted/sim/sim.h"

/** End with a message: the script or the simulator itself is wrong. */
LEV_CTX(any)
LEV_NORETURN void sim_fail(const char *why);

/** The board is reset: the run is over. */
LEV_CTX(any)
LEV_NORETURN void sim_reset(void);

/** Has anything planned come due? Deliver it. Called with nothing masked, outside interrupts. */
LEV_CTX(any)
bool sim_deliver(void);

/** Pass an instant: what came due, what the script planned here. */
LEV_CTX(any)
void sim_instant(void);

/** Move virtual time. */
LEV_CTX(any)
void sim_advance(uint64_t to);

/** When the guard is due; UINT64_MAX: not set. */
LEV_CTX(any)
LEV_MUST_USE uint64_t sim_guard_at(void);

/** The guard's interrupt: forget when it was due, ask core. @return the frame to unwind to, or NULL */
LEV_CTX(isr)
LEV_MUST_USE void *sim_guard(uintptr_t pc);

/** What the callbacks of this instant asked for is done now: an abort or a fault does not return. */
LEV_CTX(any)
void sim_act(void);

/** Call `fn` as an interrupt after `steps` more instructions that could be interrupted. */
LEV_CTX(any)
void sim_step(uint64_t steps, sim_fn *fn, void *context);

/** As sim_stage(), with nothing going wrong. */
LEV_CTX(any)
void sim_stage_now(const struct lev_source *source, const void *data, uint32_t bytes);

/** The watch over code that passes no instant. */
LEV_CTX(init)
void sim_runaway_init(void);

/** A stretch of clock reads: what a runaway has not. */
LEV_CTX(any)
void sim_runaway_alive(void);

/** One more instant: a loop of API calls that never reads the clock is a runaway, too. */
LEV_CTX(any)
void sim_runaway_calls(void);

/** Let time jump to the guard until core ends the handler that runs. @return the frame to unwind to; NULL: not now */
LEV_CTX(isr)
LEV_MUST_USE void *sim_exhaust(uintptr_t pc);

/** The simulation ends: the watch too. */
LEV_CTX(any)
void sim_runaway_stop(void);

/** Set the devices up as after a reset. */
LEV_CTX(init)
void sim_i2c_init(void);

#endif
