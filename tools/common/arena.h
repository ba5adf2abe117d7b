/* SPDX-License-Identifier: MIT */
/**
 * Memory of a host tool: taken piece by piece, given back all at once at the end of the run.
 *
 * Running out of memory ends the program with status 1 and a message: no caller has to check.
 */
#ifndef TOOLS_COMMON_ARENA_H
#define TOOLS_COMMON_ARENA_H

#include <stddef.h>

struct arena_piece;

/** Zero is an empty arena. */
struct arena {
    struct arena_piece *pieces;
};

/** `bytes` of zeroed memory, aligned for anything. */
void *arena_take(struct arena *arena, size_t bytes);

/** A zero-terminated copy of `bytes` at `text`. */
char *arena_copy(struct arena *arena, const char *text, size_t bytes);

/** A zero-terminated text made as by printf. */
__attribute__((format(printf, 2, 3))) char *
arena_print(struct arena *arena, const char *format, ...);

/**
 * Room for one more item behind the `count` at `at`: `at` itself while there is room, else a longer copy.
 *
 * @room  how many items fit; 0 with `at` NULL to begin
 */
__attribute__((returns_nonnull)) void *
arena_grow(struct arena *arena, const void *at, size_t count, size_t *room, size_t item_bytes);

/** Give everything back. */
void arena_free(struct arena *arena);

#endif
