/* SPDX-License-Identifier: MIT */
/**
 * A machine on which a handler takes for ever: SIGUSR1 holds up the http node, SIGUSR2 the net node, if its handler is what
 * the signal has interrupted. The guard then finds a budget used up, and what follows is the system's.
 */
#define _GNU_SOURCE
#include <signal.h>
#include <string.h>

#include "core/core.h"
#include "ports/hosted/common/host.h"

/** In a handler of this node, where an abort may act? In a system call of the port's or in core it would have to wait. */
static bool is_running(const char *name)
{
    const struct core *core = core_self();
    const struct lev_node *node = core->current;
    return node != NULL && strcmp(node->name, name) == 0 && host_irq.busy == 0
           && host_irq.masked == 0 && !opt_depth_raised(core);
}

static void hold_up(int number)
{
    if (is_running(number == SIGUSR1 ? "http" : "net")) {
        for (volatile unsigned i = 0;; i++) {
        }
    }
}

__attribute__((constructor)) static void prepare(void)
{
    struct sigaction action = {.sa_handler = hold_up, .sa_flags = SA_RESTART | SA_NODEFER};
    (void)sigaction(SIGUSR1, &action, NULL);
    (void)sigaction(SIGUSR2, &action, NULL);
}
