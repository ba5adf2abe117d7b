/* SPDX-License-Identifier: MIT */
/* lev run: find an image, build it if it is missing, run it here or in QEMU. */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "tools/lev/lev.h"

enum { COMMAND_MAX = 64 };

struct request {
    const char *component; /* or an image's path */
    const char *board, *kernel;
    const char *seconds; /* "0": no limit */
    int more_count;
    char **more; /* for QEMU */
};

/* A command line for exec. */
struct command {
    const char *words[COMMAND_MAX + 1];
    size_t count;
};

static void add(struct command *command, const char *word)
{
    if (command->count < COMMAND_MAX) {
        command->words[command->count++] = word;
        command->words[command->count] = NULL;
    }
}

/* exec takes its words as if it could write to them; it does not. A path is not handed to a shell when it is no program. */
static void become(const struct command *command)
{
    (void)fflush(NULL);
    union {
        const char *const *given;
        char *const *taken;
    } words = {.given = command->words};
    if (strchr(command->words[0], '/') != NULL) {
        (void)execv(command->words[0], words.taken);
    } else {
        (void)execvp(command->words[0], words.taken);
    }
    (void)lev_fail("cannot start %s: %s", command->words[0], strerror(errno));
}

/*
 * Run and wait, with what it says on standard output going to standard error, or nowhere if it is `quiet`.
 * @return its exit status; 127: it could not be started, or was killed
 */
static int spawn(const struct command *command, bool quiet)
{
    (void)fflush(NULL);
    pid_t child = fork();
    if (child == 0) {
        int output = quiet ? open("/dev/null", O_WRONLY) : STDERR_FILENO;
        (void)dup2(output, STDOUT_FILENO);
        become(command);
        _exit(127);
    }
    int status;
    if (child < 0 || waitpid(child, &status, 0) != child || !WIFEXITED(status)) {
        return 127;
    }
    return WEXITSTATUS(status);
}

static bool is_program(struct arena *arena, const char *name)
{
    const char *path = getenv("PATH");
    while (path != NULL && *path != '\0') {
        size_t bytes = strcspn(path, ":");
        if (access(arena_print(arena, "%.*s/%s", (int)bytes, path, name), X_OK) == 0) {
            return true;
        }
        path += bytes + (path[bytes] == ':' ? 1 : 0);
    }
    return false;
}

/* @return true: it is there */
static bool
need_program(struct arena *arena, const char *name, const char *package, const char *why)
{
    if (is_program(arena, name)) {
        return true;
    }
    (void)lev_fail(
        "%s is needed %s and is not installed; it is in the package %s: sudo apt-get install %s",
        name, why, package, package);
    return false;
}

/* --- The command line ------------------------------------------------------------------------------------ */

/* `--name value` or `--name=value`. @return true: taken; *value NULL: the value is missing */
static bool option(struct lev *lev, int *at, const char *name, const char **value)
{
    const char *argument = lev->arguments[*at];
    size_t bytes = strlen(name);
    if (strncmp(argument, name, bytes) != 0
        || (argument[bytes] != '\0' && argument[bytes] != '=')) {
        return false;
    }
    if (argument[bytes] == '=') {
        *value = argument + bytes + 1;
    } else {
        *value = *at + 1 < lev->count ? lev->arguments[++*at] : NULL;
    }
    return true;
}

static bool is_number(const char *text)
{
    return *text != '\0' && strspn(text, "0123456789") == strlen(text);
}

static int parse(struct lev *lev, struct request *request)
{
    const char *options[] = {"--board", "--kernel", "--timeout"};
    struct names known = {.at = options, .count = sizeof options / sizeof *options};
    for (int i = 0; i < lev->count; i++) {
        const char *argument = lev->arguments[i];
        const char *value = "";
        if (strcmp(argument, "--") == 0) {
            request->more = lev->arguments + i + 1;
            request->more_count = lev->count - i - 1;
            break;
        }
        if (option(lev, &i, "--board", &value)) {
            request->board = value;
        } else if (option(lev, &i, "--kernel", &value)) {
            request->kernel = value;
        } else if (option(lev, &i, "--timeout", &value)) {
            request->seconds = value;
        } else if (argument[0] == '-') {
            const char *name = arena_copy(lev->arena, argument, strcspn(argument, "="));
            return lev_misused(
                "run", "'lev run' has no option '%s'%s", name, lev_near(lev->arena, &known, name));
        } else if (request->component != NULL) {
            return lev_misused(
                "run", "'lev run' runs one component, and got '%s' and '%s'", request->component,
                argument);
        } else {
            request->component = argument;
        }
        if (value == NULL) {
            return lev_misused("run", "'%s' wants a value", argument);
        }
    }
    if (request->component == NULL) {
        return lev_misused("run", "'lev run' wants a component; 'lev components' lists them");
    }
    if (!is_number(request->seconds)) {
        return lev_misused("run", "--timeout wants whole seconds, and got '%s'", request->seconds);
    }
    if (request->more_count + 20 > COMMAND_MAX) {
        return lev_misused("run", "too many options after '--'");
    }
    return LEV_DONE;
}

/* --- The image ------------------------------------------------------------------------------------------- */

static int check_names(struct lev *lev, const struct request *request)
{
    struct arena *arena = lev->arena;
    struct names kernels = lev_kernels(lev);
    struct names components = lev_components(lev);
    if (!names_have(&kernels, request->kernel)) {
        return lev_fail(
            "there is no kernel '%s'%s Kernels: %s", request->kernel,
            lev_near(arena, &kernels, request->kernel), names_join(arena, &kernels, ", "));
    }
    if (!names_have(&components, request->component)) {
        return lev_fail(
            "there is no component '%s'%s Components: %s", request->component,
            lev_near(arena, &components, request->component), names_join(arena, &components, ", "));
    }
    return LEV_DONE;
}

