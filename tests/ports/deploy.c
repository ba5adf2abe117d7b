/* SPDX-License-Identifier: MIT */
#include "core/clock.h"
#include "drivers/pulse/pulse.h"
#include "tests/ports/machine.h"

static const struct pulse_config pulse_config = {
    .pin = 0, .width_us = 300, .gap_us = 200, .start_id = MACHINE_PULSE, .done_id = MACHINE_PULSED};

/* clang-format off */
//   name    component priority          slots policy      budget     ops timers bufs objs heap more
#define LEV_NODES(NODE)                                                                            \
NODE(clock,  clock,    LEV_PRIORITY(31), 1,    LEV_REJECT, LEV_MS(5), 0,  0,     0,   0,   0,      \
     LEV_SOURCES_OF(clock_alarm, 1))                                                               \
NODE(rival,  victim,   LEV_PRIORITY(25), 2,    LEV_REJECT, LEV_MS(5), 0,  0,     0,   0,   0, )    \
NODE(pulse,  pulse,    LEV_PRIORITY(24), 2,    LEV_REJECT, LEV_MS(20), 0, 0,     0,   0,   0,      \
     .config = &pulse_config, LEV_LINKS(LEV_TO(pilot)))                                            \
NODE(pilot,  pilot,    LEV_PRIORITY(20), 2,    LEV_REJECT, 0,         0,  2,     0,   0,   0,      \
     LEV_LINKS(LEV_TO(victim), LEV_TO(rival), LEV_TO(pulse)))                                      \
NODE(victim, victim,   LEV_PRIORITY(10), 2,    LEV_REJECT, LEV_MS(5), 0,  0,     0,   0,   0, )
#define LEV_SOURCES(SOURCE) SOURCE(clock_alarm, clock, 0, 0)
#define LEV_CLOCK_SOURCE clock_alarm
/* clang-format on */

#include <lev/deploy.h>
