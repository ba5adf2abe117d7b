/* SPDX-License-Identifier: MIT */
#include "tools/elf/elf.h"

#include <string.h>

/* Where the fields are that differ between 32 and 64 bits. */
struct layout {
    uint8_t header_bytes, entry, sections_at, section_bytes, section_count, names_index;
    uint8_t section_min, flags, address, data, bytes, link, entry_bytes;
    uint8_t symbol_min, value, symbol_bytes, info, place;
};

static const struct layout layout_32 = {
    .header_bytes = 52,
    .entry = 24,
    .sections_at = 32,
    .section_bytes = 46,
    .section_count = 48,
    .names_index = 50,
    .section_min = 40,
    .flags = 8,
    .address = 12,
    .data = 16,
    .bytes = 20,
    .link = 24,
    .entry_bytes = 36,
    .symbol_min = 16,
    .value = 4,
    .symbol_bytes = 8,
    .info = 12,
    .place = 14};
static const struct layout layout_64 = {
    .header_bytes = 64,
    .entry = 24,
    .sections_at = 40,
    .section_bytes = 58,
    .section_count = 60,
    .names_index = 62,
    .section_min = 64,
    .flags = 8,
    .address = 16,
    .data = 24,
    .bytes = 32,
    .link = 40,
    .entry_bytes = 56,
    .symbol_min = 24,
    .value = 8,
    .symbol_bytes = 16,
    .info = 4,
    .place = 6};

static const struct layout *layout_of(const struct elf *elf)
{
    return elf->is_64 ? &layout_64 : &layout_32;
}

/* Little-endian number of `bytes` at `offset`; 0 outside. */
static uint64_t number(struct span span, uint64_t offset, unsigned bytes)
{
    if (bytes > span.bytes || offset > span.bytes - bytes) {
        return 0;
    }
    uint64_t value = 0;
    for (unsigned i = 0; i < bytes; i++) {
        value |= (uint64_t)span.at[offset + i] << 8 * i;
    }
    return value;
}

static uint16_t half(struct span span, uint64_t offset)
{
    return (uint16_t)number(span, offset, 2);
}

static uint32_t word(struct span span, uint64_t offset)
{
    return (uint32_t)number(span, offset, 4);
}

/* A number as wide as an address. */
static uint64_t wide(const struct elf *elf, struct span span, uint64_t offset)
{
    return number(span, offset, elf->is_64 ? 8 : 4);
}

/* A part of a span. @return false: it reaches outside */
static bool part(struct span whole, uint64_t offset, uint64_t bytes, struct span *found)
{
    if (offset > whole.bytes || bytes > whole.bytes - offset) {
        return false;
    }
    *found = (struct span){whole.at + offset, (size_t)bytes};
    return true;
}

const char *span_text(struct span span, uint64_t offset)
{
    if (offset >= span.bytes || memchr(span.at + offset, 0, span.bytes - (size_t)offset) == NULL) {
        return "";
    }
    return (const char *)span.at + offset;
}

bool elf_is(struct span file)
{
    return file.bytes >= 4 && memcmp(file.at, "\177ELF", 4) == 0;
}

/* Header of section `index`, unread. */
static bool section_header(const struct elf *elf, uint32_t index, struct span *header)
{
    uint64_t offset = elf->sections_at + (uint64_t)index * elf->section_bytes;
    return index < elf->section_count && offset >= elf->sections_at
           && part(elf->file, offset, elf->section_bytes, header);
}

/* More sections, or a higher index, than 16 bits hold: the real numbers stand in section 0. */
static uint32_t extended(const struct elf *elf, uint16_t value, uint16_t escape, uint8_t offset)
{
    struct span first;
    if (value != escape || !part(elf->file, elf->sections_at, elf->section_bytes, &first)) {
        return value;
    }
    return (uint32_t)wide(elf, first, offset);
}

