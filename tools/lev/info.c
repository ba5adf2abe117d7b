/* SPDX-License-Identifier: MIT */
/* lev info and lev size: what is in an image. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tools/elf/elf.h"
#include "tools/lev/lev.h"

/* A mailbox is the node's 16 bytes and its slots. */
enum { LARGEST = 15, SLOT_BYTES = 4, NODE_BYTES = 16 };

struct image {
    const char *path;
    struct elf elf;
    uint64_t flash, ram; /* a process: constant and writable memory */
};

static bool is_loaded(const struct elf_section *section)
{
    return (section->flags & ELF_ALLOC) != 0 && section->bytes != 0;
}

static uint64_t in_flash(const struct elf_section *section)
{
    /* initialised data lies in flash, and is copied to RAM at the start */
    return is_loaded(section) && section->type != ELF_NOBITS ? section->bytes : 0;
}

static uint64_t in_ram(const struct elf_section *section)
{
    return is_loaded(section) && (section->flags & ELF_WRITE) != 0 ? section->bytes : 0;
}

static bool is_process(const struct image *image)
{
    return image->elf.machine == ELF_X86_64 || image->elf.machine == ELF_386
           || image->elf.machine == ELF_AARCH64;
}

static int open_image(struct lev *lev, const char *command, struct image *image)
{
    if (lev->count != 1 || lev->arguments[0][0] == '-') {
        return lev_misused(
            command, "'lev %s' wants one image, as build/host/bin/blinky.l1.linux", command);
    }
    image->path = lev->arguments[0];
    size_t bytes;
    const char *text =
        folder_exists(image->path) ? NULL : file_read(lev->arena, image->path, &bytes);
    if (text == NULL) {
        return lev_fail(
            "cannot read %s: %s", image->path,
            folder_exists(image->path) ? "it is a folder" : strerror(errno));
    }
    const char *damage = elf_open(&image->elf, (struct span){(const uint8_t *)text, bytes});
    if (damage != NULL) {
        return lev_fail("%s %s; give an image from build/<preset>/bin", image->path, damage);
    }
    struct elf_section section;
    for (uint32_t i = 1; i < image->elf.section_count; i++) {
        if (elf_section(&image->elf, i, &section)) {
            image->flash += in_flash(&section);
            image->ram += in_ram(&section);
        }
    }
    return LEV_DONE;
}

static const char *machine_name(const struct image *image)
{
    switch (image->elf.machine) {
    case ELF_ARM: return "Arm, 32 bits";
    case ELF_AARCH64: return "AArch64";
    case ELF_X86_64: return "x86-64";
    case ELF_386: return "x86, 32 bits";
    case ELF_RISCV: return "RISC-V";
    default: return "unknown";
    }
}

static void print_totals(const struct image *image)
{
    if (is_process(image)) {
        printf("constant  %llu bytes\n", (unsigned long long)image->flash);
        printf("writable  %llu bytes, stacks apart\n", (unsigned long long)image->ram);
    } else {
        printf("flash     %llu bytes\n", (unsigned long long)image->flash);
        printf("RAM       %llu bytes\n", (unsigned long long)image->ram);
    }
}

/* --- Manifest -------------------------------------------------------------------------------------------- */

/* A component of the image and the groups it uses. */
struct component {
    const char *name;
    struct names groups;
};

struct components {
    struct component *at;
    size_t count, room;
};

static struct component *component_of(struct lev *lev, struct components *all, const char *name)
{
    for (size_t i = 0; i < all->count; i++) {
        if (strcmp(all->at[i].name, name) == 0) {
            return &all->at[i];
        }
    }
    all->at = arena_grow(lev->arena, all->at, all->count, &all->room, sizeof *all->at);
    all->at[all->count] = (struct component){.name = name};
    return &all->at[all->count++];
}

/* Records of many objects, one after the other: a component's name, then what it uses. */
static void print_manifest(struct lev *lev, const struct image *image)
{
    struct elf_section section;
    struct components all = {0};
    struct component *current = NULL;
    if (!elf_section_named(&image->elf, ".lev.manifest", &section)) {
        printf("manifest  none\n");
        return;
    }
    for (size_t at = 0; at < section.data.bytes;) {
        const char *record = span_text(section.data, at);
        if (strncmp(record, "component=", 10) == 0) {
            current = component_of(lev, &all, record + 10);
        } else if (
            strncmp(record, "use=", 4) == 0 && current != NULL
            && !names_have(&current->groups, record + 4)) {
            names_add(lev->arena, &current->groups, record + 4);
        }
        at += strlen(record) + 1;
    }
    for (size_t i = 0; i < all.count; i++) {
        printf(
            "component %s: %s\n", all.at[i].name, names_join(lev->arena, &all.at[i].groups, ", "));
    }
}

