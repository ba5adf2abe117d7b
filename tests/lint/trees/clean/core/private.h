/* SPDX-License-Identifier: MIT */
#ifndef CORE_PRIVATE_H
#define CORE_PRIVATE_H
#endif
