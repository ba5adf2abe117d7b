/* SPDX-License-Identifier: MIT */
/* Which images there are, for which boards, and why not for others. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tools/elf/elf.h"
#include "tools/lev/lev.h"

/* --- Boards of a component ------------------------------------------------------------------------------ */

/* Words after `key` up to the next word in capitals, which is another key. */
static void
words_after(const struct lev *lev, const char *call, const char *key, struct names *found)
{
    bool inside = false;
    while (*call != '\0') {
        call += strspn(call, " \n");
        size_t bytes = strcspn(call, " \n");
        const char *word = arena_copy(lev->arena, call, bytes);
        bool is_key = *word >= 'A' && *word <= 'Z';
        inside = is_key ? strcmp(word, key) == 0 : inside;
        if (inside && !is_key && bytes != 0 && !names_have(found, word)) {
            names_add(lev->arena, found, word);
        }
        call += bytes;
    }
}

/* What leveret_images(NAME component …) in a CMakeLists.txt says of BOARDS. */
static void
boards_in(const struct lev *lev, const char *path, const char *component, struct names *found)
{
    size_t bytes;
    const char *text = file_read(lev->arena, path, &bytes);
    const char *call = arena_print(lev->arena, "leveret_images(NAME %s ", component);
    for (text = text == NULL ? NULL : strstr(text, call); text != NULL; text = strstr(text, call)) {
        text += strlen(call);
        words_after(lev, arena_copy(lev->arena, text, strcspn(text, ")")), "BOARDS", found);
    }
}

struct names lev_image_boards(const struct lev *lev, const char *component)
{
    struct names boards = {0};
    struct names folders = {0};
    folders_in(lev->arena, lev_path(lev, "examples"), &folders);
    for (size_t i = 0; i < folders.count; i++) {
        const char *file = arena_print(lev->arena, "examples/%s/CMakeLists.txt", folders.at[i]);
        boards_in(lev, lev_path(lev, file), component, &boards);
    }
    names_sort(&boards);
    return boards;
}

/* --- Devices ---------------------------------------------------------------------------------------------- */

/* Does a source below the folder define functions of the device class? */
static bool defines(const struct lev *lev, const char *folder, const char *class)
{
    struct names paths = {0};
    const char *call = arena_print(lev->arena, "\nlev_result device_%s_", class);
    files_below(lev->arena, lev_path(lev, folder), &paths);
    for (size_t i = 0; i < paths.count; i++) {
        size_t bytes;
        const char *text = file_read(lev->arena, paths.at[i], &bytes);
        if (text != NULL && strstr(text, call) != NULL) {
            return true;
        }
    }
    return false;
}

static bool has_device(const struct lev *lev, const struct board *board, const char *class)
{
    if (defines(lev, board->folder, class)) {
        return true;
    }
    for (const char *chip = board->chips; *chip != '\0'; chip += strspn(chip, " ")) {
        size_t bytes = strcspn(chip, " ");
        if (defines(lev, arena_print(lev->arena, "ports/chip/%.*s", (int)bytes, chip), class)) {
            return true;
        }
        chip += bytes;
    }
    return false;
}

const char *lev_lacks(const struct lev *lev, const char *component, const struct board *board)
{
    static const char *const groups[][2] = {
        {"i2c", "i2c"},  {"gpio", "gpio"},   {"watchdog", "watchdog"},
        {"http", "tcp"}, {"net_tcp", "tcp"}, {"stream", "uart"},
    };
    size_t bytes;
    const char *header = lev_path(lev, lev_component_file(lev, component));
    const char *text = file_exists(header) ? file_read(lev->arena, header, &bytes) : NULL;
    for (size_t i = 0; text != NULL && i < sizeof groups / sizeof *groups; i++) {
        const char *use = arena_print(lev->arena, "#define LEV_USE_%s ", groups[i][0]);
        if (strstr(text, use) != NULL && !has_device(lev, board, groups[i][1])) {
            return groups[i][0];
        }
    }
    return NULL;
}

/* --- An image by its path --------------------------------------------------------------------------------- */

/* ELF's word for the machine; 0: it is no ELF file. */
static uint16_t machine_of(struct lev *lev, const char *path)
{
    size_t bytes;
    const uint8_t *head = (const uint8_t *)file_read(lev->arena, path, &bytes);
    if (head == NULL || bytes <= 19 || !elf_is((struct span){head, bytes})) {
        return 0;
    }
    return (uint16_t)(head[18] | (uint32_t)head[19] << 8);
}

/* What stands between the last two dots, or after the last one where there is no .elf. */
static const char *last_name(struct lev *lev, const char *path)
{
    const char *name = path_base(path);
    size_t bytes = strlen(name);
    if (bytes > 4 && strcmp(name + bytes - 4, ".elf") == 0) {
        bytes -= 4;
    }
    size_t from = bytes;
    while (from != 0 && name[from - 1] != '.') {
        from--;
    }
    return arena_copy(lev->arena, name + from, bytes - from);
}

const char *lev_board_of(struct lev *lev, const char *path, const char *given)
{
    struct names boards = lev_boards(lev);
    bool is_arm = machine_of(lev, path) == ELF_ARM;
    const char *name = given != NULL ? given : last_name(lev, path);
    bool known = names_have(&boards, name);
    if (!is_arm) {
        return given != NULL || known ? name : "linux";
    }
    struct board board = {0};
    if (known && lev_board(lev, name, &board) && *board.machine != '\0') {
        return name;
    }
    (void)lev_fail(
        "%s is an image for an Arm board%s; say which: --board NAME. Boards: %s", path,
        given != NULL ? arena_print(lev->arena, ", and '%s' is none", given)
                      : " that its name does not tell",
        names_join(lev->arena, &boards, ", "));
    return NULL;
}