/* --- Nodes ----------------------------------------------------------------------------------------------- */

/* Size of the data symbol; 0: there is none. */
static uint64_t size_of(const struct image *image, const char *name)
{
    struct elf_symbols symbols;
    struct elf_symbol symbol;
    if (elf_symbols(&image->elf, &symbols)) {
        while (elf_symbol(&image->elf, &symbols, &symbol)) {
            if (symbol.type == ELF_DATA && strcmp(symbol.name, name) == 0) {
                return symbol.bytes;
            }
        }
    }
    return 0;
}

/* A deployment's table makes <node>_block and <node>_mailbox for each node. */
static void print_nodes(struct lev *lev, const struct image *image)
{
    static const char end[] = "_block";
    struct elf_symbols symbols;
    struct elf_symbol symbol;
    if (!elf_symbols(&image->elf, &symbols)) {
        printf("nodes     unknown: the image has no symbols\n");
        return;
    }
    while (elf_symbol(&image->elf, &symbols, &symbol)) {
        size_t bytes = strlen(symbol.name);
        if (symbol.type != ELF_DATA || bytes <= strlen(end)
            || strcmp(symbol.name + bytes - strlen(end), end) != 0) {
            continue;
        }
        const char *node = arena_copy(lev->arena, symbol.name, bytes - strlen(end));
        uint64_t mailbox = size_of(image, arena_print(lev->arena, "%s_mailbox", node));
        if (mailbox > NODE_BYTES) {
            printf(
                "node      %s: %llu bytes of state, %llu mailbox slots\n", node,
                (unsigned long long)symbol.bytes,
                (unsigned long long)((mailbox - NODE_BYTES) / SLOT_BYTES));
        }
    }
}

int lev_info(struct lev *lev)
{
    struct image image = {0};
    int status = open_image(lev, "info", &image);
    if (status != LEV_DONE) {
        return status;
    }
    printf("image     %s\n", path_base(image.path));
    printf("machine   %s\n", machine_name(&image));
    print_totals(&image);
    print_manifest(lev, &image);
    print_nodes(lev, &image);
    return LEV_DONE;
}

/* --- Size ------------------------------------------------------------------------------------------------ */

static int largest_first(const void *a_, const void *b_)
{
    const struct elf_symbol *a = a_;
    const struct elf_symbol *b = b_;
    if (a->bytes != b->bytes) {
        return a->bytes < b->bytes ? 1 : -1;
    }
    return strcmp(a->name, b->name);
}

static void print_largest(struct lev *lev, const struct image *image)
{
    struct elf_symbols symbols;
    struct elf_symbol symbol;
    struct elf_symbol *all = NULL;
    size_t count = 0;
    size_t room = 0;
    if (!elf_symbols(&image->elf, &symbols)) {
        return;
    }
    while (elf_symbol(&image->elf, &symbols, &symbol)) {
        if ((symbol.type == ELF_DATA || symbol.type == ELF_FUNCTION) && symbol.bytes != 0) {
            all = arena_grow(lev->arena, all, count, &room, sizeof symbol);
            all[count++] = symbol;
        }
    }
    if (count == 0) {
        return;
    }
    qsort(all, count, sizeof *all, largest_first);
    printf("\n%-28s %9s\n", "largest", "bytes");
    for (size_t i = 0; i < count && i < LARGEST; i++) {
        printf("%-28s %9llu\n", all[i].name, (unsigned long long)all[i].bytes);
    }
}

int lev_size(struct lev *lev)
{
    struct image image = {0};
    int status = open_image(lev, "size", &image);
    if (status != LEV_DONE) {
        return status;
    }
    bool process = is_process(&image);
    printf(
        "%-28s %9s %9s\n", "section", process ? "constant" : "flash", process ? "writable" : "RAM");
    struct elf_section section;
    for (uint32_t i = 1; i < image.elf.section_count; i++) {
        if (elf_section(&image.elf, i, &section) && is_loaded(&section)) {
            printf(
                "%-28s %9llu %9llu\n", section.name, (unsigned long long)in_flash(&section),
                (unsigned long long)in_ram(&section));
        }
    }
    printf(
        "%-28s %9llu %9llu\n", "total", (unsigned long long)image.flash,
        (unsigned long long)image.ram);
    print_largest(lev, &image);
    return LEV_DONE;
}
