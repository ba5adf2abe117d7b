/* SPDX-License-Identifier: MIT */
#ifdef __ARM_ARCH
#endif
