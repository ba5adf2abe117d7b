/* SPDX-License-Identifier: MIT */
static int a;
