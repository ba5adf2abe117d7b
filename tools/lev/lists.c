/* SPDX-License-Identifier: MIT */
/* lev boards, lev kernels, lev components: one line each. */
#include <stdio.h>

#include "tools/lev/lev.h"

static int refuse_arguments(const struct lev *lev, const char *command)
{
    if (lev->count != 0) {
        return lev_misused(
            command, "'lev %s' takes no arguments, and got '%s'", command, lev->arguments[0]);
    }
    return lev_need_root(lev) ? LEV_DONE : LEV_FAILED;
}

/* An empty list is a broken tree. */
static int end_list(const struct names *names, const char *what, const char *where)
{
    return names->count != 0 ? LEV_DONE
                             : lev_fail("this tree has no %s; they live in %s", what, where);
}

int lev_list_boards(struct lev *lev)
{
    int status = refuse_arguments(lev, "boards");
    if (status != LEV_DONE) {
        return status;
    }
    struct names boards = lev_boards(lev);
    for (size_t i = 0; i < boards.count; i++) {
        struct board board;
        if (!lev_board(lev, boards.at[i], &board)) {
            return LEV_FAILED;
        }
        printf(
            "%-18s %-12s %s\n", board.name, board.preset,
            *board.machine == '\0' ? "a process of this machine"
                                   : arena_print(lev->arena, "qemu-system-arm %s", board.machine));
    }
    return end_list(&boards, "boards", "ports/board and ports/hosted");
}

int lev_list_kernels(struct lev *lev)
{
    int status = refuse_arguments(lev, "kernels");
    if (status != LEV_DONE) {
        return status;
    }
    struct names kernels = lev_kernels(lev);
    for (size_t i = 0; i < kernels.count; i++) {
        const char *name = kernels.at[i];
        const char *file = arena_print(lev->arena, "kernels/%s/%s.c", name, name);
        printf("%-6s %s\n", name, lev_summary(lev, file));
    }
    return end_list(&kernels, "kernels", "kernels");
}

int lev_list_components(struct lev *lev)
{
    int status = refuse_arguments(lev, "components");
    if (status != LEV_DONE) {
        return status;
    }
    struct names components = lev_components(lev);
    for (size_t i = 0; i < components.count; i++) {
        const char *name = components.at[i];
        const char *file = lev_component_file(lev, name);
        printf("%-14s %s\n", name, *file == '\0' ? "" : lev_summary(lev, file));
    }
    return end_list(&components, "components with images", "examples");
}
