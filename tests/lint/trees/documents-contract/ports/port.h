/* SPDX-License-Identifier: MIT */
/** Port. */
void port_init(void);
