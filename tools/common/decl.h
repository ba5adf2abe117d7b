/* SPDX-License-Identifier: MIT */
/**
 * The declarations of a C file at file scope: what a header offers, and what is said about it.
 *
 * Works on this project's style, without a preprocessor: names in capitals at the start of a declaration are macros.
 */
#ifndef TOOLS_COMMON_DECL_H
#define TOOLS_COMMON_DECL_H

#include "tools/common/scan.h"

enum decl_kind { DECL_FUNCTION, DECL_OBJECT, DECL_TYPE };

struct decl {
    enum decl_kind kind;
    const char *name; /**< "": without one */
    unsigned line;    /**< where it begins, its LEV_CTX included */
    unsigned line_last;
    const struct token
        *comment;        /**< the one above it, also shared with the line before; NULL: none */
    const char *context; /**< what stands in LEV_CTX(...); NULL: no LEV_CTX */
    bool is_made;        /**< the name is put together by a macro, which `name` is */
    bool has_body;       /**< function body, or the members of a type */
    bool is_static, is_extern;
    const struct token *members; /**< the token after the '{' of a type; else NULL */
};

struct decls {
    struct decl *at;
    size_t count;
};

/** All declarations. They point into `tokens`. */
struct decls decls_of(struct arena *arena, const struct tokens *tokens);

#endif
