/* SPDX-License-Identifier: MIT */
/*
 * Layers by symbols: what include rules cannot see. A symbol that a layer's library needs must be defined in a library
 * it may call, or be declared by a contract header it may see, or be of the C run-time's pure part.
 */
#include <errno.h>
#include <fnmatch.h>
#include <string.h>

#include "tools/common/decl.h"
#include "tools/elf/archive.h"
#include "tools/elf/runtime.h"
#include "tools/lint/lint.h"

/* A symbol of a library. */
struct use {
    const char *name;
    const char *member;
    bool is_defined;
};

/* lib<layer>.<set>.a */
struct library {
    const char *path;
    const char *layer; /* "kernel_l1" */
    const char *set;   /* "speed": symbols are looked up within one set */
    struct use *uses;
    size_t count, room;
};

struct libraries {
    struct library *at;
    size_t count;
};

static void add_use(
    struct lint *lint, struct library *library, const char *member, const struct elf_symbol *symbol)
{
    library->uses = arena_grow(
        lint->arena, library->uses, library->count, &library->room, sizeof *library->uses);
    library->uses[library->count++] = (struct use){
        .name = symbol->name, .member = member, .is_defined = symbol->section != ELF_UNDEFINED};
}

static void
read_member(struct lint *lint, struct library *library, const struct archive_member *member)
{
    struct elf elf;
    const char *damage = elf_open(&elf, member->data);
    if (damage != NULL) {
        lint_report(
            lint, library->path, 0, "%s %s; build it again with cmake --build", member->name,
            damage);
        return;
    }
    const char *name = arena_copy(lint->arena, member->name, strlen(member->name));
    struct elf_symbols symbols;
    struct elf_symbol symbol;
    if (!elf_symbols(&elf, &symbols)) {
        return;
    }
    while (elf_symbol(&elf, &symbols, &symbol)) {
        if (symbol.bind != ELF_LOCAL && *symbol.name != '\0') {
            add_use(lint, library, name, &symbol);
        }
    }
}

static void read_library(struct lint *lint, struct library *library)
{
    size_t bytes;
    const char *text = file_read(lint->arena, library->path, &bytes);
    if (text == NULL) {
        lint_report(lint, library->path, 0, "cannot be read: %s", strerror(errno));
        return;
    }
    struct archive archive;
    struct archive_member member;
    const char *damage = archive_open(&archive, (struct span){(const uint8_t *)text, bytes});
    while (damage == NULL && archive_next(&archive, &member)) {
        read_member(lint, library, &member);
    }
    damage = damage == NULL ? archive.damage : damage;
    if (damage != NULL) {
        lint_report(lint, library->path, 0, "%s; build it again with cmake --build", damage);
    }
}

static bool defines(const struct library *library, const char *name)
{
    for (size_t i = 0; i < library->count; i++) {
        if (library->uses[i].is_defined && strcmp(library->uses[i].name, name) == 0) {
            return true;
        }
    }
    return false;
}

/* Is it declared by a header that the pattern names? */
static bool is_declared(struct lint *lint, const char *pattern, const char *name)
{
    for (size_t i = 0; i < lint->source_count; i++) {
        const struct source *source = &lint->sources[i];
        if (!source->is_c || fnmatch(pattern, source->path, 0) != 0) {
            continue;
        }
        struct decls decls = decls_of(lint->arena, &source->tokens);
        for (size_t d = 0; d < decls.count; d++) {
            if (decls.at[d].kind != DECL_TYPE && strcmp(decls.at[d].name, name) == 0) {
                return true;
            }
        }
    }
    return false;
}

/* The library of the same set that defines it: one that may be seen before one that may not. NULL: none */
static const struct library *definer(
    const struct libraries *libraries,
    const struct library *of,
    const struct rule *rule,
    const char *name)
{
    const struct library *found = NULL;
    for (size_t i = 0; i < libraries->count; i++) {
        const struct library *library = &libraries->at[i];
        if (strcmp(library->set, of->set) != 0 || !defines(library, name)) {
            continue;
        }
        if (library == of || lint_matches(&rule->seen, library->layer)) {
            return library;
        }
        found = library;
    }
    return found;
}

static bool in_contract(struct lint *lint, const struct rule *rule, const char *name)
{
    for (size_t i = 0; i < rule->seen.count; i++) {
        if (strchr(rule->seen.at[i], '/') != NULL && is_declared(lint, rule->seen.at[i], name)) {
            return true;
        }
    }
    return false;
}

static void check_use(
    struct lint *lint,
    const struct libraries *libraries,
    const struct library *library,
    const struct rule *rule,
    const struct use *use)
{
    if (use->is_defined || runtime_is_pure(use->name)) {
        return;
    }
    const struct library *from = definer(libraries, library, rule, use->name);
    if (from == library || (from != NULL && lint_matches(&rule->seen, from->layer))
        || in_contract(lint, rule, use->name)) {
        return;
    }
    if (from != NULL) {
        lint_report(
            lint, library->path, 0, "%s in %s calls %s of %s; %s", library->layer, use->member,
            use->name, from->layer, rule->fix);
    } else if (!names_have(&rule->seen, "system")) {
        lint_report(
            lint, library->path, 0,
            "%s in %s needs %s, which no layer defines and no contract declares; %s",
            library->layer, use->member, use->name, rule->fix);
    }
}

static void
check_library(struct lint *lint, const struct libraries *libraries, const struct library *library)
{
    const struct rule *rule = lint_rule(&lint->links, library->layer);
    for (size_t i = 0; i < library->count; i++) {
        check_use(lint, libraries, library, rule, &library->uses[i]);
    }
}

/* The layer's libraries directly in the folder; others are components and tests. */
static void find(struct lint *lint, const char *folder, struct libraries *libraries)
{
    struct names paths = {0};
    files_below(lint->arena, folder, &paths);
    libraries->at = arena_take(lint->arena, (paths.count + 1) * sizeof *libraries->at);
    for (size_t i = 0; i < paths.count; i++) {
        const char *name = path_base(paths.at[i]);
        size_t bytes = strlen(name);
        bool direct = (size_t)(name - paths.at[i]) == strlen(folder) + 1;
        if (!direct || bytes < 6 || strncmp(name, "lib", 3) != 0
            || strcmp(name + bytes - 2, ".a") != 0) {
            continue;
        }
        char *layer = arena_copy(lint->arena, name + 3, bytes - 5);
        char *dot = strchr(layer, '.');
        if (dot == NULL) {
            continue;
        }
        *dot = '\0';
        if (lint_rule(&lint->links, layer) != NULL) {
            libraries->at[libraries->count++] =
                (struct library){.path = paths.at[i], .layer = layer, .set = dot + 1};
        }
    }
}

unsigned lint_symbols(struct lint *lint, const char *folder)
{
    struct libraries libraries = {0};
    find(lint, folder, &libraries);
    if (libraries.count == 0) {
        lint_report(
            lint, folder, 0,
            "holds no libraries of the layers; build them first: cmake --preset host && cmake "
            "--build --preset host");
    }
    for (size_t i = 0; i < libraries.count; i++) {
        read_library(lint, &libraries.at[i]);
    }
    for (size_t i = 0; i < libraries.count; i++) {
        check_library(lint, &libraries, &libraries.at[i]);
    }
    return (unsigned)libraries.count;
}
