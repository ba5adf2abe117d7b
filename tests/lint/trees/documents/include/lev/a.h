/* SPDX-License-Identifier: MIT */
/** A. */
LEV_CTX(handler)
int lev_bare(void);

/** No context. */
int lev_no_context(void);

/** A wrong word. */
LEV_CTX(handler, interrupt)
int lev_wrong_context(void);

/** None at all. */
LEV_CTX()
int lev_empty_context(void);

/* A plain comment is no documentation. */
struct lev_plain {
    int a;
};

typedef int lev_type;

enum { LEV_A = 1 };

LEV_CTX(any)
static inline int lev_inline(void)
{
    return 1;
}
