/* SPDX-License-Identifier: MIT */
/* Documentation of public headers: a comment and a context for each function, a comment for each type. */
#include <string.h>

#include "tools/common/decl.h"
#include "tools/lint/lint.h"

/* Is it a header whose functions others call? Types are documented in the first alone. */
static bool is_api(const char *path)
{
    static const char *const folders[] = {"include/lev/", NULL};
    return lint_is_in(path, folders);
}

static bool is_contract(const char *path)
{
    static const char *const headers[] = {
        "core/core.h", "core/kernel.h", "ports/port.h", "ports/device/", NULL};
    return is_api(path) || lint_is_in(path, headers);
}

static bool begins(const struct token *comment, const char *text)
{
    size_t bytes = strlen(text);
    return comment != NULL && comment->bytes >= bytes && memcmp(comment->at, text, bytes) == 0;
}

/* core/core.h says so where a paragraph is for core's own files. */
static bool is_within_core(const struct decl *decl)
{
    return begins(decl->comment, "/* Within core");
}

static void check_context(struct lint *lint, const char *path, const struct decl *decl)
{
    static const char *const known[] = {"init", "handler", "isr", "service", "thread", "any"};
    struct tokens words = scan(lint->arena, decl->context, strlen(decl->context));
    bool any = false;
    for (size_t i = 0; i < words.count; i++) {
        if (words.at[i].kind != TOKEN_WORD) {
            continue;
        }
        any = true;
        bool found = false;
        for (size_t k = 0; k < sizeof known / sizeof *known; k++) {
            found = found || token_is(&words.at[i], known[k]);
        }
        if (!found) {
            lint_report(
                lint, path, decl->line,
                "LEV_CTX of %s says %s; the words are init, handler, isr, service, thread, any",
                decl->name, token_text(lint->arena, &words.at[i]));
        }
    }
    if (!any) {
        lint_report(
            lint, path, decl->line, "LEV_CTX of %s is empty; say who may call it", decl->name);
    }
}

static void check_function(struct lint *lint, const char *path, const struct decl *decl)
{
    if (!begins(decl->comment, "/**")) {
        lint_report(
            lint, path, decl->line,
            "%s has no documentation; put a /** comment above it that says what it promises",
            decl->name);
    }
    if (decl->context == NULL) {
        lint_report(
            lint, path, decl->line, "%s has no LEV_CTX; say who may call it: LEV_CTX(handler) ...",
            decl->name);
    } else {
        check_context(lint, path, decl);
    }
}

/* Enumerators of the system's own, and those made from a deployment's lists, speak to nobody. */
static bool is_internal(const struct decl *decl)
{
    if (strncmp(decl->name, "lev__", 5) == 0) {
        return true;
    }
    return *decl->name == '\0' && decl->members != NULL
           && (begins(decl->members, "LEV__") || begins(decl->members, "LEV_NODES")
               || begins(decl->members, "LEV_SOURCES") || begins(decl->members, "LEV_POOLS"));
}

static void check_type(struct lint *lint, const char *path, const struct decl *decl)
{
    if (!begins(decl->comment, "/**") && !is_internal(decl)) {
        lint_report(
            lint, path, decl->line, "type %s has no documentation; put a /** comment above it",
            *decl->name == '\0' ? "without a name" : decl->name);
    }
}

static void check_header(struct lint *lint, const struct source *source)
{
    if (source->tokens.count < 2 || !begins(&source->tokens.at[1], "/**")) {
        lint_report(
            lint, source->path, 1,
            "does not say what it is for; put a /** comment below the licence line");
    }
    struct decls decls = decls_of(lint->arena, &source->tokens);
    for (size_t i = 0; i < decls.count; i++) {
        struct decl *decl = &decls.at[i];
        if (decl->comment == &source->tokens.at[1]) {
            decl->comment = NULL; /* it speaks of the file */
        }
        if (is_within_core(decl) || decl->is_made) {
            continue;
        }
        if (decl->kind == DECL_FUNCTION) {
            check_function(lint, source->path, decl);
        } else if (decl->kind == DECL_TYPE && is_api(source->path)) {
            check_type(lint, source->path, decl);
        }
    }
}

void lint_documents(struct lint *lint)
{
    for (size_t i = 0; i < lint->source_count; i++) {
        const struct source *source = &lint->sources[i];
        size_t bytes = strlen(source->path);
        if (is_contract(source->path) && strcmp(source->path + bytes - 2, ".h") == 0) {
            check_header(lint, source);
        }
    }
}
