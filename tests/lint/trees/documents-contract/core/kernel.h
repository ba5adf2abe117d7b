/* SPDX-License-Identifier: MIT */
/** K. */
/** Runs. */
void kernel_run(void);
