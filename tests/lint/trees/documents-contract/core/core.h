/* SPDX-License-Identifier: MIT */
/** C. */
/* Within core. */
void core_own(void);

void core_public(void);
