/* SPDX-License-Identifier: MIT */
/** An image as a process. It takes no arguments; its devices are chosen by environment variables. */
#include <stdio.h>

#include "ports/port.h"

int main(int argc, char **argv)
{
    if (argc > 1) {
        fprintf(
            stderr,
            "usage: %s   (no arguments; environment variables:)\n"
            "  LEVERET_IO=epoll|uring   how the host's I/O is done; default: the best that works\n"
            "  LEVERET_TMP105=FILE      degrees Celsius that the temperature sensor measures; default 21.5\n"
            "  LEVERET_GPIO=FILE        receives a line for each write to a pin\n"
            "  LEVERET_UART1=PATH       what UART 1 is (also 2, 3); default: a new pseudo-terminal\n",
            argv[0]);
        return 2;
    }
    core_main();
}
