/* SPDX-License-Identifier: MIT */
/*
 * Words and lines: who may name a kernel, a chip, a board or an instruction set; extern in .c files; what was left over;
 * length; the licence line.
 */
#include <ctype.h>
#include <stdio.h>
#include <string.h>

#include "tools/common/decl.h"
#include "tools/lint/lint.h"

enum { LINES_MAX = 800, LICENCE_LINES = 3 };

static const char *const above_ports[] = {"base/",    "core/",    "kernels/", "api/",
                                          "drivers/", "include/", NULL};
static const char *const below_kernels[] = {"base/",    "core/",  "api/", "drivers/",
                                            "include/", "ports/", NULL};

/* --- Names of machines and kernels ----------------------------------------------------------------------- */

/* The names that must not be used, from the tree itself. */
struct forbidden {
    struct names machines;
    struct names symbols; /* defined by linker scripts: nothing else can declare them */
};

static bool part_is(const char *part, size_t bytes, const char *name, bool with_digits)
{
    size_t name_bytes = strlen(name);
    if (bytes < name_bytes) {
        return false;
    }
    for (size_t i = 0; i < name_bytes; i++) {
        if (tolower((unsigned char)part[i]) != tolower((unsigned char)name[i])) {
            return false;
        }
    }
    return bytes == name_bytes || (with_digits && isdigit((unsigned char)part[name_bytes]) != 0);
}

/* l1 to l4, l3m, l4m. */
static bool is_kernel(const char *part, size_t bytes)
{
    return (bytes == 2 || (bytes == 3 && tolower((unsigned char)part[2]) == 'm'))
           && tolower((unsigned char)part[0]) == 'l' && part[1] >= '1' && part[1] <= '4';
}

static void check_part(
    struct lint *lint,
    const struct source *source,
    unsigned line,
    const struct forbidden *names,
    const char *part,
    size_t bytes)
{
    if (lint_is_in(source->path, below_kernels) && is_kernel(part, bytes)) {
        lint_report(
            lint, source->path, line,
            "names the kernel %.*s; only kernels/ may: ask through core/kernel.h", (int)bytes,
            part);
    }
    if (!lint_is_in(source->path, above_ports)) {
        return;
    }
    for (size_t i = 0; i < names->machines.count; i++) {
        if (part_is(part, bytes, names->machines.at[i], true)) {
            lint_report(
                lint, source->path, line,
                "names the machine %s; only ports/ may: ask through ports/port.h or ports/device",
                names->machines.at[i]);
        }
    }
}

/* The parts of a name or text between underscores and other signs. */
static void check_parts(
    struct lint *lint,
    const struct source *source,
    const struct forbidden *names,
    const struct token *token)
{
    size_t from = 0;
    for (size_t at = 0; at <= token->bytes; at++) {
        if (at < token->bytes && isalnum((unsigned char)token->at[at]) != 0) {
            continue;
        }
        if (at > from) {
            check_part(lint, source, token->line, names, token->at + from, at - from);
        }
        from = at + 1;
    }
}

/* A macro by which a compiler tells the instruction set. */
static bool is_architecture(const char *word)
{
    static const char *const marks[] = {"arm", "ARM", "thumb", "x86", "i386", "aarch64", "riscv"};
    if (strncmp(word, "__", 2) != 0) {
        return false;
    }
    for (size_t i = 0; i < sizeof marks / sizeof *marks; i++) {
        if (strstr(word, marks[i]) != NULL) {
            return true;
        }
    }
    return false;
}

static bool is_guard(const char *word)
{
    size_t bytes = strlen(word);
    return bytes > 2 && strcmp(word + bytes - 2, "_H") == 0;
}

/* Variants are files and folders: a condition names neither a kernel nor an instruction set. */
static void
check_condition(struct lint *lint, const struct source *source, const struct token *line)
{
    struct tokens inside = scan_directive(lint->arena, line);
    for (size_t i = 1; i < inside.count; i++) {
        const char *word = token_text(lint->arena, &inside.at[i]);
        if (inside.at[i].kind != TOKEN_WORD || is_guard(word)) {
            continue;
        }
        if (lint_is_in(source->path, below_kernels) && strstr(word, "KERNEL") != NULL) {
            lint_report(
                lint, source->path, line->line,
                "%s in a condition depends on the kernel; make it a file of kernels/, or ask "
                "kernel_info",
                word);
        }
        if (lint_is_in(source->path, above_ports) && is_architecture(word)
            && strcmp(source->path, "base/compiler.h") != 0) {
            lint_report(
                lint, source->path, line->line,
                "%s in a condition depends on the instruction set; put the code into "
                "ports/arch/<arch>/port_arch.h",
                word);
        }
    }
}

static void check_directive(
    struct lint *lint,
    const struct source *source,
    const struct forbidden *names,
    const struct token *token)
{
    const char *name = token_directive(lint->arena, token);
    if (strcmp(name, "include") == 0) {
        return; /* the layers have that */
    }
    struct tokens inside = scan_directive(lint->arena, token);
    for (size_t i = 1; i < inside.count; i++) {
        if (inside.at[i].kind == TOKEN_WORD || inside.at[i].kind == TOKEN_TEXT) {
            check_parts(lint, source, names, &inside.at[i]);
        }
    }
    if (strncmp(name, "if", 2) == 0 || strcmp(name, "elif") == 0) {
        check_condition(lint, source, token);
    }
}

