/* SPDX-License-Identifier: MIT */
/**
 * A deployment that is right, with a handle on everything that can be wrong: run.sh defines one of these differently, and
 * the compiler must refuse it, or the image at its start.
 */
#include <stdlib.h>

#include <lev/core.h>

#include "core/clock.h"

#ifndef FIRST
#define FIRST(NODE) \
    NODE(first, part, LEV_PRIORITY(20), 1, LEV_REJECT, LEV_MS(5), 1, 1, 1, 1, 8, FIRST_MORE)
#endif
#ifndef FIRST_LINKS
#define FIRST_LINKS [0] = LEV_TO(second), [1] = LEV_TO(last)
#endif
#ifndef FIRST_SOURCES
#define FIRST_SOURCES LEV_SOURCES_OF(first_a, 2)
#endif
#ifndef SECOND
#define SECOND LEV_SHARED(10)
#endif
#ifndef SECOND_SOURCES
#define SECOND_SOURCES LEV_SOURCES_OF(second_a, 1)
#endif
#ifndef MORE
#define MORE(NODE)
#endif
#ifndef FIRST_B
#define FIRST_B(SOURCE) SOURCE(first_b, first, 1, 64)
#endif
#ifndef LEV_POOLS
#define LEV_POOLS(POOL) POOL(16, 1) POOL(64, 2)
#endif
#ifndef CLOCK
#define CLOCK clock_alarm
#endif
#ifndef NO_CLOCK
#define LEV_CLOCK_SOURCE CLOCK
#endif

struct part {
    uint32_t unused;
};

void part_on_event(void *state, struct lev_event event);
extern const struct lev_component part_component;

/** A component with two links. That its handler runs is all that is wanted of an image that is right. */
void part_on_event(void *state, struct lev_event event)
{
    (void)state;
    (void)event;
    exit(0);
}

const struct lev_component part_component = {
    .name = "part", .links_min = 2, .state_bytes = sizeof(struct part)};

#define LINKS      LEV_LINKS(LEV_TO(first), LEV_TO(last))
#define FIRST_MORE LEV_LINKS(FIRST_LINKS), FIRST_SOURCES

/* clang-format off */
#define LEV_NODES(NODE)                                                                            \
NODE(clock,  clock, LEV_PRIORITY(31), 1, LEV_REJECT, LEV_MS(5), 0, 0, 0, 0, 0, LEV_SOURCES_OF(clock_alarm, 1)) \
FIRST(NODE)                                                                                        \
NODE(second, part,  SECOND, 1, LEV_REJECT, LEV_MS(5), 0, 0, 0, 0, 0, LINKS, SECOND_SOURCES)        \
NODE(last,   part,  LEV_SHARED(10), 1, LEV_REJECT, 0, 0, 0, 0, 0, 0, LINKS)                        \
MORE(NODE)
#define LEV_SOURCES(SOURCE)                                                                        \
SOURCE(clock_alarm, clock, 0, 0)                                                                   \
SOURCE(first_a, first, 0, 16)                                                                      \
FIRST_B(SOURCE)                                                                                    \
SOURCE(second_a, second, 0, 0)
/* clang-format on */

#include <lev/deploy.h>
