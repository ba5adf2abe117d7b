/* SPDX-License-Identifier: MIT */
/**
 * lint: the rules of this tree that no compiler knows. One file here per family of rules.
 */
#ifndef TOOLS_LINT_LINT_H
#define TOOLS_LINT_LINT_H

#include "tools/common/arena.h"
#include "tools/common/files.h"
#include "tools/common/scan.h"

/** A file of the tree. */
struct source {
    const char *path; /**< from the tree's root */
    const char *text;
    size_t bytes;
    struct tokens tokens; /**< C alone */
    bool is_c;            /**< .c or .h */
};

/** One line of layers.txt. */
struct rule {
    const char *files; /**< pattern of the files or libraries it is about */
    struct names seen; /**< patterns of what they may see */
    const char *fix;
};

struct rules {
    struct rule *at;
    size_t count;
};

struct lint {
    struct arena *arena;
    struct source *sources;
    size_t source_count;
    struct names skipped;
    struct rules includes, links;
    unsigned findings;
};

/** Print `path:line: what; fix` and count it. Line 0: the file as a whole. */
__attribute__((format(printf, 4, 5))) void
lint_report(struct lint *lint, const char *path, unsigned line, const char *format, ...);

/** Read tools/layers.txt. @return false: reported */
bool lint_read_rules(struct lint *lint);

/** The last rule that is about `name`; NULL: none. */
const struct rule *lint_rule(const struct rules *rules, const char *name);

/** Does one of the patterns match? */
bool lint_matches(const struct names *patterns, const char *text);

/** Does the path begin with one of these folders? Each as "core/"; ends with NULL. */
bool lint_is_in(const char *path, const char *const *folders);

/** The file with this path; NULL: there is none. */
const struct source *lint_source(const struct lint *lint, const char *path);

/** Layers by include, and cycles of includes. */
void lint_includes(struct lint *lint);

/** Words and lines: kernels, chips and boards named where they must not be, extern in .c, left-overs, length, licence. */
void lint_words(struct lint *lint);

/** Documentation of public headers. */
void lint_documents(struct lint *lint);

/** Layers by symbols. @return how many libraries were looked at */
unsigned lint_symbols(struct lint *lint, const char *folder);

#endif
