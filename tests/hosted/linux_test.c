/* SPDX-License-Identifier: MIT */
/**
 * The small image as a process, by epoll and by io_uring, from outside: its pipes, its CPU time, its exit status.
 */
#define _GNU_SOURCE
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "core/core.h"

#define WAIT_MS 5000

/** Each page of a stack that is touched costs CPU time: one of 8 MB takes longer to overflow than a handler's budget. */
#define STACK_BYTES 0x40000u

struct image {
    pid_t process;
    int in, out; /* its stdin and stdout */
    size_t bytes;
    char text[4096]; /* what it has said */
};

static int failures;

#define CHECK(condition)                                                    \
    do {                                                                    \
        if (!(condition)) {                                                 \
            fprintf(stderr, "%s:%d: %s\n", __FILE__, __LINE__, #condition); \
            failures++;                                                     \
        }                                                                   \
    } while (0)

/** The child: from here on it is the image. The kernel looks at the limit when the stack grows, so no exec is needed. */
static LEV_NORETURN void become(const char *io)
{
    (void)setrlimit(RLIMIT_STACK, &(struct rlimit){STACK_BYTES, STACK_BYTES});
    (void)setenv("LEVERET_IO", io, 1);
    port_irq_mask();
    core_main();
}

static void start(struct image *image, const char *io)
{
    int in[2], out[2];
    if (pipe(in) != 0 || pipe(out) != 0) {
        exit(2);
    }
    image->process = fork();
    if (image->process == 0) {
        (void)dup2(in[0], STDIN_FILENO);
        (void)dup2(out[1], STDOUT_FILENO);
        close(in[0]);
        close(in[1]);
        close(out[0]);
        close(out[1]);
        become(io);
    }
    close(in[0]);
    close(out[1]);
    image->in = in[1];
    image->out = out[0];
    image->bytes = 0;
    image->text[0] = '\0';
}

static int64_t now_ms(void)
{
    struct timespec time;
    (void)clock_gettime(CLOCK_MONOTONIC, &time);
    return (int64_t)time.tv_sec * 1000 + time.tv_nsec / 1000000;
}

/** Read for so long, or until `wanted` has come after what was there before. @return it has */
static bool listen_for(struct image *image, const char *wanted, int ms)
{
    int64_t end = now_ms() + ms;
    size_t from = image->bytes;
    for (;;) {
        if (wanted != NULL && strstr(image->text + from, wanted) != NULL) {
            return true;
        }
        int64_t left = end - now_ms();
        struct pollfd fd = {.fd = image->out, .events = POLLIN};
        if (left <= 0 || poll(&fd, 1, (int)left) <= 0) {
            return false;
        }
        ssize_t count =
            read(image->out, image->text + image->bytes, sizeof image->text - 1 - image->bytes);
        if (count <= 0) {
            return false;
        }
        image->bytes += (size_t)count;
        image->text[image->bytes] = '\0';
    }
}

static void type(const struct image *image, const char *text)
{
    CHECK(write(image->in, text, strlen(text)) == (ssize_t)strlen(text));
}

/** Send a signal if there is one to send, and wait for the end. @return exit status */
static int finish(struct image *image, int number)
{
    int status = 0;
    if (number != 0) {
        (void)kill(image->process, number);
    }
    (void)waitpid(image->process, &status, 0);
    close(image->out);
    return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

/** Words of a line of /proc: CPU time in clock ticks, or a count of context switches. */
static long cpu_ticks(pid_t process)
{
    char path[64];
    long user = -1, system = -1;
    (void)snprintf(path, sizeof path, "/proc/%d/stat", (int)process);
    FILE *file = fopen(path, "r");
    if (file == NULL
        || fscanf(
               file, "%*d %*s %*c %*d %*d %*d %*d %*d %*u %*u %*u %*u %*u %ld %ld", &user, &system)
               != 2) {
        failures++;
    }
    if (file != NULL) {
        fclose(file);
    }
    return user + system;
}

static long wakeups(pid_t process)
{
    char path[64], line[128];
    long count = -1;
    (void)snprintf(path, sizeof path, "/proc/%d/status", (int)process);
    FILE *file = fopen(path, "r");
    while (file != NULL && fgets(line, sizeof line, file) != NULL) {
        (void)sscanf(line, "voluntary_ctxt_switches: %ld", &count);
    }
    if (file != NULL) {
        fclose(file);
    }
    return count;
}

/* ---- Cases ----------------------------------------------------------------------------------------------- */

/** Each way to fail ends the victim's handler alone: it starts again with the right reason and the ticks go on. */
static void recovers(const char *io)
{
    static const struct {
        const char *command;
        const char *answer;
    } ways[] = {{"r", "victim 1\n"}, {"n", "victim 2\n"}, {"o", "victim 2\n"},
                {"m", "victim 1\n"}, {"t", "victim 1\n"}, {"l", "victim 1\n"}};
    struct image image;
    start(&image, io);
    CHECK(listen_for(&image, "victim 0\n", WAIT_MS));
    type(&image, "HELLO");
    CHECK(listen_for(&image, "HELLO", WAIT_MS));
    for (size_t i = 0; i < sizeof ways / sizeof *ways; i++) {
        type(&image, ways[i].command);
        CHECK(listen_for(&image, ways[i].answer, WAIT_MS));
        CHECK(listen_for(&image, "..", WAIT_MS));
    }
    close(image.in); /* the end of the input is not the end of the image */
    CHECK(listen_for(&image, "...", WAIT_MS));
    CHECK(finish(&image, SIGTERM) == 0);
}

/** With nothing to do it uses no CPU, and is not woken. */
static void sleeps(const char *io)
{
    struct image image;
    start(&image, io);
    CHECK(listen_for(&image, ".", WAIT_MS));
    type(&image, "q");
    CHECK(listen_for(&image, "q", WAIT_MS));
    (void)listen_for(&image, NULL, 300);
    long ticks = cpu_ticks(image.process);
    long woken = wakeups(image.process);
    CHECK(!listen_for(&image, ".", 2000));
    CHECK(cpu_ticks(image.process) == ticks);
    CHECK(wakeups(image.process) == woken);
    type(&image, "AGAIN");
    CHECK(listen_for(&image, "AGAIN", WAIT_MS));
    CHECK(finish(&image, SIGINT) == 0);
    close(image.in);
}

/** A process that was stopped for longer than its budget is no runaway; one that is ended while it runs away ends. */
static void stops(const char *io)
{
    struct image image;
    start(&image, io);
    CHECK(listen_for(&image, "victim 0\n", WAIT_MS));
    for (int i = 0; i < 5; i++) {
        type(&image, "p");
        (void)kill(image.process, SIGSTOP);
        (void)listen_for(&image, NULL, 60);
        (void)kill(image.process, SIGCONT);
    }
    CHECK(listen_for(&image, "..", WAIT_MS));
    CHECK(strstr(image.text, "victim 1") == NULL);
    type(&image, "r");
    (void)listen_for(&image, NULL, 5);
    CHECK(finish(&image, SIGTERM) == 0);
    close(image.in);
}

/** A watchdog that is not fed is a reset. */
static void is_reset(const char *io)
{
    struct image image;
    start(&image, io);
    type(&image, "w");
    CHECK(listen_for(&image, "w", WAIT_MS));
    CHECK(finish(&image, 0) == 70);
    close(image.in);
}

int main(void)
{
    static const char *const ios[] = {"epoll", "uring"};
    for (int i = 0; i < 2; i++) {
        recovers(ios[i]);
        sleeps(ios[i]);
        stops(ios[i]);
        is_reset(ios[i]);
        printf("image by %s: %d failures so far\n", ios[i], failures);
    }
    struct image image;
    start(&image, "pigeon");
    CHECK(finish(&image, 0) == 1);
    close(image.in);
    return failures == 0 ? 0 : 1;
}
