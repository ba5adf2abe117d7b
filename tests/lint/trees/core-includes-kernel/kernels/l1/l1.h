/* SPDX-License-Identifier: MIT */
#ifndef L1_H
#define L1_H
#endif
