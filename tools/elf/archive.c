/* SPDX-License-Identifier: MIT */
#include "tools/elf/archive.h"

#include <string.h>

/* A member's header: name 16 bytes, ..., size in decimal at 48, "`\n" at 58. */
enum { HEADER_BYTES = 60, NAME_BYTES = 16, SIZE_AT = 48, SIZE_BYTES = 10, END_AT = 58 };

const char *archive_open(struct archive *archive, struct span file)
{
    *archive = (struct archive){.file = file, .next = 8};
    if (file.bytes >= 8 && memcmp(file.at, "!<thin>\n", 8) == 0) {
        return "is a thin archive, which only names its objects: make it without ar's option T";
    }
    if (file.bytes < 8 || memcmp(file.at, "!<arch>\n", 8) != 0) {
        return "is not a static library";
    }
    return NULL;
}

/* Decimal digits, ended by a blank or the field. @return false: something else */
static bool decimal(const uint8_t *at, size_t bytes, uint64_t *value)
{
    size_t i = 0;
    *value = 0;
    while (i < bytes && at[i] >= '0' && at[i] <= '9') {
        *value = *value * 10 + (uint64_t)(at[i++] - '0');
    }
    return i > 0 && (i == bytes || at[i] == ' ');
}

static void name_set(struct archive_member *member, const uint8_t *at, size_t room)
{
    size_t bytes = 0;
    while (bytes < room && bytes + 1 < sizeof member->name && at[bytes] != '/' && at[bytes] != '\n'
           && at[bytes] != 0) {
        member->name[bytes] = (char)at[bytes];
        bytes++;
    }
    member->name[bytes] = 0;
}

/* "name/" or "/offset" into the long names. */
static bool
name_read(const struct archive *archive, const uint8_t *at, struct archive_member *member)
{
    if (at[0] != '/') {
        name_set(member, at, NAME_BYTES);
        return true;
    }
    uint64_t offset;
    if (!decimal(at + 1, NAME_BYTES - 1, &offset) || offset >= archive->long_names.bytes) {
        return false;
    }
    name_set(member, archive->long_names.at + offset, archive->long_names.bytes - (size_t)offset);
    return true;
}

static bool fail(struct archive *archive, const char *damage)
{
    archive->damage = damage;
    return false;
}

bool archive_next(struct archive *archive, struct archive_member *member)
{
    for (;;) {
        size_t left = archive->file.bytes - archive->next;
        if (left == 0) {
            return false;
        }
        const uint8_t *at = archive->file.at + archive->next;
        uint64_t bytes;
        if (left < HEADER_BYTES || memcmp(at + END_AT, "`\n", 2) != 0
            || !decimal(at + SIZE_AT, SIZE_BYTES, &bytes) || bytes > left - HEADER_BYTES) {
            return fail(archive, "is damaged: a member reaches past its end");
        }
        member->data = (struct span){at + HEADER_BYTES, (size_t)bytes};
        size_t step = HEADER_BYTES + (size_t)bytes;
        archive->next += step + (step % 2 != 0 && step < left ? 1 : 0);

        if (memcmp(at, "// ", 3) == 0) {
            archive->long_names = member->data;
        } else if (memcmp(at, "/ ", 2) != 0 && memcmp(at, "/SYM64/", 7) != 0) {
            return name_read(archive, at, member)
                   || fail(archive, "is damaged: a member without a name");
        }
    }
}
