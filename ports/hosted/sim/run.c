/* SPDX-License-Identifier: MIT */
/**
 * The simulation's beginning and end, in this process or in a child of its own.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <setjmp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "ports/hosted/sim/state.h"

static sigjmp_buf end;
static bool running;
static int status;

int sim_run(void)
{
    if (sigsetjmp(end, 1) == 0) {
        running = true;
        host_irq.masked = 1;
        host_irq.pending = 1;
        core_main();
    }
    running = false;
    sim_runaway_stop();
    host_irq = (struct host_irq){.masked = 1};
    return status;
}

void sim_status(int value)
{
    status = value;
}

void sim_end(int value)
{
    host_irq.busy++;
    if (value != -1) {
        status = value;
    }
    if (!running) {
        exit(status);
    }
    siglongjmp(end, 1);
}

void sim_fail(const char *why)
{
    fprintf(stderr, "leveret: simulator: %s\n", why);
    abort();
}

void port_init(void)
{
    host_constant_init();
    host_fault_init();
    sim_i2c_init();
    sim_runaway_init();
}

void sim_reset(void)
{
    sim_trace("reset", 0, 0);
    sim_end(70);
}

void port_panic(const char *text, uint32_t bytes)
{
    host_write_panic(text, bytes);
    sim_reset();
}

/** In the child: run, and report through the pipe. */
static void run_child(int pipe_end, int (*scenario)(void *context), void *context)
{
    struct sim_result result = {.status = scenario(context)};
    result.hash = sim_trace_hash();
    result.entries = sim_trace_count();
    result.instants = sim_instants();
    fflush(NULL);
    bool told = write(pipe_end, &result, sizeof result) == (ssize_t)sizeof result;
    _exit(told ? 0 : 1);
}

/** Wait for the child; what it could not tell is that it was killed. */
static void await_child(pid_t child, struct sim_result *result, bool told)
{
    int how = 0;
    while (waitpid(child, &how, 0) < 0 && errno == EINTR) {
    }
    if (WIFSIGNALED(how)) {
        *result = (struct sim_result){.status = 128 + WTERMSIG(how)};
    } else if (!told) {
        *result = (struct sim_result){.status = WEXITSTATUS(how)};
    }
}

struct sim_result sim_child(int (*scenario)(void *context), void *context)
{
    int ends[2];
    fflush(NULL);
    if (pipe(ends) != 0) {
        sim_fail("no pipe");
    }
    pid_t child = fork();
    if (child < 0) {
        sim_fail("no process");
    }
    if (child == 0) {
        close(ends[0]);
        run_child(ends[1], scenario, context);
    }
    close(ends[1]);
    struct sim_result result = {0};
    bool told = read(ends[0], &result, sizeof result) == (ssize_t)sizeof result;
    close(ends[0]);
    await_child(child, &result, told);
    return result;
}
