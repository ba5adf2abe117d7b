/* SPDX-License-Identifier: MIT */
/** Feature restart, built out: the kernel still runs in a frame. */
#ifndef OPT_RESTART_FIELDS_H
#define OPT_RESTART_FIELDS_H

#define OPT_RESTART_FIELDS void *frame;

#endif
