/* SPDX-License-Identifier: MIT */
/**
 * Group timer: post an event to this node at a time, once or repeatedly.
 *
 * Tickless: an idle system wakes only for the next armed timer. A timer never fires early; due timers fire in
 * order of deadline, then of start. A periodic timer does not drift: each deadline is the previous one plus
 * the period, exactly, also where the clock counter wraps. If the node is late, missed periods are skipped and
 * their number arrives in the event's `arg` (saturating), so a slow node is never flooded.
 *
 * A firing needs no mailbox slot and cannot be lost. Timers belong to the node's quota and end at its restart.
 */
#ifndef LEV_TIMER_H
#define LEV_TIMER_H

#include <lev/core.h>

#if !defined(LEV_USE_timer) && !defined(LEV__OS)
#error "undeclared API group: add '#define LEV_USE_timer 1' to the component's declaration header"
#endif
#ifdef LEV_USE_timer
#if !defined(LEV__MANIFEST)
#error "include <lev/component.h> in the component's declaration header, after its LEV_USE_ lines"
#elif LEV_USE_timer != 1
#error "group timer is at major version 1: write '#define LEV_USE_timer 1'"
#endif
LEV__MANIFEST("use", "timer " LEV__TEXT(LEV_USE_timer));
#endif

LEV_BEGIN_DECLS

/** Longest delay and period: a bit over 49 days. */
#define LEV_TIMER_MAX LEV_S(4294967)

/**
 * Arm a timer: event {event_id, periods missed} comes after `delay`, then every `period`.
 *
 * Counted from lev_now(), not from the call, so handlers that take long do not shift it.
 *
 * @delay     0 .. LEV_TIMER_MAX
 * @period    0: once; else 1 .. LEV_TIMER_MAX
 * @event_id  LEV_EVENT_USER .. 0x7fff
 * @return    the timer's handle; LEV_E_NOMEM: the node's timer quota is used up; LEV_E_RANGE
 * @kernels   all
 * @cost      one pass over the armed timers, bounded by the deployment's sum of quotas
 */
LEV_CTX(handler)
LEV_MUST_USE lev_result lev_timer_start(lev_time delay, lev_time period, uint16_t event_id);

/**
 * Disarm a timer. Its event will not come any more, also if it was already due.
 *
 * @return  LEV_OK; LEV_E_DENIED: not a live timer of this node (a one-shot is gone once it has fired)
 */
LEV_CTX(handler)
lev_result lev_timer_stop(lev_handle timer);

/**
 * An op that completes with LEV_OK after `delay`, or with LEV_E_CANCELED. Uses an op and a timer of the quotas.
 *
 * Errors when starting: LEV_E_NOMEM, LEV_E_RANGE, LEV_E_DENIED (op is not in the node's state, or pending).
 */
LEV_CTX(handler)
LEV_MUST_USE lev_result lev_sleep_start(struct lev_op *op, lev_time delay);

LEV_END_DECLS

#endif
