/* SPDX-License-Identifier: MIT */
#include "tools/common/scan.h"

#include <ctype.h>
#include <string.h>

/* Where the scan is. */
struct scanner {
    const char *at, *end;
    unsigned line;
    bool line_start; /* only blanks so far on this line */
};

static bool is_word(char c)
{
    return isalnum((unsigned char)c) != 0 || c == '_';
}

static bool next_is(const struct scanner *s, const char *text)
{
    size_t bytes = strlen(text);
    return (size_t)(s->end - s->at) >= bytes && memcmp(s->at, text, bytes) == 0;
}

static void step(struct scanner *s)
{
    if (*s->at == '\n') {
        s->line++;
    }
    s->at++;
}

static void skip_block_comment(struct scanner *s)
{
    s->at += 2;
    while (s->at < s->end && !next_is(s, "*/")) {
        step(s);
    }
    s->at = s->end - s->at < 2 ? s->end : s->at + 2;
}

/* To the end of the line, over continuations and block comments. */
static void skip_line(struct scanner *s)
{
    while (s->at < s->end && *s->at != '\n') {
        if (next_is(s, "/*")) {
            skip_block_comment(s);
        } else if (next_is(s, "\\\n")) {
            step(s);
            step(s);
        } else {
            step(s);
        }
    }
}

static void skip_quoted(struct scanner *s)
{
    char quote = *s->at++;
    while (s->at < s->end && *s->at != quote && *s->at != '\n') {
        if (*s->at == '\\' && s->end - s->at > 1) {
            step(s);
        }
        step(s);
    }
    if (s->at < s->end && *s->at == quote) {
        s->at++;
    }
}

static void skip_word(struct scanner *s)
{
    while (s->at < s->end && is_word(*s->at)) {
        s->at++;
    }
}

/* Over blanks and line ends. */
static void skip_blank(struct scanner *s)
{
    while (s->at < s->end && (isspace((unsigned char)*s->at) != 0 || next_is(s, "\\\n"))) {
        s->line_start = s->line_start || *s->at == '\n';
        step(s);
    }
}

static enum token_kind skip_token(struct scanner *s)
{
    char c = *s->at;
    if (c == '#' && s->line_start) {
        skip_line(s);
        return TOKEN_DIRECTIVE;
    }
    if (next_is(s, "/*")) {
        skip_block_comment(s);
        return TOKEN_COMMENT;
    }
    if (next_is(s, "//")) {
        skip_line(s);
        return TOKEN_COMMENT;
    }
    if (c == '"' || c == '\'') {
        skip_quoted(s);
        return TOKEN_TEXT;
    }
    if (is_word(c)) {
        skip_word(s);
        return isdigit((unsigned char)c) != 0 ? TOKEN_NUMBER : TOKEN_WORD;
    }
    s->at++;
    return TOKEN_SIGN;
}

static struct tokens scan_from(struct arena *arena, struct scanner s)
{
    struct tokens tokens = {0};
    size_t room = 0;
    for (skip_blank(&s); s.at < s.end; skip_blank(&s)) {
        struct token token = {.line = s.line, .at = s.at};
        token.kind = skip_token(&s);
        token.bytes = (size_t)(s.at - token.at);
        token.line_last = s.line;
        s.line_start = false;
        tokens.at = arena_grow(arena, tokens.at, tokens.count, &room, sizeof token);
        tokens.at[tokens.count++] = token;
    }
    return tokens;
}

struct tokens scan(struct arena *arena, const char *text, size_t bytes)
{
    struct scanner s = {.at = text, .end = text + bytes, .line = 1, .line_start = true};
    return scan_from(arena, s);
}

struct tokens scan_directive(struct arena *arena, const struct token *directive)
{
    struct scanner s = {
        .at = directive->at + 1,
        .end = directive->at + directive->bytes,
        .line = directive->line,
        .line_start = false};
    return scan_from(arena, s);
}

bool token_is(const struct token *token, const char *text)
{
    return token->bytes == strlen(text) && memcmp(token->at, text, token->bytes) == 0;
}

char *token_text(struct arena *arena, const struct token *token)
{
    return arena_copy(arena, token->at, token->bytes);
}

char *token_directive(struct arena *arena, const struct token *token)
{
    struct tokens inside = scan_directive(arena, token);
    if (inside.count == 0 || inside.at[0].kind != TOKEN_WORD) {
        return arena_copy(arena, "", 0);
    }
    return token_text(arena, &inside.at[0]);
}

char *token_include(struct arena *arena, const struct token *token)
{
    if (token->kind != TOKEN_DIRECTIVE || strcmp(token_directive(arena, token), "include") != 0) {
        return NULL;
    }
    const char *end = token->at + token->bytes;
    const char *open = token->at;
    while (open < end && *open != '<' && *open != '"') {
        open++;
    }
    if (open == end) {
        return NULL;
    }
    const char *close = memchr(open + 1, *open == '<' ? '>' : '"', (size_t)(end - open - 1));
    return close == NULL ? NULL : arena_copy(arena, open, (size_t)(close - open) + 1);
}
