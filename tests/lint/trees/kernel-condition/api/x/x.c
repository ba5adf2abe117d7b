/* SPDX-License-Identifier: MIT */
#if LEV_KERNEL_PREEMPTS
#endif
