/* SPDX-License-Identifier: MIT */
/* Where the tree is, and which boards, kernels and components it has. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "tools/common/scan.h"
#include "tools/lev/lev.h"

enum { PATH_BYTES = 4096 };

static bool is_root(struct arena *arena, const char *folder)
{
    return file_exists(arena_print(arena, "%s/ports/port.h", folder));
}

/* The folder itself or one that holds it. */
static const char *upwards(struct arena *arena, char *folder)
{
    for (;;) {
        if (is_root(arena, folder)) {
            return arena_copy(arena, folder, strlen(folder));
        }
        char *slash = strrchr(folder, '/');
        if (slash == NULL || slash == folder) {
            return NULL;
        }
        *slash = '\0';
    }
}

const char *lev_find_root(struct arena *arena)
{
    char here[PATH_BYTES];
    const char *root = getcwd(here, sizeof here) == NULL ? NULL : upwards(arena, here);
    if (root != NULL) {
        return root;
    }
    ssize_t bytes = readlink("/proc/self/exe", here, sizeof here - 1);
    if (bytes <= 0) {
        return NULL;
    }
    here[bytes] = '\0';
    /* installed: <prefix>/bin/lev beside <prefix>/share/leveret */
    char *bin = strrchr(here, '/');
    if (bin != NULL) {
        const char *shared = arena_print(arena, "%.*s/../share/leveret", (int)(bin - here), here);
        if (is_root(arena, shared)) {
            return shared;
        }
    }
    return upwards(arena, here);
}

bool lev_need_root(const struct lev *lev)
{
    if (lev->root == NULL) {
        (void)lev_fail("this folder is not in a Leveret tree; go into one, or use the lev in its "
                       "build/host/bin");
    }
    return lev->root != NULL;
}

const char *lev_path(const struct lev *lev, const char *path)
{
    return arena_print(lev->arena, "%s/%s", lev->root, path);
}

/* Folders below `parent` that hold `file`. */
static void
folders_with(const struct lev *lev, const char *parent, const char *file, struct names *found)
{
    struct names folders = {0};
    folders_in(lev->arena, lev_path(lev, parent), &folders);
    for (size_t i = 0; i < folders.count; i++) {
        const char *path = arena_print(lev->arena, "%s/%s/%s", parent, folders.at[i], file);
        if (file_exists(lev_path(lev, path))) {
            names_add(lev->arena, found, folders.at[i]);
        }
    }
}

struct names lev_boards(const struct lev *lev)
{
    struct names boards = {0};
    folders_with(lev, "ports/board", "board.cmake", &boards);
    folders_with(lev, "ports/hosted", "board.cmake", &boards);
    names_sort(&boards);
    return boards;
}

struct names lev_kernels(const struct lev *lev)
{
    struct names kernels = {0};
    struct names folders = {0};
    folders_in(lev->arena, lev_path(lev, "kernels"), &folders);
    for (size_t i = 0; i < folders.count; i++) {
        const char *name = folders.at[i];
        const char *file = arena_print(lev->arena, "kernels/%s/%s.c", name, name);
        if (file_exists(lev_path(lev, file))) {
            names_add(lev->arena, &kernels, name);
        }
    }
    return kernels;
}

/* NAMEs of the images that a CMakeLists.txt asks for. */
static void images_of(const struct lev *lev, const char *path, struct names *found)
{
    size_t bytes;
    const char *text = file_read(lev->arena, path, &bytes);
    static const char call[] = "leveret_images(NAME ";
    for (text = text == NULL ? NULL : strstr(text, call); text != NULL; text = strstr(text, call)) {
        text += strlen(call);
        const char *name = arena_copy(lev->arena, text, strcspn(text, " \n)"));
        if (!names_have(found, name)) {
            names_add(lev->arena, found, name);
        }
    }
}

struct names lev_components(const struct lev *lev)
{
    struct names components = {0};
    struct names folders = {0};
    folders_in(lev->arena, lev_path(lev, "examples"), &folders);
    for (size_t i = 0; i < folders.count; i++) {
        const char *file = arena_print(lev->arena, "examples/%s/CMakeLists.txt", folders.at[i]);
        images_of(lev, lev_path(lev, file), &components);
    }
    names_sort(&components);
    return components;
}

