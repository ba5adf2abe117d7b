/* SPDX-License-Identifier: MIT */
/**
 * A deployment that gives a component fewer links than it needs is refused at the start, by number: the one mistake in the
 * tables that the compiler cannot see.
 */
#include <lev/core.h>

struct needy {
    uint32_t unused;
};

static void needy_on_event(void *state, struct lev_event event)
{
    (void)state;
    (void)event;
}

static const struct lev_component needy_component = {
    .name = "needy", .links_min = 2, .state_bytes = sizeof(struct needy)};

/* clang-format off */
//   name   component priority         slots policy      budget ops timers bufs objs heap more
#define LEV_NODES(NODE)                                                                    \
NODE(needy, needy,    LEV_PRIORITY(1), 1,    LEV_REJECT, 0,     0,  0,     0,   0,   0,    \
     LEV_LINKS(LEV_TO(needy)))
/* clang-format on */

#include <lev/deploy.h>
