/* SPDX-License-Identifier: MIT */
/**
 * An image in the simulator by itself: unit 0's output goes to stdout.
 *
 *     image [--seed N] [--for MILLISECONDS] [--type MILLISECONDS TEXT]...
 *
 * It ends when nothing is left to happen or the time is over, with status 0, or with that of a reset (70). \n in TEXT
 * is a line end. The seed is printed on stderr when the run ends badly, so that it can be repeated.
 */
#define _GNU_SOURCE
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "ports/hosted/sim/sim.h"

#define USAGE "usage: %s [--seed N] [--for MILLISECONDS] [--type MILLISECONDS TEXT]...\n"

/** Two characters "\n" become a line end, in place. */
static char *with_line_ends(char *text)
{
    char *to = text;
    for (const char *from = text; *from != '\0'; from++) {
        bool end = from[0] == '\\' && from[1] == 'n';
        *to++ = end ? '\n' : *from;
        from += end ? 1 : 0;
    }
    *to = '\0';
    return text;
}

static void type(void *context)
{
    sim_uart_type(0, context);
}

static uint64_t number(const char *program, const char *text)
{
    char *end = NULL;
    uint64_t value = text == NULL ? 0 : strtoull(text, &end, 0);
    if (text == NULL || *text == '\0' || *end != '\0') {
        fprintf(stderr, USAGE, program);
        exit(2);
    }
    return value;
}

int main(int argc, char **argv)
{
    for (int i = 1; i < argc; i++) {
        if (strcmp(argv[i], "--seed") == 0) {
            sim_seed_set(number(argv[0], argv[++i]));
        } else if (strcmp(argv[i], "--for") == 0) {
            sim_limit(number(argv[0], argv[++i]) * 1000u);
        } else if (strcmp(argv[i], "--type") == 0 && i + 2 < argc) {
            uint64_t at = number(argv[0], argv[++i]) * 1000u;
            sim_at(at, type, with_line_ends(argv[++i]));
        } else {
            fprintf(stderr, USAGE, argv[0]);
            return 2;
        }
    }
    sim_uart_copy(0, STDOUT_FILENO);
    int status = sim_run();
    if (status != 0) {
        fprintf(
            stderr, "leveret: simulation ended with %d; repeat with --seed %llu\n", status,
            (unsigned long long)sim_seed());
    }
    return status;
}
