/* SPDX-License-Identifier: MIT */
#include "tools/common/arena.h"

#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct arena_piece {
    struct arena_piece *next;
    max_align_t at[];
};

void *arena_take(struct arena *arena, size_t bytes)
{
    struct arena_piece *piece = calloc(1, sizeof *piece + bytes);
    if (piece == NULL) {
        (void)fprintf(stderr, "out of memory (%zu bytes)\n", bytes);
        exit(1);
    }
    piece->next = arena->pieces;
    arena->pieces = piece;
    return piece->at;
}

char *arena_copy(struct arena *arena, const char *text, size_t bytes)
{
    char *copy = arena_take(arena, bytes + 1);
    memcpy(copy, text, bytes);
    return copy;
}

char *arena_print(struct arena *arena, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    int bytes = vsnprintf(NULL, 0, format, arguments);
    va_end(arguments);
    char *text = arena_take(arena, (size_t)(bytes < 0 ? 0 : bytes) + 1);
    va_start(arguments, format);
    (void)vsnprintf(text, (size_t)(bytes < 0 ? 0 : bytes) + 1, format, arguments);
    va_end(arguments);
    return text;
}

void *arena_grow(struct arena *arena, const void *at, size_t count, size_t *room, size_t item_bytes)
{
    if (at != NULL && count < *room) {
        return (void *)(uintptr_t)at;
    }
    *room = *room == 0 ? 16 : 2 * *room;
    void *longer = arena_take(arena, *room * item_bytes);
    if (at != NULL) {
        memcpy(longer, at, count * item_bytes);
    }
    return longer;
}

void arena_free(struct arena *arena)
{
    while (arena->pieces != NULL) {
        struct arena_piece *next = arena->pieces->next;
        free(arena->pieces);
        arena->pieces = next;
    }
}
