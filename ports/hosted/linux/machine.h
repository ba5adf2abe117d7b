/* SPDX-License-Identifier: MIT */
/** What the files of the Linux port share. */
#ifndef PORTS_HOSTED_LINUX_MACHINE_H
#define PORTS_HOSTED_LINUX_MACHINE_H

#include "ports/hosted/common/host.h"

/** Read the host's clock now. */
LEV_CTX(any)
void linux_clock_refresh(void);

/** Deliver what is due, without waiting: I/O, the alarm. Not while the port is busy. */
LEV_CTX(any)
void linux_interrupt(void);

/** Something was ready to be staged that had found no room: called before the image sleeps. @return true: do not sleep */
extern bool (*linux_before_sleep)(void);

/** The image waits for the host, and nothing of it is half-way: it may be ended by a signal. */
extern volatile uint8_t linux_sleeps;

/** Timer and signals of the guard, signals that end the process. */
LEV_CTX(init)
void linux_signals_init(void);

/** The image has slept: a guard that came meanwhile found no handler. */
LEV_CTX(any)
void linux_guard_slept(void);

/** Put the terminal back. Called in signal handlers, too. */
LEV_CTX(any)
void linux_terminal_restore(void);

/** Make a terminal hand over each character. */
LEV_CTX(service)
void linux_terminal_raw(int fd);

/** End the process: the terminal is put back. Called in signal handlers, too. */
LEV_CTX(any)
LEV_NORETURN void linux_end(int status);

#endif
