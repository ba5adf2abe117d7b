/* SPDX-License-Identifier: MIT */
#include "tools/common/files.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

void names_add(struct arena *arena, struct names *names, const char *name)
{
    names->at = arena_grow(arena, names->at, names->count, &names->room, sizeof name);
    names->at[names->count++] = name;
}

static int by_bytes(const void *a, const void *b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

void names_sort(struct names *names)
{
    if (names->count != 0) {
        qsort(names->at, names->count, sizeof *names->at, by_bytes);
    }
}

bool names_have(const struct names *names, const char *name)
{
    for (size_t i = 0; i < names->count; i++) {
        if (strcmp(names->at[i], name) == 0) {
            return true;
        }
    }
    return false;
}

const char *names_join(struct arena *arena, const struct names *names, const char *between)
{
    const char *all = "";
    for (size_t i = 0; i < names->count; i++) {
        all = arena_print(arena, "%s%s%s", all, i == 0 ? "" : between, names->at[i]);
    }
    return all;
}

char *file_read(struct arena *arena, const char *path, size_t *bytes)
{
    FILE *file = fopen(path, "rb");
    if (file == NULL) {
        return NULL;
    }
    char *text = NULL;
    if (fseek(file, 0, SEEK_END) == 0) {
        long size = ftell(file);
        if (size >= 0 && fseek(file, 0, SEEK_SET) == 0) {
            text = arena_take(arena, (size_t)size + 1);
            *bytes = fread(text, 1, (size_t)size, file);
        }
    }
    (void)fclose(file);
    return text;
}

static bool has_mode(const char *path, mode_t mode)
{
    struct stat status;
    return stat(path, &status) == 0 && (status.st_mode & S_IFMT) == mode;
}

bool file_exists(const char *path)
{
    return has_mode(path, S_IFREG);
}

bool folder_exists(const char *path)
{
    return has_mode(path, S_IFDIR);
}

/* Names in a folder but `.`, `..` and `.git...`, sorted. */
static void entries(struct arena *arena, const char *folder, struct names *found)
{
    DIR *open = opendir(folder);
    if (open == NULL) {
        return;
    }
    const struct dirent *entry;
    while ((entry = readdir(open)) != NULL) {
        const char *name = entry->d_name;
        if (strcmp(name, ".") != 0 && strcmp(name, "..") != 0 && strncmp(name, ".git", 4) != 0) {
            names_add(arena, found, arena_copy(arena, name, strlen(name)));
        }
    }
    (void)closedir(open);
    names_sort(found);
}

void files_below(struct arena *arena, const char *folder, struct names *paths)
{
    struct names found = {0};
    entries(arena, folder, &found);
    for (size_t i = 0; i < found.count; i++) {
        const char *path = strcmp(folder, ".") == 0
                               ? found.at[i]
                               : arena_print(arena, "%s/%s", folder, found.at[i]);
        if (file_exists(path)) {
            names_add(arena, paths, path);
        } else if (folder_exists(path)) {
            files_below(arena, path, paths);
        }
    }
}

void folders_in(struct arena *arena, const char *folder, struct names *found)
{
    struct names all = {0};
    entries(arena, folder, &all);
    for (size_t i = 0; i < all.count; i++) {
        if (folder_exists(arena_print(arena, "%s/%s", folder, all.at[i]))) {
            names_add(arena, found, all.at[i]);
        }
    }
}

const char *path_base(const char *path)
{
    const char *slash = strrchr(path, '/');
    return slash == NULL ? path : slash + 1;
}
