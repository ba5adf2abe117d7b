/* SPDX-License-Identifier: MIT */
int is_L4M(void);
static const char name[] = "l2";
