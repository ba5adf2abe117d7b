/* SPDX-License-Identifier: MIT */
/** Feature restart, built out. */
#ifndef OPT_RESTART_FIELDS_H
#define OPT_RESTART_FIELDS_H

#define OPT_RESTART_FIELDS

#endif
