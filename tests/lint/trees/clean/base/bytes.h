/* SPDX-License-Identifier: MIT */
/** Bytes. */
#ifndef BASE_BYTES_H
#define BASE_BYTES_H

#include <stdint.h>

#endif
