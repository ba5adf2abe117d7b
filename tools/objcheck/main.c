/* SPDX-License-Identifier: MIT */
#include <errno.h>
#include <string.h>

#include "tools/common/files.h"
#include "tools/objcheck/objcheck.h"

static const char help[] =
    "usage: objcheck LIBRARY...\n"
    "\n"
    "Check static libraries made by leveret_component(): each object has no writable data, uses only\n"
    "functions of the API groups it declares, of its own library and of C's pure part, and has a\n"
    "manifest. Silent when all is well. Status 1: something was found.\n";

static bool check_file(struct arena *arena, const char *path)
{
    size_t bytes;
    const char *text = file_read(arena, path, &bytes);
    if (text == NULL) {
        (void)fprintf(stderr, "objcheck: cannot read %s: %s\n", path, strerror(errno));
        return false;
    }
    struct objcheck check = {.arena = arena, .library = path_base(path), .output = stderr};
    bool good = objcheck_library(&check, (struct span){(const uint8_t *)text, bytes});
    if (!good) {
        (void)fprintf(
            stderr, "objcheck: %s: %u objects, %u findings\n", check.library, check.objects,
            check.findings);
    }
    return good;
}

int main(int count, char **arguments)
{
    if (count == 2 && strcmp(arguments[1], "--help") == 0) {
        printf("%s", help);
        return 0;
    }
    if (count < 2 || arguments[1][0] == '-') {
        (void)fprintf(stderr, "%s", help);
        return 2;
    }
    struct arena arena = {0};
    int status = 0;
    for (int i = 1; i < count; i++) {
        if (!check_file(&arena, arguments[i])) {
            status = 1;
        }
    }
    arena_free(&arena);
    return status;
}