static void
check_names(struct lint *lint, const struct source *source, const struct forbidden *names)
{
    for (size_t i = 0; i < source->tokens.count; i++) {
        const struct token *token = &source->tokens.at[i];
        if (token->kind == TOKEN_DIRECTIVE) {
            check_directive(lint, source, names, token);
        } else if (token->kind == TOKEN_WORD || token->kind == TOKEN_TEXT) {
            check_parts(lint, source, names, token);
        }
    }
}

/* Words of the linker scripts. */
static void read_linker_scripts(struct lint *lint, struct names *symbols)
{
    for (size_t i = 0; i < lint->source_count; i++) {
        const struct source *source = &lint->sources[i];
        size_t bytes = strlen(source->path);
        if (bytes < 3 || strcmp(source->path + bytes - 3, ".ld") != 0) {
            continue;
        }
        struct tokens tokens = scan(lint->arena, source->text, source->bytes);
        for (size_t t = 0; t < tokens.count; t++) {
            if (tokens.at[t].kind == TOKEN_WORD) {
                names_add(lint->arena, symbols, token_text(lint->arena, &tokens.at[t]));
            }
        }
    }
}

/* --- extern ---------------------------------------------------------------------------------------------- */

/* A declaration in a .c file of what lives in another one sneaks around the include rules. */
static void
check_externs(struct lint *lint, const struct source *source, const struct forbidden *names)
{
    size_t bytes = strlen(source->path);
    if (source->path[bytes - 1] != 'c' || strncmp(source->path, "tests/", 6) == 0) {
        return;
    }
    struct decls decls = decls_of(lint->arena, &source->tokens);
    for (size_t i = 0; i < decls.count; i++) {
        const struct decl *decl = &decls.at[i];
        if (decl->is_extern && !decl->has_body && !names_have(&names->symbols, decl->name)) {
            lint_report(
                lint, source->path, decl->line,
                "extern declaration of %s in a .c file; include the header that declares it",
                decl->name);
        }
    }
}

/* --- Lines ----------------------------------------------------------------------------------------------- */

/* A whole word that says that something is not finished. */
static const char *left_over(const char *line, size_t bytes)
{
    /* spelled in two halves, so that this file has none */
    static const char *const words[] = {
        "TO"
        "DO",
        "FIX"
        "ME",
        "X"
        "XX",
        "HA"
        "CK"};
    for (size_t w = 0; w < sizeof words / sizeof *words; w++) {
        size_t word_bytes = strlen(words[w]);
        for (size_t at = 0; at + word_bytes <= bytes; at++) {
            bool begins = at == 0 || isalnum((unsigned char)line[at - 1]) == 0;
            bool ends =
                at + word_bytes == bytes || isalnum((unsigned char)line[at + word_bytes]) == 0;
            if (begins && ends && memcmp(line + at, words[w], word_bytes) == 0) {
                return words[w];
            }
        }
    }
    return NULL;
}

static bool has_licence(const struct source *source)
{
    const char *end = source->text;
    for (int line = 0; line < LICENCE_LINES && *end != '\0'; line++) {
        end += strcspn(end, "\n");
        end += *end == '\n' ? 1 : 0;
    }
    const char *found = strstr(source->text, "SPDX-License-Identifier: MIT");
    return found != NULL && found < end;
}

/* Prose, data and lists have neither a licence line nor a limit. */
static bool is_code(const struct source *source)
{
    static const char *const ends[] = {".c", ".h", ".S", ".ld", ".cmake", ".sh", ".py"};
    size_t bytes = strlen(source->path);
    for (size_t i = 0; i < sizeof ends / sizeof *ends; i++) {
        size_t end_bytes = strlen(ends[i]);
        if (bytes > end_bytes && strcmp(source->path + bytes - end_bytes, ends[i]) == 0) {
            return true;
        }
    }
    return strcmp(path_base(source->path), "CMakeLists.txt") == 0
           || strcmp(path_base(source->path), "Makefile") == 0;
}

static void check_lines(struct lint *lint, const struct source *source)
{
    unsigned line = 0;
    const char *end = source->text + source->bytes;
    for (const char *at = source->text; at < end;) {
        const char *stop = memchr(at, '\n', (size_t)(end - at));
        stop = stop == NULL ? end : stop;
        line++;
        const char *word = left_over(at, (size_t)(stop - at));
        if (word != NULL) {
            lint_report(
                lint, source->path, line, "%s was left over; finish it, or file an issue", word);
        }
        at = stop + 1;
    }
    if (!is_code(source)) {
        return;
    }
    if (line > LINES_MAX) {
        lint_report(
            lint, source->path, line, "has %u lines, more than %u; split it by what it does", line,
            (unsigned)LINES_MAX);
    }
    if (!has_licence(source)) {
        lint_report(
            lint, source->path, 1, "has no licence; begin it with SPDX-License-Identifier: MIT");
    }
}

void lint_words(struct lint *lint)
{
    struct forbidden names = {0};
    folders_in(lint->arena, "ports/chip", &names.machines);
    folders_in(lint->arena, "ports/board", &names.machines);
    read_linker_scripts(lint, &names.symbols);
    for (size_t i = 0; i < lint->source_count; i++) {
        const struct source *source = &lint->sources[i];
        check_lines(lint, source);
        if (source->is_c) {
            check_names(lint, source, &names);
            check_externs(lint, source, &names);
        }
    }
}
