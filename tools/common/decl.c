/* SPDX-License-Identifier: MIT */
#include "tools/common/decl.h"

#include <ctype.h>
#include <string.h>

/* A declaration is read token by token until it is over. */
struct reader {
    struct arena *arena;
    const struct tokens *tokens;
    size_t at;
    const struct token *comment; /* above what comes next */
    struct decls decls;
    size_t room;
};

static const struct token *peek(const struct reader *r)
{
    return r->at < r->tokens->count ? &r->tokens->at[r->at] : NULL;
}

static bool is_sign(const struct token *token, char sign)
{
    return token != NULL && token->kind == TOKEN_SIGN && *token->at == sign;
}

/* Over a bracketed part, from its opening sign to behind its closing one. */
static void skip_bracketed(struct reader *r, char open, char close)
{
    unsigned depth = 0;
    while (r->at < r->tokens->count) {
        const struct token *token = &r->tokens->at[r->at++];
        if (is_sign(token, open)) {
            depth++;
        } else if (is_sign(token, close) && --depth == 0) {
            return;
        }
    }
}

/* A macro by our conventions: capitals, digits and underscores. */
static bool is_macro_name(const char *name, size_t bytes)
{
    if (isupper((unsigned char)*name) == 0) {
        return false;
    }
    for (size_t i = 0; i < bytes; i++) {
        if (islower((unsigned char)name[i]) != 0) {
            return false;
        }
    }
    return true;
}

static bool is_macro(const struct token *token)
{
    return token->kind == TOKEN_WORD && is_macro_name(token->at, token->bytes);
}

static const char *text_between(struct reader *r, size_t from, size_t to)
{
    if (to <= from) {
        return "";
    }
    const char *begin = r->tokens->at[from].at;
    const char *end = r->tokens->at[to - 1].at + r->tokens->at[to - 1].bytes;
    return arena_copy(r->arena, begin, (size_t)(end - begin));
}

/* A macro in front of a declaration, with its arguments. */
static void skip_macro(struct reader *r, struct decl *decl)
{
    const struct token *macro = &r->tokens->at[r->at++];
    size_t from = r->at + 1;
    if (is_sign(peek(r), '(')) {
        skip_bracketed(r, '(', ')');
    }
    if (token_is(macro, "LEV_CTX")) {
        decl->context = text_between(r, from, r->at - 1);
        decl->line = macro->line;
    }
}

static void add(struct reader *r, struct decl *decl)
{
    struct decls *decls = &r->decls;
    const struct decl *before = decls->count == 0 ? NULL : &decls->at[decls->count - 1];
    decl->comment = r->comment;
    decl->is_made = *decl->name != '\0' && is_macro_name(decl->name, strlen(decl->name));
    if (decl->comment == NULL && before != NULL && before->line_last + 1 == decl->line) {
        decl->comment = before->comment;
    }
    decls->at = arena_grow(r->arena, decls->at, decls->count, &r->room, sizeof *decl);
    decls->at[decls->count++] = *decl;
}

/* struct, union, enum: the name, and whether members follow. */
static void read_type(struct reader *r, struct decl *decl)
{
    const struct token *token = peek(r);
    const char *name = "";
    if (token != NULL && token->kind == TOKEN_WORD) {
        name = token_text(r->arena, token);
        r->at++;
    }
    if (is_sign(peek(r), '{')) {
        decl->kind = DECL_TYPE;
        decl->has_body = true;
        decl->name = name;
        decl->members = r->at + 1 < r->tokens->count ? &r->tokens->at[r->at + 1] : NULL;
        skip_bracketed(r, '{', '}');
    }
}

/* A '(' after a word makes a function, "(*" an object or type that points to one. */
static void read_parenthesis(struct reader *r, struct decl *decl, const struct token *word)
{
    size_t inside = r->at + 1;
    bool pointer = inside < r->tokens->count && is_sign(&r->tokens->at[inside], '*');
    if (pointer && inside + 1 < r->tokens->count) {
        decl->name = token_text(r->arena, &r->tokens->at[inside + 1]);
        if (decl->kind == DECL_FUNCTION) {
            decl->kind = DECL_OBJECT;
        }
    } else if (*decl->name == '\0' && word != NULL) {
        decl->name = token_text(r->arena, word);
        if (decl->kind == DECL_OBJECT) {
            decl->kind = DECL_FUNCTION;
        }
    }
    skip_bracketed(r, '(', ')');
}

static bool is_type_keyword(const struct token *token)
{
    return token_is(token, "struct") || token_is(token, "union") || token_is(token, "enum");
}

/* From the first token that is no macro to the ';' or the end of the body. */
static void read_decl(struct reader *r, struct decl *decl)
{
    const struct token *word = NULL;
    bool assigned = false;
    for (const struct token *token; (token = peek(r)) != NULL;) {
        decl->line_last = token->line_last;
        if (is_sign(token, ';')) {
            r->at++;
            break;
        }
        if (is_sign(token, '{')) {
            bool body = decl->kind == DECL_FUNCTION && !assigned;
            skip_bracketed(r, '{', '}');
            decl->line_last = r->tokens->at[r->at - 1].line_last;
            if (body) {
                decl->has_body = true;
                break;
            }
            continue;
        }
        if (is_sign(token, '(')) {
            read_parenthesis(r, decl, assigned ? NULL : word);
            continue;
        }
        assigned = assigned || is_sign(token, '=') || is_sign(token, '[');
        r->at++;
        if (token->kind != TOKEN_WORD || assigned) {
            continue;
        }
        if (token_is(token, "__attribute__") && is_sign(peek(r), '(')) {
            skip_bracketed(r, '(', ')');
        } else if (is_type_keyword(token)) {
            read_type(r, decl);
        } else {
            decl->is_static = decl->is_static || token_is(token, "static");
            decl->is_extern = decl->is_extern || token_is(token, "extern");
            if (token_is(token, "typedef")) {
                decl->kind = DECL_TYPE;
            }
            word = token;
        }
    }
    if (*decl->name == '\0' && word != NULL && !decl->has_body) {
        decl->name = token_text(r->arena, word);
    }
}

struct decls decls_of(struct arena *arena, const struct tokens *tokens)
{
    struct reader r = {.arena = arena, .tokens = tokens};
    struct decl decl = {.kind = DECL_OBJECT, .name = ""};
    unsigned line_over = 0; /* the last declaration's: what stands behind it belongs to it */
    for (const struct token *token; (token = peek(&r)) != NULL;) {
        if (token->kind == TOKEN_COMMENT) {
            r.comment = token->line == line_over ? NULL : token;
            r.at++;
        } else if (token->kind == TOKEN_DIRECTIVE) {
            r.comment = NULL;
            r.at++;
        } else if (is_macro(token)) {
            skip_macro(&r, &decl);
        } else if (is_sign(token, ';') || is_sign(token, '}')) {
            r.comment = NULL;
            decl = (struct decl){.kind = DECL_OBJECT, .name = ""};
            r.at++;
        } else {
            decl.line = decl.line == 0 ? token->line : decl.line;
            read_decl(&r, &decl);
            add(&r, &decl);
            line_over = decl.line_last;
            decl = (struct decl){.kind = DECL_OBJECT, .name = ""};
            r.comment = NULL;
        }
    }
    return r.decls;
}
