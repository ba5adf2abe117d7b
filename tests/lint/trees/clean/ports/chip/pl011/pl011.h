/* SPDX-License-Identifier: MIT */
#ifndef PL011_H
#define PL011_H
#endif
