/* SPDX-License-Identifier: MIT */
/** Kernel contract. */
#ifndef CORE_KERNEL_H
#define CORE_KERNEL_H

#endif
