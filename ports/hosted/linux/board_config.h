/* SPDX-License-Identifier: MIT */
/** One tick is one microsecond. */
#ifndef BOARD_CONFIG_H
#define BOARD_CONFIG_H

#define LEV_TICKS_PER_US_Q8 256u

#endif
