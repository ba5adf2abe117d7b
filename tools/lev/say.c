/* SPDX-License-Identifier: MIT */
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "tools/lev/lev.h"

enum { WORD_MAX = 32 };

int lev_fail(const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    (void)fprintf(stderr, "lev: ");
    (void)vfprintf(stderr, format, arguments);
    (void)fprintf(stderr, "\n");
    va_end(arguments);
    return LEV_FAILED;
}

int lev_misused(const char *command, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    (void)fprintf(stderr, "lev: ");
    (void)vfprintf(stderr, format, arguments);
    (void)fprintf(stderr, "\nlev: see 'lev help%s%s'\n", *command == '\0' ? "" : " ", command);
    va_end(arguments);
    return LEV_USAGE;
}

static unsigned least(unsigned a, unsigned b, unsigned c)
{
    unsigned less = a < b ? a : b;
    return less < c ? less : c;
}

/* How many letters must be changed, added, left out or swapped with their neighbour. */
static unsigned distance(const char *a, const char *b)
{
    unsigned rows[WORD_MAX + 1][WORD_MAX + 1];
    size_t a_bytes = strlen(a);
    size_t b_bytes = strlen(b);
    if (a_bytes > WORD_MAX || b_bytes > WORD_MAX) {
        return WORD_MAX;
    }
    for (size_t i = 0; i <= a_bytes; i++) {
        for (size_t j = 0; j <= b_bytes; j++) {
            if (i == 0 || j == 0) {
                rows[i][j] = (unsigned)(i + j);
                continue;
            }
            rows[i][j] = least(
                rows[i - 1][j] + 1, rows[i][j - 1] + 1,
                rows[i - 1][j - 1] + (a[i - 1] == b[j - 1] ? 0u : 1u));
            if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1]
                && rows[i - 2][j - 2] + 1 < rows[i][j]) {
                rows[i][j] = rows[i - 2][j - 2] + 1;
            }
        }
    }
    return rows[a_bytes][b_bytes];
}

const char *lev_near(struct arena *arena, const struct names *known, const char *given)
{
    struct names near = {0};
    for (size_t i = 0; i < known->count; i++) {
        const char *name = known->at[i];
        size_t bytes = strlen(given);
        bool begins = bytes >= 3 && strncmp(name, given, bytes) == 0;
        if (begins || distance(name, given) <= 1 + strlen(name) / 4) {
            names_add(arena, &near, arena_print(arena, "'%s'", name));
        }
    }
    if (near.count == 0) {
        return ".";
    }
    return arena_print(arena, "; did you mean %s?", names_join(arena, &near, " or "));
}
