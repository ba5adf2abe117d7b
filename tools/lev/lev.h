/* SPDX-License-Identifier: MIT */
/**
 * lev: the developer's program. One file here per subcommand, and what they share.
 */
#ifndef TOOLS_LEV_LEV_H
#define TOOLS_LEV_LEV_H

#include "tools/common/arena.h"
#include "tools/common/files.h"

/** Exit statuses. A running image's own status is passed on. */
enum lev_status { LEV_DONE = 0, LEV_FAILED = 1, LEV_USAGE = 2 };

/** The tree that lev works in, and what is left of its arguments. */
struct lev {
    struct arena *arena;
    const char *root; /**< NULL: not found */
    int count;
    char **arguments; /**< after the subcommand */
};

/** What a board's board.cmake says. */
struct board {
    const char *name;
    const char *folder; /**< below the root */
    const char *preset;
    const char *machine; /**< QEMU's options; "": the board is a process of this machine */
    const char *chips;   /**< folders of ports/chip, with spaces between them */
};

/* --- The tree (tree.c) */

/** The tree that holds this folder, or the program itself. NULL: neither is in one. */
const char *lev_find_root(struct arena *arena);

/** Report that there is no tree unless there is one. @return true: there is */
bool lev_need_root(const struct lev *lev);

/** A path below the root. */
const char *lev_path(const struct lev *lev, const char *path);

/** Names of boards, kernels, components. */
struct names lev_boards(const struct lev *lev);
struct names lev_kernels(const struct lev *lev);
struct names lev_components(const struct lev *lev);

/** What is known of a board. @return false: there is none, or its facts are incomplete: reported */
bool lev_board(const struct lev *lev, const char *name, struct board *board);

/** One line about a file: the first sentence of its head comment; "" if it has none. */
const char *lev_summary(const struct lev *lev, const char *path);

/** Where a component's description stands: its header, or its source. "" if neither. */
const char *lev_component_file(const struct lev *lev, const char *component);

/* --- Images (images.c) */

/** Boards for which the examples ask for images of this component. */
struct names lev_image_boards(const struct lev *lev, const char *component);

/** Which API group the component uses that the board has no device for: "i2c", or NULL: none is known. */
const char *lev_lacks(const struct lev *lev, const char *component, const struct board *board);

/**
 * The board that the image at this path is for: `given`, or what its name says (greenhouse.l1.lm3s6965evb.elf), or linux.
 *
 * @given   NULL: nothing was said
 * @return  NULL: reported
 */
const char *lev_board_of(struct lev *lev, const char *path, const char *given);

/* --- Messages (say.c) */

/** Print "lev: ..." to standard error. @return LEV_FAILED */
__attribute__((format(printf, 1, 2))) int lev_fail(const char *format, ...);

/** As lev_fail(), for a wrong command line: points to the help. @return LEV_USAGE */
__attribute__((format(printf, 2, 3))) int lev_misused(const char *command, const char *format, ...);

/** "; did you mean 'blinky'?" if one of `known` is close to `given`, else ".". */
const char *lev_near(struct arena *arena, const struct names *known, const char *given);

/* --- Subcommands */

int lev_run(struct lev *lev);
int lev_list_boards(struct lev *lev);
int lev_list_kernels(struct lev *lev);
int lev_list_components(struct lev *lev);
int lev_info(struct lev *lev);
int lev_size(struct lev *lev);
int lev_explain(struct lev *lev);

#endif
