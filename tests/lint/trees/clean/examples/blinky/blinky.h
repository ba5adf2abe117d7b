/* SPDX-License-Identifier: MIT */
#ifndef BLINKY_H
#define BLINKY_H
#endif
