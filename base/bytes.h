/* SPDX-License-Identifier: MIT */
/**
 * Copying and clearing memory without a C library, small rather than fast. Blocks and pools are aligned.
 */
#ifndef BASE_BYTES_H
#define BASE_BYTES_H

#include <stddef.h>
#include <stdint.h>

/** Clear `bytes` from `at`: both multiples of 8, as blocks are. */
static inline void bytes_zero(void *at, uint32_t bytes)
{
    uint64_t *to = at;
    if ((bytes & 8u) != 0) {
        *to++ = 0;
    }
    for (const uint64_t *end = to + (bytes >> 4 << 1); to != end; to += 2) {
        to[0] = 0;
        to[1] = 0;
    }
}

/** Copy `bytes`; the two do not overlap. */
static inline void bytes_copy(void *to_, const void *from_, uint32_t bytes)
{
    uint8_t *to = to_;
    const uint8_t *from = from_;
    while (bytes-- != 0) {
        *to++ = *from++;
    }
}

/** Copy `bytes` to the same or a lower address: the two may overlap. */
static inline void bytes_move_down(void *to_, const void *from_, uint32_t bytes)
{
    uint8_t *to = to_;
    const uint8_t *from = from_;
    while (bytes-- != 0) {
        *to++ = *from++;
    }
}

/** True if equal. */
static inline int bytes_equal(const void *a_, const void *b_, uint32_t bytes)
{
    const uint8_t *a = a_;
    const uint8_t *b = b_;
    while (bytes != 0 && *a == *b) {
        a++;
        b++;
        bytes--;
    }
    return bytes == 0;
}

#endif
