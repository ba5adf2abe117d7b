/* SPDX-License-Identifier: MIT */
/** Types. */
int lev_microbit;
