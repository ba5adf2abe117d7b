/* SPDX-License-Identifier: MIT */
/*
 * Five rules, for each object of a component's library:
 *   it has no writable data: a node's state is its state struct, so that it restarts, moves and replays;
 *   it calls only functions of API groups that it declares, of its own library, and pure ones of the C run-time;
 *   so a prototype made by hand, of a group not declared, does not pass;
 *   it has a manifest, and that names the component;
 *   it defines nothing under the system's names, and no function that is chosen at run time.
 */
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "tools/elf/archive.h"
#include "tools/elf/runtime.h"
#include "tools/objcheck/groups.h"
#include "tools/objcheck/objcheck.h"

enum { USED_MAX = 64 }; /* groups that one object may declare */

/* What an object says of itself. */
struct manifest {
    bool exists;
    bool used[USED_MAX]; /* by index in groups[] */
};

/* A library under check. */
struct library {
    struct objcheck *check;
    const char **defined; /* global symbols of all objects, sorted */
    size_t defined_count;
    bool has_name;
};

__attribute__((format(printf, 3, 4))) static void
report(struct objcheck *check, const char *object, const char *format, ...)
{
    check->findings++;
    if (check->output == NULL) {
        return;
    }
    va_list arguments;
    va_start(arguments, format);
    (void)fprintf(check->output, "objcheck: %s", check->library);
    if (object != NULL) {
        (void)fprintf(check->output, "(%s)", object);
    }
    (void)fprintf(check->output, ": ");
    (void)vfprintf(check->output, format, arguments);
    (void)fprintf(check->output, "\n");
    va_end(arguments);
}

static bool starts(const char *text, const char *with)
{
    return strncmp(text, with, strlen(with)) == 0;
}

/* --- The manifest ---------------------------------------------------------------------------------------- */

static void
read_use(struct objcheck *check, const char *object, struct manifest *manifest, const char *value)
{
    size_t bytes = strcspn(value, " ");
    unsigned long version = strtoul(value + bytes, NULL, 10);
    for (size_t i = 0; i < group_count && i < USED_MAX; i++) {
        if (strlen(groups[i].name) != bytes || strncmp(groups[i].name, value, bytes) != 0) {
            continue;
        }
        manifest->used[i] = true;
        if (groups[i].version != 0 && groups[i].version != version) {
            report(
                check, object,
                "was built for major version %lu of group %s, and this is %u; "
                "write '#define %s %u' and build it again",
                version, groups[i].name, groups[i].version, groups[i].macro, groups[i].version);
        }
        return;
    }
    report(
        check, object,
        "declares the group %.*s, which this system does not have; remove the "
        "declaration, or build against the headers that have it",
        (int)bytes, value);
}

/* Records "key=value", each ended by a zero. Keys that are not known are for other tools. */
static void read_manifest(
    struct library *library, const char *object, const struct elf *elf, struct manifest *manifest)
{
    struct elf_section section;
    *manifest = (struct manifest){0};
    if (!elf_section_named(elf, ".lev.manifest", &section)) {
        return;
    }
    manifest->exists = true;
    for (size_t at = 0; at < section.data.bytes;) {
        const char *record = span_text(section.data, at);
        if (*record == '\0' && memchr(section.data.at + at, 0, section.data.bytes - at) == NULL) {
            report(library->check, object, "has a damaged manifest; build it again");
            return;
        }
        if (starts(record, "component=") && record[strlen("component=")] != '\0') {
            library->has_name = true;
        } else if (starts(record, "use=")) {
            read_use(library->check, object, manifest, record + strlen("use="));
        }
        at += strlen(record) + 1;
    }
}

/* --- Writable data --------------------------------------------------------------------------------------- */

/* "counter.0" is what the compiler makes of a static variable in a function. */
static const char *source_name(struct arena *arena, const char *symbol)
{
    const char *dot = strchr(symbol, '.');
    return dot == NULL || dot == symbol ? symbol
                                        : arena_copy(arena, symbol, (size_t)(dot - symbol));
}

static void report_variable(
    struct objcheck *check, const char *object, const char *name, uint64_t bytes, const char *where)
{
    report(
        check, object,
        "writable variable %s (%llu bytes, %s); a node's state is its state struct: "
        "make it a member, or const",
        source_name(check->arena, name), (unsigned long long)bytes, where);
}

