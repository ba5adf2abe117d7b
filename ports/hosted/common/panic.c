/* SPDX-License-Identifier: MIT */
/** What a person can do with the two numbers of a panic, where a person reads them. Called in signal handlers, too. */
#include <string.h>
#include <unistd.h>

#include "ports/hosted/common/host.h"

/* "\r\npanic 00110002 00000003\r\n", as core writes it. */
static const char panic[] = "\r\npanic ";
enum { NUMBERS_BYTES = 17 };

void host_explain_panic(const char *text, uint32_t bytes)
{
    char hint[] = "see: lev explain 00000000 00000000\n";
    if (bytes < sizeof panic - 1 + NUMBERS_BYTES || memcmp(text, panic, sizeof panic - 1) != 0) {
        return;
    }
    memcpy(hint + sizeof hint - 2 - NUMBERS_BYTES, text + sizeof panic - 1, NUMBERS_BYTES);
    ssize_t written = write(STDERR_FILENO, hint, sizeof hint - 1);
    (void)written; /* nothing can be done about it here */
}