/* Is the component meant for that board? If not, say for which it is. */
static int check_board(struct lev *lev, const struct request *request, const struct board *board)
{
    struct names boards = lev_image_boards(lev, request->component);
    if (names_have(&boards, board->name)) {
        return LEV_DONE;
    }
    const char *lacks = lev_lacks(lev, request->component, board);
    return lev_fail(
        "there is no image %s.%s.%s: %s. It has images for: %s", request->component,
        request->kernel, board->name,
        lacks != NULL
            ? arena_print(lev->arena, "it uses group %s, and the board has no such device", lacks)
            : "no deployment of it is for that board (leveret_images() in its CMakeLists.txt)",
        names_join(lev->arena, &boards, ", "));
}

/* Does the preset's build know the image? */
static bool is_target(struct lev *lev, const struct board *board, const char *image)
{
    size_t bytes;
    const char *path = arena_print(lev->arena, "build/%s/build.ninja", board->preset);
    const char *text = file_read(lev->arena, lev_path(lev, path), &bytes);
    return text != NULL
           && strstr(text, arena_print(lev->arena, "\nbuild %s: phony ", image)) != NULL;
}

static int build(struct lev *lev, const struct board *board, const char *image)
{
    struct arena *arena = lev->arena;
    const char *by_hand = arena_print(
        arena, "cmake --preset %s && cmake --build --preset %s --target %s", board->preset,
        board->preset, image);
    if (!need_program(arena, "cmake", "cmake", "to build the image")
        || !need_program(arena, "ninja", "ninja-build", "to build the image")) {
        return LEV_FAILED;
    }
    if (strncmp(board->preset, "cortex-", 7) == 0
        && !need_program(
            arena, "arm-none-eabi-gcc", "gcc-arm-none-eabi", "to build for this board")) {
        return LEV_FAILED;
    }
    (void)fprintf(stderr, "lev: building: %s\n", by_hand);

    /* presets are found from the working folder */
    if (chdir(lev->root) != 0) {
        return lev_fail("cannot enter %s: %s", lev->root, strerror(errno));
    }
    struct command configure = {0};
    add(&configure, "cmake");
    add(&configure, "--preset");
    add(&configure, board->preset);
    add(&configure, "--log-level=WARNING");
    struct command make = {0};
    add(&make, "cmake");
    add(&make, "--build");
    add(&make, "--preset");
    add(&make, board->preset);
    add(&make, "--target");
    add(&make, image);
    if (spawn(&configure, true)
        != 0) { /* it lists the preset's variables; what is wrong goes to standard error */
        return lev_fail(
            "the build could not be set up; its message is above. By hand: %s", by_hand);
    }
    if (!is_target(lev, board, image)) {
        return lev_fail(
            "there is no image %s: no deployment of this component is for that kernel; "
            "add it to leveret_images() in its CMakeLists.txt",
            image);
    }
    if (spawn(&make, false) != 0) {
        return lev_fail("the image was not built; the reason is above. By hand: %s", by_hand);
    }
    return LEV_DONE;
}

static const char *image_path(struct lev *lev, const struct board *board, const char *image)
{
    return lev_path(
        lev, arena_print(
                 lev->arena, "build/%s/bin/%s%s", board->preset, image,
                 *board->machine == '\0' ? "" : ".elf"));
}

/* --- Running --------------------------------------------------------------------------------------------- */

static int
start(struct lev *lev, const struct request *request, const struct board *board, const char *path)
{
    struct command command = {0};
    if (*board->machine != '\0') {
        if (!need_program(lev->arena, "qemu-system-arm", "qemu-system-arm", "for this board")) {
            return LEV_FAILED;
        }
        add(&command, "sh");
        add(&command, lev_path(lev, "tools/qemu/run.sh"));
        add(&command, "-t");
        add(&command, request->seconds);
        add(&command, board->name);
    } else if (strcmp(request->seconds, "0") != 0) {
        add(&command, "timeout");
        add(&command, "--foreground");
        add(&command, "--kill-after=2");
        add(&command, request->seconds);
    }
    add(&command, path);
    for (int i = 0; i < request->more_count; i++) {
        add(&command, request->more[i]);
    }
    become(&command);
    return LEV_FAILED;
}

/* An image by its path: its name tells the board. */
static int run_path(struct lev *lev, const struct request *request)
{
    struct board board;
    if (!file_exists(request->component)) {
        return lev_fail("there is no image %s", request->component);
    }
    const char *name = lev_board_of(lev, request->component, request->board);
    if (name == NULL || !lev_board(lev, name, &board)) {
        return LEV_FAILED;
    }
    return start(lev, request, &board, request->component);
}

int lev_run(struct lev *lev)
{
    struct request request = {.kernel = "l1", .seconds = "0"};
    struct board board;
    int status = parse(lev, &request);
    if (status != LEV_DONE || request.component == NULL) {
        return status;
    }
    if (!lev_need_root(lev)) {
        return LEV_FAILED;
    }
    if (strchr(request.component, '/') != NULL) {
        return run_path(lev, &request);
    }
    request.board = request.board == NULL ? "linux" : request.board;
    if (!lev_board(lev, request.board, &board)) {
        return LEV_FAILED;
    }
    status = check_names(lev, &request);
    status = status == LEV_DONE ? check_board(lev, &request, &board) : status;
    if (status != LEV_DONE) {
        return status;
    }
    const char *image =
        arena_print(lev->arena, "%s.%s.%s", request.component, request.kernel, request.board);
    const char *path = image_path(lev, &board, image);
    if (!file_exists(path)) {
        status = build(lev, &board, image);
    }
    return status == LEV_DONE ? start(lev, &request, &board, path) : status;
}