const char *elf_open(struct elf *elf, struct span file)
{
    *elf = (struct elf){.file = file};
    if (!elf_is(file) || file.bytes < layout_32.header_bytes) {
        return "is not an ELF file";
    }
    if ((file.at[4] != 1 && file.at[4] != 2) || file.at[5] != 1) {
        return "is not a little-endian ELF file of 32 or 64 bits";
    }
    elf->is_64 = file.at[4] == 2;
    const struct layout *at = layout_of(elf);
    if (file.bytes < at->header_bytes) {
        return "is cut off";
    }
    elf->type = half(file, 16);
    elf->machine = half(file, 18);
    elf->entry = wide(elf, file, at->entry);
    elf->sections_at = wide(elf, file, at->sections_at);
    elf->section_bytes = half(file, at->section_bytes);
    if (elf->sections_at == 0 || elf->section_bytes < at->section_min) {
        return "has no section table";
    }
    elf->section_count = extended(elf, half(file, at->section_count), 0, at->bytes);
    struct span all;
    if (!part(file, elf->sections_at, (uint64_t)elf->section_count * elf->section_bytes, &all)) {
        return "has a section table that reaches past its end";
    }
    struct elf_section names;
    uint32_t index = half(file, at->names_index);
    if (index == 0xffff) {
        struct span first;
        index =
            part(file, elf->sections_at, elf->section_bytes, &first) ? word(first, at->link) : 0;
    }
    if (!elf_section(elf, index, &names)) {
        return "has a damaged section table";
    }
    elf->section_names = names.data;
    return NULL;
}

bool elf_section(const struct elf *elf, uint32_t index, struct elf_section *section)
{
    struct span header;
    if (!section_header(elf, index, &header)) {
        return false;
    }
    const struct layout *at = layout_of(elf);
    *section = (struct elf_section){
        .name = span_text(elf->section_names, word(header, 0)),
        .type = word(header, 4),
        .flags = wide(elf, header, at->flags),
        .address = wide(elf, header, at->address),
        .bytes = wide(elf, header, at->bytes),
        .link = word(header, at->link),
        .entry_bytes = wide(elf, header, at->entry_bytes)};
    return index == 0 || section->type == ELF_NOBITS
           || part(elf->file, wide(elf, header, at->data), section->bytes, &section->data);
}

bool elf_section_named(const struct elf *elf, const char *name, struct elf_section *section)
{
    for (uint32_t i = 1; i < elf->section_count; i++) {
        if (elf_section(elf, i, section) && strcmp(section->name, name) == 0) {
            return true;
        }
    }
    return false;
}

bool elf_symbols(const struct elf *elf, struct elf_symbols *symbols)
{
    *symbols = (struct elf_symbols){0};
    for (uint32_t i = 1; i < elf->section_count; i++) {
        struct elf_section table;
        struct elf_section names;
        if (elf_section(elf, i, &table) && table.type == ELF_SYMBOLS
            && table.entry_bytes >= layout_of(elf)->symbol_min
            && elf_section(elf, table.link, &names)) {
            *symbols = (struct elf_symbols){
                .table = table,
                .names = names.data,
                .next = 1,
                .count = table.data.bytes / (size_t)table.entry_bytes};
            return true;
        }
    }
    return false;
}

bool elf_symbol(const struct elf *elf, struct elf_symbols *symbols, struct elf_symbol *symbol)
{
    if (symbols->next >= symbols->count) {
        return false;
    }
    const struct layout *at = layout_of(elf);
    struct span entry = {
        symbols->table.data.at + symbols->next++ * (size_t)symbols->table.entry_bytes,
        (size_t)symbols->table.entry_bytes};
    uint8_t info = entry.at[at->info];
    *symbol = (struct elf_symbol){
        .name = span_text(symbols->names, word(entry, 0)),
        .value = wide(elf, entry, at->value),
        .bytes = wide(elf, entry, at->symbol_bytes),
        .bind = info >> 4,
        .type = info & 15,
        .section = half(entry, at->place)};
    return true;
}
