/* SPDX-License-Identifier: MIT */
/*
 * Fuzz target: the ELF and archive readers, and the object check on top of them. The bytes are taken as a library and
 * as a single object; every section and symbol is read to its end.
 *
 * SOURCES tools/common tools/elf tools/objcheck/check.c tools/objcheck/reasons.c build/host/tools/groups.c
 */
#include <string.h>

#include "tools/elf/archive.h"
#include "tools/objcheck/objcheck.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t bytes);

/* What was read goes here, so that reading it cannot be left out. */
static volatile unsigned sum_of_all;

/* Sums up what a span holds, so that all of it is touched. */
static unsigned touch(struct span span)
{
    unsigned sum = 0;
    for (size_t i = 0; i < span.bytes; i++) {
        sum += span.at[i];
    }
    return sum;
}

static unsigned read_object(struct span file)
{
    struct elf elf;
    if (elf_open(&elf, file) != NULL) {
        return 0;
    }
    unsigned sum = 0;
    struct elf_section section;
    for (uint32_t i = 0; i < elf.section_count && i < 1000; i++) {
        if (elf_section(&elf, i, &section)) {
            sum += touch(section.data) + (unsigned)strlen(section.name);
        }
    }
    struct elf_symbols symbols;
    struct elf_symbol symbol;
    if (elf_symbols(&elf, &symbols)) {
        while (elf_symbol(&elf, &symbols, &symbol)) {
            sum += (unsigned)strlen(symbol.name);
        }
    }
    return sum;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t bytes)
{
    struct span file = {data, bytes};
    sum_of_all = read_object(file);

    struct archive archive;
    struct archive_member member;
    if (archive_open(&archive, file) == NULL) {
        while (archive_next(&archive, &member)) {
            sum_of_all += read_object(member.data) + (unsigned)strlen(member.name);
        }
    }

    struct arena arena = {0};
    struct objcheck check = {.arena = &arena, .library = "fuzz.a"};
    (void)objcheck_library(&check, file);
    arena_free(&arena);
    return 0;
}
