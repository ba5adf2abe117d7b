/* SPDX-License-Identifier: MIT */
/**
 * Reading static libraries (`ar` archives with GNU long names) from bytes that nobody has checked.
 */
#ifndef TOOLS_ELF_ARCHIVE_H
#define TOOLS_ELF_ARCHIVE_H

#include "tools/elf/elf.h"

enum { ARCHIVE_NAME_BYTES = 128 };

/** An archive and how far it has been read. */
struct archive {
    struct span file;
    struct span long_names;
    size_t next;
    const char *damage; /**< why archive_next() has ended early; NULL: it has not */
};

struct archive_member {
    char name[ARCHIVE_NAME_BYTES]; /**< cut off when longer */
    struct span data;
};

/** Open. @return NULL; else what is wrong with it */
const char *archive_open(struct archive *archive, struct span file);

/** The next member that is not the archive's own index. @return false: no more, or archive->damage */
bool archive_next(struct archive *archive, struct archive_member *member);

#endif
