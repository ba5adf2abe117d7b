/* SPDX-License-Identifier: MIT */
/**
 * main() of a scene in the simulator, in the place of the port's: a simulation that ends before the last case is a
 * failure, which is what a lost wake-up looks like.
 */
#include <stdio.h>
#include <stdlib.h>

#include "ports/hosted/sim/sim.h"
#include "tests/test.h"

int main(void)
{
    const char *clock_start = test_option("clock");
    if (clock_start != NULL) {
        sim_clock_start((uint32_t)strtoul(clock_start, NULL, 0));
    }
    sim_status(1);
    int status = sim_run();
    if (status != 0) {
        printf("the simulation ended with %d\n", status);
    }
    return status;
}
