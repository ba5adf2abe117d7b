/* SPDX-License-Identifier: MIT */
/**
 * What is true of the kernel's tables whenever a handler runs. Each violation is a failed check of the current case.
 */
#ifndef TESTS_SUPPORT_INVARIANTS_H
#define TESTS_SUPPORT_INVARIANTS_H

/**
 * What has something to dispatch is ready; inboxes well-formed; every op record in one place; timers sorted;
 * blocks: free + owned + lent + sent = all; object tables without a lost entry.
 */
void check_invariants(void);

/** At rest: every block, op, timer and object is free, every mailbox and inbox empty, nobody ready, and no node waits to be
 * started. */
void check_all_is_given_back(void);

#endif