/* What stands in a line `set(KEY ...)`; "" if there is none. */
static const char *fact(struct arena *arena, const char *text, const char *key)
{
    const char *begin = arena_print(arena, "set(%s ", key);
    for (const char *line = text; line != NULL && *line != '\0';) {
        size_t bytes = strcspn(line, "\n");
        if (strncmp(line, begin, strlen(begin)) == 0 && line[bytes - 1] == ')') {
            return arena_copy(arena, line + strlen(begin), bytes - strlen(begin) - 1);
        }
        line += bytes + (line[bytes] == '\n' ? 1 : 0);
    }
    return "";
}

bool lev_board(const struct lev *lev, const char *name, struct board *board)
{
    struct arena *arena = lev->arena;
    struct names boards = lev_boards(lev);
    if (!names_have(&boards, name)) {
        (void)lev_fail(
            "there is no board '%s'%s Boards: %s", name, lev_near(arena, &boards, name),
            names_join(arena, &boards, ", "));
        return false;
    }
    *board = (struct board){.name = name};
    board->folder = arena_print(arena, "ports/board/%s", name);
    if (!folder_exists(lev_path(lev, board->folder))) {
        board->folder = arena_print(arena, "ports/hosted/%s", name);
    }
    size_t bytes;
    const char *path = lev_path(lev, arena_print(arena, "%s/board.cmake", board->folder));
    const char *text = file_read(arena, path, &bytes);
    if (text == NULL) {
        (void)lev_fail("%s cannot be read", path);
        return false;
    }
    board->preset = fact(arena, text, "PRESET");
    board->machine = fact(arena, text, "QEMU");
    board->chips = fact(arena, text, "CHIPS");
    if (*board->preset == '\0') {
        (void)lev_fail("%s has no line set(PRESET ...); give it one, on one line", path);
        return false;
    }
    return true;
}

/* The comment's text up to its first full stop, on one line, without its marks. */
static const char *first_sentence(struct arena *arena, const struct token *comment)
{
    char *text = token_text(arena, comment);
    char *to = text;
    bool blank = true;
    for (const char *from = text; *from != '\0'; from++) {
        bool mark = *from == '*' || *from == '/' || *from == '\n' || *from == ' ';
        if (blank && mark) {
            continue;
        }
        blank = *from == ' ' || *from == '\n';
        if (strncmp(from, "*/", 2) == 0) {
            break;
        }
        *to++ = blank ? ' ' : *from;
        if (*from == '.' && (from[1] == ' ' || from[1] == '\n')) {
            to--;
            break;
        }
    }
    while (to > text && to[-1] == ' ') {
        to--;
    }
    *to = '\0';
    return text;
}

const char *lev_summary(const struct lev *lev, const char *path)
{
    size_t bytes;
    const char *text = file_read(lev->arena, lev_path(lev, path), &bytes);
    if (text == NULL) {
        return "";
    }
    struct tokens tokens = scan(lev->arena, text, bytes);
    for (size_t i = 0; i < tokens.count && tokens.at[i].kind == TOKEN_COMMENT; i++) {
        if (strstr(token_text(lev->arena, &tokens.at[i]), "SPDX") == NULL) {
            return first_sentence(lev->arena, &tokens.at[i]);
        }
    }
    return "";
}

const char *lev_component_file(const struct lev *lev, const char *component)
{
    struct names folders = {0};
    folders_in(lev->arena, lev_path(lev, "examples"), &folders);
    static const char *const ends[] = {"h", "c"};
    for (size_t i = 0; i < folders.count; i++) {
        for (size_t e = 0; e < 2; e++) {
            const char *path =
                arena_print(lev->arena, "examples/%s/%s.%s", folders.at[i], component, ends[e]);
            if (*lev_summary(lev, path) != '\0') {
                return path;
            }
        }
    }
    return "";
}
