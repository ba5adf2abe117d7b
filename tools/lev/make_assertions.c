/* SPDX-License-Identifier: MIT */
/*
 * make_assertions ROOT: print assertions.c, the table of the system's numbered assertions, read from its sources.
 *
 * A file's module is its LEV_MODULE(), a name of core/modules.h with or without a number added. The hosted ports have panics
 * of their own, an enum in ports/hosted/common/host.h: each is an assertion without a condition.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tools/common/files.h"
#include "tools/common/scan.h"

enum { MODULES_MAX = 64 };

struct maker {
    struct arena *arena;
    const char *root;
    struct {
        const char *name;
        unsigned long number;
    } modules[MODULES_MAX];
    size_t module_count;
    size_t assertion_count;
};

/* A source under way. */
struct source {
    struct maker *maker;
    const char *path; /* below the root */
    struct tokens tokens;
    unsigned long module;
};

static struct tokens tokens_of(struct maker *maker, const char *path)
{
    size_t bytes;
    const char *text =
        file_read(maker->arena, arena_print(maker->arena, "%s/%s", maker->root, path), &bytes);
    if (text == NULL) {
        (void)fprintf(stderr, "make_assertions: cannot read %s/%s\n", maker->root, path);
        exit(1);
    }
    return scan(maker->arena, text, bytes);
}

/* As a C string constant: white space becomes one space. */
static void print_constant(const char *text, size_t bytes)
{
    bool blank = false;
    (void)putchar('"');
    for (size_t i = 0; i < bytes; i++) {
        if (strchr(" \n\t", text[i]) != NULL) {
            blank = true;
            continue;
        }
        printf("%s%s%c", blank ? " " : "", strchr("\"\\", text[i]) != NULL ? "\\" : "", text[i]);
        blank = false;
    }
    (void)putchar('"');
}

/* A comment without its marks. */
static void print_comment(const struct token *comment)
{
    const char *text = comment == NULL ? "" : comment->at;
    size_t bytes = comment == NULL ? 0 : comment->bytes;
    while (bytes != 0 && strchr("/*< \n", *text) != NULL) {
        text++;
        bytes--;
    }
    while (bytes != 0 && strchr("/* \n", text[bytes - 1]) != NULL) {
        bytes--;
    }
    print_constant(text, bytes);
}

/* The comment beside the tokens from `first` to `last`, or on the line above. NULL: there is none */
static const struct token *comment_at(const struct tokens *tokens, size_t first, size_t last)
{
    for (size_t i = last + 1; i < tokens->count && tokens->at[i].line == tokens->at[last].line;
         i++) {
        if (tokens->at[i].kind == TOKEN_COMMENT) {
            return &tokens->at[i];
        }
    }
    const struct token *above = first == 0 ? NULL : &tokens->at[first - 1];
    bool is_above = above != NULL && above->kind == TOKEN_COMMENT
                    && above->line_last + 1 == tokens->at[first].line;
    return is_above ? above : NULL;
}

/* --- Modules --------------------------------------------------------------------------------------------- */

static void read_modules(struct maker *maker)
{
    struct tokens tokens = tokens_of(maker, "core/modules.h");
    for (size_t i = 0; i + 2 < tokens.count && maker->module_count < MODULES_MAX; i++) {
        const char *name = token_text(maker->arena, &tokens.at[i]);
        if (strncmp(name, "MODULE_", 7) == 0 && token_is(&tokens.at[i + 1], "=")) {
            const char *number = token_text(maker->arena, &tokens.at[i + 2]);
            maker->modules[maker->module_count].name = name + 7;
            maker->modules[maker->module_count++].number = strtoul(number, NULL, 0);
        }
    }
}

/* A name of core/modules.h, or a number. */
static unsigned long number_of(struct maker *maker, const struct token *token)
{
    const char *text = token_text(maker->arena, token);
    for (size_t i = 0; i < maker->module_count; i++) {
        if (strncmp(text, "MODULE_", 7) == 0 && strcmp(text + 7, maker->modules[i].name) == 0) {
            return maker->modules[i].number;
        }
    }
    return strtoul(text, NULL, 0);
}

static void print_modules(const struct maker *maker)
{
    printf("\nconst struct assertion_module assertion_modules[] = {\n");
    for (size_t i = 0; i < maker->module_count; i++) {
        printf("    {0x%lx, \"%s\"},\n", maker->modules[i].number, maker->modules[i].name);
    }
    printf("};\nconst size_t assertion_module_count = %zu;\n", maker->module_count);
}