/* The variables of a writable section; the section itself if it names none. */
static void report_variables(
    struct objcheck *check,
    const char *object,
    const struct elf *elf,
    uint32_t index,
    const struct elf_section *section)
{
    struct elf_symbols symbols;
    struct elf_symbol symbol;
    bool any = false;
    if (elf_symbols(elf, &symbols)) {
        while (elf_symbol(elf, &symbols, &symbol)) {
            if (symbol.section == index && symbol.bytes != 0 && *symbol.name != '\0') {
                report_variable(check, object, symbol.name, symbol.bytes, section->name);
                any = true;
            }
        }
    }
    if (!any) {
        report_variable(check, object, "without a name", section->bytes, section->name);
    }
}

static void check_section(
    struct objcheck *check,
    const char *object,
    const struct elf *elf,
    uint32_t index,
    const struct elf_section *section)
{
    if (starts(section->name, ".gnu.lto_")) {
        return; /* reported once, for the object */
    }
    if (section->type == ELF_INIT_ARRAY || section->type == ELF_FINI_ARRAY
        || starts(section->name, ".ctors") || starts(section->name, ".preinit_array")) {
        report(
            check, object,
            "has code that runs before the first event (%s); move it to "
            "LEV_EVENT_START",
            section->name);
        return;
    }
    /* constants with addresses in them: the loader writes them once, then they are read-only */
    bool constant = starts(section->name, ".data.rel.ro") && (section->flags & ELF_TLS) == 0;
    if ((section->flags & ELF_ALLOC) != 0 && (section->flags & ELF_WRITE) != 0
        && section->bytes != 0 && !constant) {
        report_variables(check, object, elf, index, section);
    }
}

/* @return false: the object is not what a check can look into */
static bool check_sections(struct objcheck *check, const char *object, const struct elf *elf)
{
    bool lto = false;
    for (uint32_t i = 1; i < elf->section_count; i++) {
        struct elf_section section;
        if (!elf_section(elf, i, &section)) {
            report(check, object, "is damaged: a section reaches outside it; build it again");
            return false;
        }
        lto = lto || starts(section.name, ".gnu.lto_");
        check_section(check, object, elf, i, &section);
    }
    if (lto) {
        report(
            check, object,
            "is compiled for link-time optimisation, which cannot be checked; "
            "compile it without -flto");
    }
    return !lto;
}

/* --- Symbols --------------------------------------------------------------------------------------------- */

static bool is_definition(const struct elf_symbol *symbol)
{
    return symbol->section != ELF_UNDEFINED && symbol->bind != ELF_LOCAL && *symbol->name != '\0';
}

