/* SPDX-License-Identifier: MIT */
/**
 * C source as a list of tokens with their lines: enough to check rules about words, includes and declarations.
 *
 * The preprocessor is not run. A preprocessor line, with its continuations, is one token; scan_directive() gives the
 * tokens in it.
 */
#ifndef TOOLS_COMMON_SCAN_H
#define TOOLS_COMMON_SCAN_H

#include <stdbool.h>
#include <stddef.h>

#include "tools/common/arena.h"

enum token_kind {
    TOKEN_WORD, /**< identifier or keyword */
    TOKEN_NUMBER,
    TOKEN_TEXT,     /**< string or character constant, with its quotes */
    TOKEN_SIGN,     /**< one character */
    TOKEN_COMMENT,  /**< with its marks */
    TOKEN_DIRECTIVE /**< from '#' to the end of the logical line */
};

struct token {
    enum token_kind kind;
    unsigned line, line_last;
    const char *at;
    size_t bytes;
};

struct tokens {
    struct token *at;
    size_t count;
};

/** All tokens of a file. Unfinished comments and strings end at the end of the file or line. */
struct tokens scan(struct arena *arena, const char *text, size_t bytes);

/** The tokens of one TOKEN_DIRECTIVE after its '#'. */
struct tokens scan_directive(struct arena *arena, const struct token *directive);

/** Is the token this text? */
bool token_is(const struct token *token, const char *text);

/** The token's text. */
char *token_text(struct arena *arena, const struct token *token);

/** What `#include` names, with its <> or "" ; NULL: the token is no include. */
char *token_include(struct arena *arena, const struct token *token);

/** The name of a directive: "if", "include" …; "" if there is none. */
char *token_directive(struct arena *arena, const struct token *token);

#endif
