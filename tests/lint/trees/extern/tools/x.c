/* SPDX-License-Identifier: MIT */
extern void g(int a);
