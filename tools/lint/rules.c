/* SPDX-License-Identifier: MIT */
/* Reading tools/layers.txt. */
#include <string.h>

#include "tools/lint/lint.h"

static const char file_name[] = "tools/layers.txt";

const struct rule *lint_rule(const struct rules *rules, const char *name)
{
    const struct rule *found = NULL;
    for (size_t i = 0; i < rules->count; i++) {
        struct names files = {.at = &rules->at[i].files, .count = 1};
        if (lint_matches(&files, name)) {
            found = &rules->at[i];
        }
    }
    return found;
}

/* Words of a line, up to its comment. */
static void split(struct arena *arena, const char *line, size_t bytes, struct names *words)
{
    size_t at = 0;
    while (at < bytes) {
        while (at < bytes && line[at] == ' ') {
            at++;
        }
        size_t from = at;
        while (at < bytes && line[at] != ' ') {
            at++;
        }
        if (at > from) {
            names_add(arena, words, arena_copy(arena, line + from, at - from));
        }
    }
}

/* `files : what ... # fix`, the words after the line's keyword. */
static bool read_rule(
    struct lint *lint, struct rules *rules, size_t room, const struct names *words, const char *fix)
{
    if (words->count < 3 || strcmp(words->at[2], ":") != 0 || rules->count == room) {
        return false;
    }
    struct rule *rule = &rules->at[rules->count++];
    *rule = (struct rule){.files = words->at[1], .fix = fix};
    for (size_t i = 3; i < words->count; i++) {
        names_add(lint->arena, &rule->seen, words->at[i]);
    }
    return true;
}

static bool read_line(struct lint *lint, const char *line, size_t bytes, size_t room)
{
    const char *hash = memchr(line, '#', bytes);
    size_t before = hash == NULL ? bytes : (size_t)(hash - line);
    const char *fix = "see tools/layers.txt";
    if (hash != NULL && bytes - before > 2) {
        fix = arena_copy(lint->arena, hash + 2, bytes - before - 2);
    }
    struct names words = {0};
    split(lint->arena, line, before, &words);
    if (words.count == 0) {
        return true;
    }
    if (strcmp(words.at[0], "include") == 0) {
        return read_rule(lint, &lint->includes, room, &words, fix);
    }
    if (strcmp(words.at[0], "link") == 0) {
        return read_rule(lint, &lint->links, room, &words, fix);
    }
    for (size_t i = 1; i < words.count; i++) {
        names_add(lint->arena, &lint->skipped, words.at[i]);
    }
    return strcmp(words.at[0], "skip") == 0 && words.count > 1;
}

bool lint_read_rules(struct lint *lint)
{
    size_t bytes;
    const char *text = file_read(lint->arena, file_name, &bytes);
    if (text == NULL) {
        lint_report(lint, file_name, 0, "is missing; run lint in the root of the tree");
        return false;
    }
    size_t room = bytes / 4; /* a rule takes more characters than that */
    lint->includes.at = arena_take(lint->arena, (room + 1) * sizeof *lint->includes.at);
    lint->links.at = arena_take(lint->arena, (room + 1) * sizeof *lint->links.at);
    const char *end = text + bytes;
    for (unsigned line = 1; text < end; line++) {
        const char *stop = memchr(text, '\n', (size_t)(end - text));
        stop = stop == NULL ? end : stop;
        if (!read_line(lint, text, (size_t)(stop - text), room)) {
            lint_report(
                lint, file_name, line,
                "is not understood; write `skip FILES`, `include FILES : WHAT` or `link LIBRARY : "
                "WHOM`");
        }
        text = stop + 1;
    }
    return true;
}
