/* SPDX-License-Identifier: MIT */
/** The last text, and what a person can do with the two numbers of a panic. Called in signal handlers, too. */
#include <string.h>
#include <unistd.h>

#include "ports/hosted/common/host.h"

/* "\r\npanic 00110002 00000003\r\n", as core writes it. */
static const char panic[] = "\r\npanic ";
enum { NUMBERS_BYTES = 17 };

static void write_all(const char *text, uint32_t bytes)
{
    while (bytes != 0) {
        ssize_t written = write(STDERR_FILENO, text, bytes);
        if (written <= 0) {
            return; /* nothing can be done about it here */
        }
        text += written;
        bytes -= (uint32_t)written;
    }
}

void host_write_panic(const char *text, uint32_t bytes)
{
    char hint[] = "see: lev explain 00000000 00000000\n";
    write_all(text, bytes);
    if (bytes < sizeof panic - 1 + NUMBERS_BYTES || memcmp(text, panic, sizeof panic - 1) != 0) {
        return;
    }
    memcpy(hint + sizeof hint - 2 - NUMBERS_BYTES, text + sizeof panic - 1, NUMBERS_BYTES);
    write_all(hint, sizeof hint - 1);
}