static int by_name(const void *a, const void *b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

static bool is_own(const struct library *library, const char *name)
{
    return library->defined_count != 0
           && bsearch(&name, library->defined, library->defined_count, sizeof name, by_name)
                  != NULL;
}

static const struct group_symbol *group_symbol_of(const char *name)
{
    for (size_t i = 0; i < group_symbol_count; i++) {
        if (strcmp(group_symbols[i].symbol, name) == 0) {
            return &group_symbols[i];
        }
    }
    return NULL;
}

static void check_call(
    struct objcheck *check, const char *object, const struct manifest *manifest, const char *name)
{
    const struct group_symbol *symbol = group_symbol_of(name);
    if (symbol == NULL) {
        report(check, object, "uses %s: %s", name, objcheck_reason(name));
        return;
    }
    const struct group *group = &groups[symbol->group];
    if (!manifest->exists) {
        report(
            check, object,
            "uses %s but has no manifest; include the component's declaration "
            "header, which includes <lev/component.h>, first",
            name);
    } else if (symbol->group >= USED_MAX || !manifest->used[symbol->group]) {
        report(
            check, object,
            "uses %s of group %s without declaring the group; add '#define %s %u' "
            "to the declaration header and include <%s>",
            name, group->name, group->macro, group->version == 0 ? 1 : group->version,
            group->header);
    }
}

/* A definition of the system's name would be linked in its place. */
static void
check_definition(struct objcheck *check, const char *object, const struct elf_symbol *symbol)
{
    static const char *const taken[] = {"lev_", "core_", "kernel_", "port_", "device_", "opt_"};
    for (size_t i = 0; i < sizeof taken / sizeof *taken; i++) {
        if (starts(symbol->name, taken[i])) {
            report(
                check, object,
                "defines %s: names that begin with %s are the system's; give it the component's name",
                symbol->name, taken[i]);
        }
    }
    if (symbol->type == ELF_IFUNC) {
        report(
            check, object,
            "defines %s as an ifunc: which function it is depends on the machine; choose in the handler",
            symbol->name);
    }
}

static void check_symbols(
    struct library *library,
    const char *object,
    const struct elf *elf,
    const struct manifest *manifest)
{
    struct elf_symbols symbols;
    struct elf_symbol symbol;
    if (!elf_symbols(elf, &symbols)) {
        return;
    }
    while (elf_symbol(elf, &symbols, &symbol)) {
        if (*symbol.name == '\0') {
            continue;
        }
        if (is_definition(&symbol)) {
            check_definition(library->check, object, &symbol);
        }
        if (symbol.section == ELF_COMMON) {
            report_variable(library->check, object, symbol.name, symbol.bytes, "common");
        } else if (
            symbol.section == ELF_UNDEFINED && !runtime_is_pure(symbol.name)
            && !is_own(library, symbol.name)) {
            check_call(library->check, object, manifest, symbol.name);
        }
    }
}

/* --- The library ----------------------------------------------------------------------------------------- */

/* Count the object's definitions; write their names when there is a place for them. */
static size_t definitions(const struct archive_member *member, const char **names)
{
    struct elf elf;
    struct elf_symbols symbols;
    struct elf_symbol symbol;
    size_t count = 0;
    if (elf_open(&elf, member->data) != NULL || !elf_symbols(&elf, &symbols)) {
        return 0;
    }
    while (elf_symbol(&elf, &symbols, &symbol)) {
        if (is_definition(&symbol)) {
            if (names != NULL) {
                names[count] = symbol.name;
            }
            count++;
        }
    }
    return count;
}

static void find_definitions(struct library *library, struct span file)
{
    for (int pass = 0; pass < 2; pass++) {
        struct archive archive;
        struct archive_member member;
        size_t count = 0;
        (void)archive_open(&archive, file);
        while (archive_next(&archive, &member)) {
            count += definitions(&member, pass == 0 ? NULL : library->defined + count);
        }
        if (pass == 0) {
            library->defined =
                arena_take(library->check->arena, (count + 1) * sizeof *library->defined);
        }
        library->defined_count = count;
    }
    qsort(library->defined, library->defined_count, sizeof *library->defined, by_name);
}

static void check_object(struct library *library, const struct archive_member *member)
{
    struct objcheck *check = library->check;
    struct elf elf;
    const char *damage = elf_open(&elf, member->data);
    if (damage != NULL || elf.type != ELF_OBJECT) {
        report(
            check, member->name, "%s; a component is made of objects compiled from C",
            damage != NULL ? damage : "is not an object file");
        return;
    }
    struct manifest manifest;
    read_manifest(library, member->name, &elf, &manifest);
    if (check_sections(check, member->name, &elf)) {
        check_symbols(library, member->name, &elf, &manifest);
    }
}

bool objcheck_library(struct objcheck *check, struct span file)
{
    struct library library = {.check = check};
    struct archive archive;
    struct archive_member member;
    const char *damage = archive_open(&archive, file);
    if (damage != NULL) {
        report(check, NULL, "%s; give a library made by leveret_component()", damage);
        return false;
    }
    find_definitions(&library, file);
    while (archive_next(&archive, &member)) {
        check->objects++;
        check_object(&library, &member);
    }
    if (archive.damage != NULL) {
        report(check, NULL, "%s; build it again", archive.damage);
    } else if (!library.has_name) {
        report(
            check, NULL,
            "has no manifest that names the component; begin its declaration header "
            "with '#define LEV_COMPONENT name', '#define LEV_USE_core 1' and include "
            "<lev/component.h>");
    }
    return check->findings == 0;
}
