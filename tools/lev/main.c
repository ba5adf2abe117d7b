/* SPDX-License-Identifier: MIT */
#include <stdio.h>
#include <string.h>

#include "tools/lev/lev.h"

static const char run_help[] =
    "lev run COMPONENT [--board BOARD] [--kernel KERNEL] [--timeout SECONDS] [-- OPTIONS]\n"
    "\n"
    "Run build/<preset>/bin/COMPONENT.KERNEL.BOARD: as a process where the board is this machine (linux,\n"
    "sim), else in QEMU, with the serial line on standard input and output. An image that is missing is\n"
    "built first. COMPONENT may also be the path of an image, anything with a '/': then its name tells the board.\n"
    "\n"
    "  --board BOARD      default linux; 'lev boards' lists them\n"
    "  --kernel KERNEL    default l1; 'lev kernels' lists them\n"
    "  --timeout SECONDS  end it after so long, with status 124; default 0: never\n"
    "  -- OPTIONS         handed on to QEMU, or to the process\n"
    "\n"
    "The exit status is the image's. Ctrl-C ends it.\n";
static const char info_help[] =
    "lev info IMAGE\n"
    "\n"
    "Print what an image is for and needs: machine, flash and RAM (for a process: constant and writable\n"
    "memory), its components with the API groups they use, and its nodes.\n";
static const char size_help[] =
    "lev size IMAGE\n"
    "\n"
    "Print flash and RAM of an image by section (initialised data counts in both), and the largest\n"
    "functions and variables.\n";

static const char explain_help[] =
    "lev explain WHERE [DETAIL]\n"
    "\n"
    "Say what the two numbers of a line 'panic 00110002 00000003' stand for: module, assertion, file, line and what must\n"
    "hold there. WHERE may also be what the log says of an assertion, as 0050:10.\n";

static const struct {
    const char *name;
    int (*run)(struct lev *lev);
    const char *what;
    const char *help;
} commands[] = {
    {"run", lev_run, "run a component on a board, building its image if it is missing", run_help},
    {"boards", lev_list_boards, "list boards: name, preset, how they run",
     "lev boards\n\nList the boards: name, preset that builds for it, how it is run.\n"},
    {"kernels", lev_list_kernels, "list kernels",
     "lev kernels\n\nList the kernels, and in a sentence what each does.\n"},
    {"components", lev_list_components, "list components that have images",
     "lev components\n\nList the components in examples/ that have images.\n"},
    {"info", lev_info, "what is in an image: memory, components, nodes", info_help},
    {"size", lev_size, "flash and RAM of an image, by section and symbol", size_help},
    {"explain", lev_explain, "what the numbers of a panic stand for", explain_help},
};
enum { COMMAND_COUNT = sizeof commands / sizeof *commands };

static void print_help(FILE *output)
{
    (void)fprintf(output, "usage: lev COMMAND ...\n\n");
    for (size_t i = 0; i < COMMAND_COUNT; i++) {
        (void)fprintf(output, "  %-12s %s\n", commands[i].name, commands[i].what);
    }
    (void)fprintf(
        output,
        "  %-12s %s\n\nStatus: 0 done, 1 failed, 2 wrong command line; 'run' has the image's.\n",
        "help COMMAND", "more about one");
}

/* The command of that name; COMMAND_COUNT: reported. */
static size_t find(struct arena *arena, const char *name)
{
    struct names known = {0};
    for (size_t i = 0; i < COMMAND_COUNT; i++) {
        if (strcmp(commands[i].name, name) == 0) {
            return i;
        }
        names_add(arena, &known, commands[i].name);
    }
    names_add(arena, &known, "help");
    (void)lev_misused("", "there is no command '%s'%s", name, lev_near(arena, &known, name));
    return COMMAND_COUNT;
}

static int help(struct arena *arena, int count, char **arguments)
{
    if (count == 0) {
        print_help(stdout);
        return LEV_DONE;
    }
    size_t index = find(arena, arguments[0]);
    if (index == COMMAND_COUNT) {
        return LEV_USAGE;
    }
    printf("%s", commands[index].help);
    return LEV_DONE;
}

static int run(struct arena *arena, int count, char **arguments)
{
    if (count < 2) {
        print_help(stderr);
        return LEV_USAGE;
    }
    const char *name = arguments[1];
    if (strcmp(name, "help") == 0 || strcmp(name, "--help") == 0 || strcmp(name, "-h") == 0) {
        return help(arena, count - 2, arguments + 2);
    }
    if (strcmp(name, "--version") == 0) {
        printf("lev %s\n", LEVERET_VERSION);
        return LEV_DONE;
    }
    size_t index = find(arena, name);
    if (index == COMMAND_COUNT) {
        return LEV_USAGE;
    }
    if (count > 2 && strcmp(arguments[2], "--help") == 0) {
        printf("%s", commands[index].help);
        return LEV_DONE;
    }
    struct lev lev = {
        .arena = arena,
        .root = lev_find_root(arena),
        .count = count - 2,
        .arguments = arguments + 2};
    return commands[index].run(&lev);
}

int main(int count, char **arguments)
{
    struct arena arena = {0};
    int status = run(&arena, count, arguments);
    arena_free(&arena);
    return status;
}
