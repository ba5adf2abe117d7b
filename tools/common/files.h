/* SPDX-License-Identifier: MIT */
/**
 * Files and lists of names for host tools.
 */
#ifndef TOOLS_COMMON_FILES_H
#define TOOLS_COMMON_FILES_H

#include <stdbool.h>
#include <stddef.h>

#include "tools/common/arena.h"

/** A growing list of texts; zero is an empty one. The texts stay their owner's. */
struct names {
    const char **at;
    size_t count, room;
};

/** Append. */
void names_add(struct arena *arena, struct names *names, const char *name);

/** Sort by bytes. */
void names_sort(struct names *names);

/** Is `name` one of them? */
bool names_have(const struct names *names, const char *name);

/** "a, b, c". */
const char *names_join(struct arena *arena, const struct names *names, const char *between);

/** Whole file, zero-terminated (the zero is not counted). @return NULL: cannot be read, errno says why */
char *file_read(struct arena *arena, const char *path, size_t *bytes);

/** Is there a regular file? */
bool file_exists(const char *path);

/** Is there a folder? */
bool folder_exists(const char *path);

/**
 * Add the paths of all files below `folder`, sorted, as `folder/...` (`.`: without it). Names that begin with
 * `.git` are passed over.
 */
void files_below(struct arena *arena, const char *folder, struct names *paths);

/** Add the names of the folders directly in `folder`, sorted; none if it does not exist. */
void folders_in(struct arena *arena, const char *folder, struct names *found);

/** What follows the last '/'. */
const char *path_base(const char *path);

#endif
