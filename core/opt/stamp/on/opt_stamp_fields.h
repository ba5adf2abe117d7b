/* SPDX-License-Identifier: MIT */
/** Feature stamp: each dispatch has a time. Here: its field. */
#ifndef OPT_STAMP_FIELDS_H
#define OPT_STAMP_FIELDS_H

#define OPT_STAMP_FIELDS uint64_t now; /**< ticks, at the current dispatch */

#endif
