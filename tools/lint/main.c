/* SPDX-License-Identifier: MIT */
#include <errno.h>
#include <fnmatch.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "tools/lint/lint.h"

static const char help[] =
    "usage: lint [--tree FOLDER] [--libraries FOLDER | --no-libraries]\n"
    "\n"
    "Check the rules of the tree (default: this folder) that no compiler knows: layers by include and,\n"
    "in the static libraries of FOLDER (default: build/host), by symbol; include cycles; words that do\n"
    "not belong where they stand; documentation of public headers; length. The layers are data:\n"
    "tools/layers.txt. Findings are printed as `file:line: what; fix`. Status 1: there are some.\n";

void lint_report(struct lint *lint, const char *path, unsigned line, const char *format, ...)
{
    va_list arguments;
    printf("%s:%u: ", path, line);
    va_start(arguments, format);
    (void)vprintf(format, arguments);
    va_end(arguments);
    printf("\n");
    lint->findings++;
}

bool lint_matches(const struct names *patterns, const char *text)
{
    for (size_t i = 0; i < patterns->count; i++) {
        if (fnmatch(patterns->at[i], text, 0) == 0) {
            return true;
        }
    }
    return false;
}

bool lint_is_in(const char *path, const char *const *folders)
{
    for (; *folders != NULL; folders++) {
        if (strncmp(path, *folders, strlen(*folders)) == 0) {
            return true;
        }
    }
    return false;
}

const struct source *lint_source(const struct lint *lint, const char *path)
{
    size_t low = 0;
    size_t high = lint->source_count;
    while (low < high) {
        size_t middle = (low + high) / 2;
        int order = strcmp(path, lint->sources[middle].path);
        if (order == 0) {
            return &lint->sources[middle];
        }
        *(order < 0 ? &high : &low) = order < 0 ? middle : middle + 1;
    }
    return NULL;
}

static bool ends_with(const char *text, const char *end)
{
    size_t text_bytes = strlen(text);
    size_t end_bytes = strlen(end);
    return text_bytes >= end_bytes && strcmp(text + text_bytes - end_bytes, end) == 0;
}

/* What people write and the rules are about: not pictures, recordings and the like. */
static bool is_source(const char *path)
{
    static const char *const ends[] = {".c",  ".h",  ".S",   ".ld",   ".cmake",   ".txt",   ".sh",
                                       ".py", ".md", ".yml", ".json", "Makefile", ".ci/run"};
    for (size_t i = 0; i < sizeof ends / sizeof *ends; i++) {
        if (ends_with(path, ends[i])) {
            return true;
        }
    }
    return false;
}

static int by_path(const void *a, const void *b)
{
    return strcmp(((const struct source *)a)->path, ((const struct source *)b)->path);
}

static void read_tree(struct lint *lint)
{
    struct names paths = {0};
    files_below(lint->arena, ".", &paths);
    lint->sources = arena_take(lint->arena, (paths.count + 1) * sizeof *lint->sources);
    for (size_t i = 0; i < paths.count; i++) {
        const char *path = paths.at[i];
        if (strncmp(path, "build/", 6) == 0 || !is_source(path)
            || lint_matches(&lint->skipped, path)) {
            continue;
        }
        struct source *source = &lint->sources[lint->source_count];
        *source = (struct source){.path = path};
        source->is_c = ends_with(path, ".c") || ends_with(path, ".h");
        source->text = file_read(lint->arena, path, &source->bytes);
        if (source->text == NULL) {
            lint_report(lint, path, 0, "cannot be read: %s", strerror(errno));
            continue;
        }
        if (source->is_c) {
            source->tokens = scan(lint->arena, source->text, source->bytes);
        }
        lint->source_count++;
    }
    qsort(lint->sources, lint->source_count, sizeof *lint->sources, by_path);
}

/* The folder as an absolute path, for the working folder changes. */
static const char *absolute(struct arena *arena, const char *folder)
{
    char here[4096];
    if (folder[0] == '/' || getcwd(here, sizeof here) == NULL) {
        return folder;
    }
    return arena_print(arena, "%s/%s", here, folder);
}

static int run(struct lint *lint, const char *tree, const char *libraries)
{
    if (tree != NULL && chdir(tree) != 0) {
        (void)fprintf(stderr, "lint: cannot enter %s: %s\n", tree, strerror(errno));
        return 2;
    }
    if (!lint_read_rules(lint)) {
        return 1;
    }
    read_tree(lint);
    if (lint->source_count == 0) {
        lint_report(lint, ".", 0, "there is nothing to check here; run lint in the tree's root");
    }
    lint_includes(lint);
    lint_words(lint);
    lint_documents(lint);
    unsigned library_count = libraries == NULL ? 0 : lint_symbols(lint, libraries);
    printf(
        "lint: %zu files, %u libraries, %u findings\n", lint->source_count, library_count,
        lint->findings);
    return lint->findings == 0 ? 0 : 1;
}

int main(int count, char **arguments)
{
    const char *tree = NULL;
    const char *libraries = "build/host";
    bool own_libraries = false;
    for (int i = 1; i < count; i++) {
        const char *argument = arguments[i];
        bool last = i + 1 == count;
        if (strcmp(argument, "--help") == 0) {
            printf("%s", help);
            return 0;
        }
        if (strcmp(argument, "--tree") == 0 && !last) {
            tree = arguments[++i];
        } else if (strcmp(argument, "--libraries") == 0 && !last) {
            libraries = arguments[++i];
            own_libraries = true;
        } else if (strcmp(argument, "--no-libraries") == 0) {
            libraries = NULL;
        } else {
            (void)fprintf(stderr, "lint: does not understand '%s'\n%s", argument, help);
            return 2;
        }
    }
    struct arena arena = {0};
    struct lint lint = {.arena = &arena};
    if (own_libraries && libraries != NULL) {
        libraries = absolute(&arena, libraries);
    }
    int status = run(&lint, tree, libraries);
    arena_free(&arena);
    return status;
}
