/* SPDX-License-Identifier: MIT */
#include "tools/elf/runtime.h"

#include <fnmatch.h>
#include <stddef.h>

/* Shell patterns. The compiler calls all but the first line on its own account. */
static const char *const pure[] = {
    "memcpy", "memmove", "memset", "memcmp", "memchr", "strlen", "strcmp", "strncmp", "strchr",
    "_GLOBAL_OFFSET_TABLE_",
    /* Arm's run-time ABI: division, shifts, floating point, conversion; and exception-table markers */
    "__aeabi_[idlfu]*", "__aeabi_mem*", "__aeabi_unwind_cpp_pr[012]", "__gnu_thumb1_case_*",
    "__gnu_[fhd]2[fhd]*", "__aeabi_h2f*",
    /* libgcc: integers of one, two and four words, floating point in software */
    "__*[sdt]i[0-9]", "__*[sdth]f[0-9]", "__fix*[sdt]i", "__float*[sdt][fi]", "__extend*f2",
    "__trunc*f2"};
/* … of which these are not. */
static const char *const impure[] = {"__aeabi_idiv0", "__aeabi_ldiv0", "__aeabi_errno*"};

static bool matches(const char *const *patterns, size_t count, const char *symbol)
{
    for (size_t i = 0; i < count; i++) {
        if (fnmatch(patterns[i], symbol, 0) == 0) {
            return true;
        }
    }
    return false;
}

bool runtime_is_pure(const char *symbol)
{
    return matches(pure, sizeof pure / sizeof *pure, symbol)
           && !matches(impure, sizeof impure / sizeof *impure, symbol);
}
