/* SPDX-License-Identifier: MIT */
/*
 * make_groups FOLDER: print groups.c, the table of API groups and their functions, read from the headers FOLDER/lev/.
 *
 * A header says which groups it is by the manifest records it writes. One that writes none is part of group core. In a
 * header of several groups a function says its own by its name: lev_mmio_read belongs to raw.mmio.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tools/common/decl.h"
#include "tools/common/files.h"
#include "tools/objcheck/groups.h"

enum { GROUPS_MAX = 64 };

struct maker {
    struct arena *arena;
    struct group groups[GROUPS_MAX];
    size_t count;
    const char *symbols; /* the table's lines so far */
};

static void refuse(const char *path, const char *why)
{
    (void)fprintf(stderr, "make_groups: %s: %s\n", path, why);
    exit(1);
}

/* "timer " with its quotes: timer. */
static const char *unquoted(struct arena *arena, const struct token *text)
{
    size_t bytes = text->bytes < 2 ? 0 : text->bytes - 2;
    while (bytes > 0 && text->at[bytes] == ' ') {
        bytes--;
    }
    return arena_copy(arena, text->at + 1, bytes);
}

static const char *macro_of(struct arena *arena, const char *group)
{
    char *macro = arena_print(arena, "LEV_USE_%s", group);
    for (char *at = macro; *at != '\0'; at++) {
        *at = *at == '.' ? '_' : *at;
    }
    return macro;
}

/* The number in `#elif LEV_USE_timer != 1`. */
static unsigned version_of(struct arena *arena, const struct tokens *tokens, const char *macro)
{
    for (size_t i = 0; i < tokens->count; i++) {
        if (tokens->at[i].kind != TOKEN_DIRECTIVE) {
            continue;
        }
        struct tokens line = scan_directive(arena, &tokens->at[i]);
        if (line.count == 5 && token_is(&line.at[0], "elif") && token_is(&line.at[1], macro)) {
            return (unsigned)strtoul(token_text(arena, &line.at[4]), NULL, 10);
        }
    }
    return 0;
}

static size_t
add_group(struct maker *maker, const char *path, const struct tokens *tokens, const char *name)
{
    for (size_t i = 0; i < maker->count; i++) {
        if (strcmp(maker->groups[i].name, name) == 0) {
            if (strcmp(path_base(path), arena_print(maker->arena, "%s.h", name)) == 0) {
                maker->groups[i].header = arena_print(maker->arena, "lev/%s", path_base(path));
            }
            return i;
        }
    }
    if (maker->count == GROUPS_MAX) {
        refuse(path, "too many groups; raise GROUPS_MAX");
    }
    const char *macro = macro_of(maker->arena, name);
    maker->groups[maker->count] = (struct group){
        .name = name,
        .macro = macro,
        .header = arena_print(maker->arena, "lev/%s", path_base(path)),
        .version = version_of(maker->arena, tokens, macro)};
    return maker->count++;
}

/* LEV__MANIFEST("use", "timer " ...) */
static size_t
own_groups(struct maker *maker, const char *path, const struct tokens *tokens, size_t *found)
{
    size_t count = 0;
    for (size_t i = 0; i + 4 < tokens->count && count < GROUPS_MAX; i++) {
        const struct token *at = &tokens->at[i];
        if (token_is(&at[0], "LEV__MANIFEST") && token_is(&at[2], "\"use\"")
            && at[4].kind == TOKEN_TEXT) {
            found[count++] = add_group(maker, path, tokens, unquoted(maker->arena, &at[4]));
        }
    }
    if (count == 0) {
        found[count++] = add_group(maker, path, tokens, "core");
    }
    return count;
}

/* Of several groups, the one whose last part is the second part of the function's name. */
static size_t group_of(
    const struct maker *maker,
    const char *path,
    const char *function,
    const size_t *own,
    size_t count)
{
    if (count == 1) {
        return own[0];
    }
    for (size_t i = 0; i < count; i++) {
        const char *name = maker->groups[own[i]].name;
        const char *dot = strrchr(name, '.');
        const char *last = dot == NULL ? name : dot + 1;
        size_t bytes = strlen(last);
        if (strncmp(function + 4, last, bytes) == 0 && function[4 + bytes] == '_') {
            return own[i];
        }
    }
    refuse(path, function);
    return 0;
}

static void read_header(struct maker *maker, const char *path)
{
    size_t bytes;
    const char *text = file_read(maker->arena, path, &bytes);
    if (text == NULL) {
        refuse(path, "cannot be read");
        return;
    }
    struct tokens tokens = scan(maker->arena, text, bytes);
    struct decls decls = decls_of(maker->arena, &tokens);
    size_t own[GROUPS_MAX];
    size_t own_count = own_groups(maker, path, &tokens, own);
    for (size_t i = 0; i < decls.count; i++) {
        const struct decl *decl = &decls.at[i];
        if (decl->kind == DECL_FUNCTION && !decl->has_body && !decl->is_static && !decl->is_made) {
            if (strncmp(decl->name, "lev_", 4) != 0) {
                refuse(path, "declares a function whose name does not begin with lev_");
            }
            maker->symbols = arena_print(
                maker->arena, "%s    {\"%s\", %zu},\n", maker->symbols, decl->name,
                group_of(maker, path, decl->name, own, own_count));
        }
    }
}

static void print(const struct maker *maker)
{
    printf("/* SPDX-License-Identifier: MIT */\n/* Made by make_groups from include/lev. */\n"
           "#include \"tools/objcheck/groups.h\"\n\nconst struct group groups[] = {\n");
    for (size_t i = 0; i < maker->count; i++) {
        const struct group *group = &maker->groups[i];
        printf(
            "    {\"%s\", \"%s\", \"%s\", %u},\n", group->name, group->macro, group->header,
            group->version);
    }
    printf(
        "};\nconst size_t group_count = sizeof groups / sizeof *groups;\n\n"
        "const struct group_symbol group_symbols[] = {\n%s};\n"
        "const size_t group_symbol_count = sizeof group_symbols / sizeof *group_symbols;\n",
        maker->symbols);
}

int main(int count, char **arguments)
{
    if (count != 2) {
        (void)fprintf(stderr, "usage: make_groups FOLDER\n");
        return 2;
    }
    struct arena arena = {0};
    struct maker maker = {.arena = &arena, .symbols = ""};
    struct names paths = {0};
    files_below(&arena, arena_print(&arena, "%s/lev", arguments[1]), &paths);
    if (paths.count == 0) {
        refuse(arguments[1], "has no headers in lev/");
    }
    for (size_t i = 0; i < paths.count; i++) {
        size_t bytes = strlen(paths.at[i]);
        if (bytes > 2 && strcmp(paths.at[i] + bytes - 2, ".h") == 0) {
            read_header(&maker, paths.at[i]);
        }
    }
    print(&maker);
    arena_free(&arena);
    return 0;
}
