/* SPDX-License-Identifier: MIT */
/* Layers by include, and cycles of includes. */
#include <stdio.h>
#include <string.h>

#include "tools/lint/lint.h"

/* What an include means in this tree. */
struct include {
    const char *text; /* with its marks */
    const char *bare; /* without, of "..." */
    bool is_angled, is_public;
};

static struct include include_of(struct lint *lint, char *text)
{
    struct include include = {.text = text, .is_angled = text[0] == '<'};
    include.is_public = strncmp(text, "<lev/", 5) == 0;
    include.bare = arena_copy(lint->arena, text + 1, strlen(text) - 2);
    return include;
}

/* The folder of a path, with its '/'; "" in the root. */
static const char *folder_of(struct lint *lint, const char *path)
{
    return arena_copy(lint->arena, path, (size_t)(path_base(path) - path));
}

/* A header of the file's own folder, spelled bare or from the root. */
static bool is_own(struct lint *lint, const struct source *source, const struct include *include)
{
    const char *folder = folder_of(lint, source->path);
    if (strchr(include->bare, '/') != NULL) {
        return *folder != '\0' && strncmp(include->bare, folder, strlen(folder)) == 0;
    }
    return file_exists(arena_print(lint->arena, "%s%s", folder, include->bare));
}

static bool is_allowed(const struct rule *rule, const struct include *include)
{
    for (size_t i = 0; i < rule->seen.count; i++) {
        const char *pattern = rule->seen.at[i];
        struct names one = {.at = &pattern, .count = 1};
        bool pattern_public = strncmp(pattern, "<lev/", 5) == 0;
        bool pattern_angled = pattern[0] == '<';
        if (pattern_angled == include->is_angled && pattern_public == include->is_public
            && lint_matches(&one, include->is_angled ? include->text : include->bare)) {
            return true;
        }
    }
    return false;
}

static void check_include(
    struct lint *lint,
    const struct source *source,
    const struct rule *rule,
    unsigned line,
    const struct include *include)
{
    if (!include->is_angled && strncmp(include->bare, "..", 2) == 0) {
        lint_report(
            lint, source->path, line, "includes %s; spell it from the root of the tree",
            include->text);
        return;
    }
    if (!include->is_angled && is_own(lint, source, include)) {
        return;
    }
    if (!is_allowed(rule, include)) {
        lint_report(
            lint, source->path, line, "%s must not include %s; %s", rule->files, include->text,
            rule->fix);
    }
}

static void check_layers(struct lint *lint, const struct source *source)
{
    const struct rule *rule = lint_rule(&lint->includes, source->path);
    if (rule == NULL) {
        lint_report(
            lint, source->path, 1,
            "belongs to no layer; put it into one, or give its folder a line in tools/layers.txt");
        return;
    }
    for (size_t i = 0; i < source->tokens.count; i++) {
        const struct token *token = &source->tokens.at[i];
        char *text = token_include(lint->arena, token);
        if (text != NULL) {
            struct include include = include_of(lint, text);
            check_include(lint, source, rule, token->line, &include);
        }
    }
}

/* --- Cycles: depth first over what a file may include ---------------------------------------------------- */

enum { WHITE, GREY, BLACK };

struct walk {
    struct lint *lint;
    unsigned char *colours;
    size_t *path; /* indices of the grey files, outermost first */
    size_t depth;
};

static void visit(struct walk *walk, size_t index);

static void report_cycle(struct walk *walk, size_t from, unsigned line)
{
    struct lint *lint = walk->lint;
    const char *round = "";
    size_t i = walk->depth;
    while (i > 0 && walk->path[i - 1] != from) {
        i--;
    }
    for (size_t at = i - 1; at < walk->depth; at++) {
        round = arena_print(lint->arena, "%s%s -> ", round, lint->sources[walk->path[at]].path);
    }
    lint_report(
        lint, lint->sources[walk->path[walk->depth - 1]].path, line,
        "closes an include cycle: %s%s; move what both need into a header of its own", round,
        lint->sources[from].path);
}

static void follow(struct walk *walk, const char *path, unsigned line)
{
    const struct source *source = lint_source(walk->lint, path);
    if (source == NULL || !source->is_c) {
        return;
    }
    size_t index = (size_t)(source - walk->lint->sources);
    if (walk->colours[index] == GREY) {
        report_cycle(walk, index, line);
    } else if (walk->colours[index] == WHITE) {
        visit(walk, index);
    }
}

/* A header chosen by include path may be any file of that name. */
static void follow_all(struct walk *walk, const char *name, unsigned line)
{
    for (size_t i = 0; i < walk->lint->source_count; i++) {
        const char *path = walk->lint->sources[i].path;
        if (strcmp(path_base(path), name) == 0) {
            follow(walk, path, line);
        }
    }
}

static void visit(struct walk *walk, size_t index)
{
    struct lint *lint = walk->lint;
    const struct source *source = &lint->sources[index];
    walk->colours[index] = GREY;
    walk->path[walk->depth++] = index;
    for (size_t i = 0; i < source->tokens.count; i++) {
        const struct token *token = &source->tokens.at[i];
        char *text = token_include(lint->arena, token);
        if (text == NULL) {
            continue;
        }
        struct include include = include_of(lint, text);
        const char *own =
            arena_print(lint->arena, "%s%s", folder_of(lint, source->path), include.bare);
        if (include.is_public) {
            follow(walk, arena_print(lint->arena, "include/%s", include.bare), token->line);
        } else if (strchr(include.bare, '/') != NULL || include.is_angled) {
            follow(walk, include.bare, token->line);
        } else if (lint_source(lint, own) != NULL) {
            follow(walk, own, token->line);
        } else {
            follow_all(walk, include.bare, token->line);
        }
    }
    walk->depth--;
    walk->colours[index] = BLACK;
}

void lint_includes(struct lint *lint)
{
    struct walk walk = {.lint = lint};
    walk.colours = arena_take(lint->arena, lint->source_count + 1);
    walk.path = arena_take(lint->arena, (lint->source_count + 1) * sizeof *walk.path);
    for (size_t i = 0; i < lint->source_count; i++) {
        if (lint->sources[i].is_c) {
            check_layers(lint, &lint->sources[i]);
            if (walk.colours[i] == WHITE) {
                visit(&walk, i);
            }
        }
    }
}
