/* SPDX-License-Identifier: MIT */
/**
 * Reading ELF files: 32 and 64 bits, little endian, from bytes that nobody has checked.
 *
 * Every access is bounds-checked against the bytes given; whatever a file says, these functions return false or
 * text that lies in it. Nothing is copied: texts and data point into the file's bytes.
 */
#ifndef TOOLS_ELF_ELF_H
#define TOOLS_ELF_ELF_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/** Some bytes of a file. */
struct span {
    const uint8_t *at;
    size_t bytes;
};

/** An opened file. */
struct elf {
    struct span file;
    bool is_64;
    uint16_t type;    /**< enum elf_type */
    uint16_t machine; /**< enum elf_machine */
    uint64_t entry;
    uint64_t sections_at;
    uint32_t section_count;
    uint32_t section_bytes;
    struct span section_names;
};

enum elf_type { ELF_OBJECT = 1, ELF_PROGRAM = 2, ELF_SHARED = 3 };
enum elf_machine { ELF_386 = 3, ELF_ARM = 40, ELF_X86_64 = 62, ELF_AARCH64 = 183, ELF_RISCV = 243 };

/** Kinds of sections that matter here. */
enum elf_section_type { ELF_SYMBOLS = 2, ELF_NOBITS = 8, ELF_INIT_ARRAY = 14, ELF_FINI_ARRAY = 15 };
/** Flags of sections. */
enum elf_section_flags { ELF_WRITE = 1, ELF_ALLOC = 2, ELF_EXECUTE = 4, ELF_TLS = 0x400 };

struct elf_section {
    const char *name;
    uint32_t type;  /**< enum elf_section_type */
    uint64_t flags; /**< enum elf_section_flags */
    uint64_t address;
    uint64_t bytes;   /**< in memory */
    struct span data; /**< in the file; empty for ELF_NOBITS */
    uint32_t link;
    uint64_t entry_bytes;
};

/** Where a symbol lives, when it is in no section. */
enum elf_place { ELF_UNDEFINED = 0, ELF_ABSOLUTE = 0xfff1, ELF_COMMON = 0xfff2 };
enum elf_bind { ELF_LOCAL = 0, ELF_GLOBAL = 1, ELF_WEAK = 2 };
enum elf_symbol_type {
    ELF_NO_TYPE = 0,
    ELF_DATA = 1,
    ELF_FUNCTION = 2,
    ELF_SECTION = 3,
    ELF_FILE = 4,
    ELF_IFUNC = 10 /**< a function that chooses a function, when the image is loaded */
};

struct elf_symbol {
    const char *name;
    uint64_t value, bytes;
    uint8_t bind;     /**< enum elf_bind */
    uint8_t type;     /**< enum elf_symbol_type */
    uint16_t section; /**< index, or enum elf_place */
};

/** Symbols of a file, one after the other; filled by elf_symbols(). */
struct elf_symbols {
    struct elf_section table;
    struct span names;
    size_t next, count;
};

/** Does it begin like an ELF file? */
bool elf_is(struct span file);

/** Open. @return NULL; else what is wrong with it */
const char *elf_open(struct elf *elf, struct span file);

/** Section `index`, 0 .. section_count-1. @return false: it reaches outside the file */
bool elf_section(const struct elf *elf, uint32_t index, struct elf_section *section);

/** The first section of that name. @return false: there is none */
bool elf_section_named(const struct elf *elf, const char *name, struct elf_section *section);

/** Begin with the symbols. @return false: the file has no (sound) symbol table */
bool elf_symbols(const struct elf *elf, struct elf_symbols *symbols);

/** The next symbol. @return false: there are no more */
bool elf_symbol(const struct elf *elf, struct elf_symbols *symbols, struct elf_symbol *symbol);

/** A text that begins at `offset` and ends within the span; "" if there is none. */
const char *span_text(struct span span, uint64_t offset);

#endif
