/* SPDX-License-Identifier: MIT */
/* lev explain: what the numbers of a panic, or of an assertion in the log, stand for. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tools/lev/assertions.h"
#include "tools/lev/lev.h"

/* Components have modules from here on. */
enum { MODULE_OF_COMPONENTS = 0x8000 };

static bool is_hex(const char *text)
{
    size_t bytes = strlen(text);
    return bytes >= 1 && bytes <= 16 && strspn(text, "0123456789abcdefABCDEF") == bytes;
}

/* "00110002" of a panic, or "0011:2" of the log. @return false: neither */
static bool parse(const char *text, uint64_t *where)
{
    const char *colon = strchr(text, ':');
    if (colon == NULL) {
        *where = strtoull(text, NULL, 16);
        return is_hex(text);
    }
    char *end;
    unsigned long module = strtoul(text, &end, 16);
    unsigned long number = strtoul(colon + 1, NULL, 10);
    *where = (uint64_t)module << 16 | number;
    return end == colon && strspn(colon + 1, "0123456789") == strlen(colon + 1) && colon[1] != '\0'
           && module <= 0xffff && number <= 0xffff;
}

/* The name of a module; NULL: the system has none of that number. */
static const char *module_name(uint16_t module)
{
    for (size_t i = 0; i < assertion_module_count; i++) {
        if (assertion_modules[i].number == module) {
            return assertion_modules[i].name;
        }
    }
    /* a service that counts on from its layer's number, LEV_MODULE(MODULE_API + 1) */
    for (size_t i = 0; i < assertion_count; i++) {
        if (assertions[i].module == module) {
            return assertions[i].path;
        }
    }
    return NULL;
}

static void print_assertion(const struct assertion *assertion)
{
    printf("  %s:%u", assertion->path, assertion->line);
    if (*assertion->condition != '\0') {
        printf(": must hold: %s", assertion->condition);
    } else if (*assertion->comment == '\0') {
        printf(": is never reached");
    }
    printf("\n");
    if (*assertion->comment != '\0') {
        printf("    %s\n", assertion->comment);
    }
}

/* All places with that number: it is unique in a file, not in a module. @return how many */
static size_t print_assertions(uint16_t module, uint16_t number)
{
    size_t found = 0;
    for (size_t i = 0; i < assertion_count; i++) {
        if (assertions[i].module == module && assertions[i].number == number) {
            print_assertion(&assertions[i]);
            found++;
        }
    }
    return found;
}

static int explain_assertion(uint16_t module, uint16_t number, const char *detail)
{
    const char *name = module_name(module);
    if (module >= MODULE_OF_COMPONENTS) {
        printf("assertion %u of a component: the one that says LEV_MODULE(0x%x)\n", number, module);
        return LEV_DONE;
    }
    printf("module %s, assertion %u\n", name, number);
    size_t found = print_assertions(module, number);
    if (found == 0 && number == 0) {
        printf(
            "  the system cannot go on: an exception that nothing should raise, or code that loops where no handler\n"
            "  can be ended. The detail is the exception's number, or the address of that code\n");
    } else if (found == 0) {
        return lev_fail(
            "this version has no such assertion; was the image built from another one?");
    }
    if (detail != NULL) {
        printf("  detail %s\n", detail);
    }
    return LEV_DONE;
}

/* No module has that number: an address, or a node that reset the board. */
static int explain_place(uint64_t where, const char *detail)
{
    if (where < 32) {
        printf(
            "node %u of the deployment (0 is the first) was past its restarts, and its policy is LEV_RESET\n"
            "  detail: why the last life ended, enum lev_start_reason\n",
            (unsigned)where);
        return LEV_DONE;
    }
    printf(
        "a fault in the system itself, at this address, touching %s (0: unknown)\n"
        "  arm-none-eabi-addr2line -fe IMAGE 0x%llx\n",
        detail == NULL ? "the detail" : detail, (unsigned long long)where);
    return LEV_DONE;
}

int lev_explain(struct lev *lev)
{
    uint64_t where;
    if (lev->count < 1 || lev->count > 2 || !parse(lev->arguments[0], &where)
        || (lev->count == 2 && !is_hex(lev->arguments[1]))) {
        return lev_misused(
            "explain", "'lev explain' wants the numbers of a panic, as 00110002 00000003");
    }
    const char *detail = lev->count == 2 ? lev->arguments[1] : NULL;
    uint64_t module = where >> 16;
    bool is_module = module <= 0xffff
                     && (module >= MODULE_OF_COMPONENTS || module_name((uint16_t)module) != NULL);
    return is_module ? explain_assertion((uint16_t)module, (uint16_t)where, detail)
                     : explain_place(where, detail);
}
