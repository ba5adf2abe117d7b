/* SPDX-License-Identifier: MIT */
/** The terminal: characters at once and without echo, as a board's UART has them; put back at the end. */
#define _GNU_SOURCE
#include <termios.h>
#include <unistd.h>

#include "ports/hosted/linux/machine.h"

static struct termios before;
static volatile int changed_fd = -1;

void linux_terminal_raw(int fd)
{
    if (changed_fd >= 0 || !isatty(fd) || tcgetpgrp(fd) != getpgrp()
        || tcgetattr(fd, &before) != 0) {
        return;
    }
    struct termios raw = before;
    raw.c_lflag &= ~(tcflag_t)(ICANON | ECHO | IEXTEN);
    raw.c_cc[VMIN] = 1;
    raw.c_cc[VTIME] = 0;
    changed_fd = fd;
    (void)tcsetattr(fd, TCSANOW, &raw);
}

void linux_terminal_restore(void)
{
    if (changed_fd >= 0) {
        (void)tcsetattr(changed_fd, TCSANOW, &before);
        changed_fd = -1;
    }
}