/* --- Assertions ------------------------------------------------------------------------------------------ */

/* Index of the ')' that ends what begins behind `open`; the last token if nothing does. */
static size_t closing(const struct tokens *tokens, size_t open)
{
    size_t depth = 0;
    for (size_t i = open; i < tokens->count; i++) {
        depth += token_is(&tokens->at[i], "(") ? 1 : 0;
        depth -= token_is(&tokens->at[i], ")") ? 1 : 0;
        if (depth == 0) {
            return i;
        }
    }
    return tokens->count - 1;
}

/* LEV_ASSERT(number, condition) or LEV_UNREACHABLE(number), whose name is token `at`. */
static void print_assertion(const struct source *source, size_t at)
{
    const struct tokens *tokens = &source->tokens;
    size_t last = closing(tokens, at + 1);
    bool conditional = at + 4 < last;
    const char *from = conditional ? tokens->at[at + 4].at : "";
    printf(
        "    {0x%lx, %s, \"%s\", %u, ", source->module,
        token_text(source->maker->arena, &tokens->at[at + 2]), source->path, tokens->at[at].line);
    print_constant(from, conditional ? (size_t)(tokens->at[last].at - from) : 0);
    printf(", ");
    print_comment(comment_at(tokens, at, last + 1 < tokens->count ? last + 1 : last));
    printf("},\n");
    source->maker->assertion_count++;
}

/* HOST_PANIC_… = number, whose name is token `at`. */
static void print_panic(const struct source *source, size_t at)
{
    const struct tokens *tokens = &source->tokens;
    printf(
        "    {0x%lx, %s, \"%s\", %u, \"\", ", source->module,
        token_text(source->maker->arena, &tokens->at[at + 2]), source->path, tokens->at[at].line);
    print_comment(comment_at(tokens, at, at + 2));
    printf("},\n");
    source->maker->assertion_count++;
}

static void read_source(struct maker *maker, const char *path)
{
    struct source source = {maker, path, tokens_of(maker, path), 0};
    const struct tokens *tokens = &source.tokens;
    bool panics = strcmp(path, "ports/hosted/common/host.h") == 0;
    for (size_t i = 0; i + 3 < tokens->count; i++) {
        const struct token *token = &tokens->at[i];
        bool call = token->kind == TOKEN_WORD && token_is(&tokens->at[i + 1], "(");
        if (call && token_is(token, "LEV_MODULE")) {
            source.module = number_of(maker, &tokens->at[i + 2]);
            source.module +=
                token_is(&tokens->at[i + 3], "+") ? number_of(maker, &tokens->at[i + 4]) : 0;
        } else if (call && (token_is(token, "LEV_ASSERT") || token_is(token, "LEV_UNREACHABLE"))) {
            print_assertion(&source, i);
        } else if (
            panics && strncmp(token->at, "HOST_PANIC_", 11) == 0
            && token_is(&tokens->at[i + 1], "=")) {
            source.module = number_of(
                maker, &(struct token){.kind = TOKEN_WORD, .at = "MODULE_PORT", .bytes = 11});
            print_panic(&source, i);
        }
    }
}

static void read_folder(struct maker *maker, const char *folder)
{
    struct names paths = {0};
    files_below(maker->arena, arena_print(maker->arena, "%s/%s", maker->root, folder), &paths);
    names_sort(&paths);
    for (size_t i = 0; i < paths.count; i++) {
        const char *path = paths.at[i] + strlen(maker->root) + 1;
        size_t bytes = strlen(path);
        if (bytes > 2
            && (strcmp(path + bytes - 2, ".c") == 0 || strcmp(path + bytes - 2, ".h") == 0)) {
            read_source(maker, path);
        }
    }
}

int main(int count, char **arguments)
{
    static const char *const folders[] = {"base", "core", "kernels", "api", "drivers", "ports"};
    struct arena arena = {0};
    if (count != 2) {
        (void)fprintf(stderr, "usage: make_assertions ROOT\n");
        return 2;
    }
    struct maker maker = {.arena = &arena, .root = arguments[1]};
    read_modules(&maker);
    printf("/* Made by make_assertions from the system's sources. */\n"
           "#include \"tools/lev/assertions.h\"\n\nconst struct assertion assertions[] = {\n");
    for (size_t i = 0; i < sizeof folders / sizeof *folders; i++) {
        read_folder(&maker, folders[i]);
    }
    printf("};\nconst size_t assertion_count = %zu;\n", maker.assertion_count);
    print_modules(&maker);
    arena_free(&arena);
    return 0;
}
