/* SPDX-License-Identifier: MIT */
/** Feature depth, built out: nothing preempts or aborts. */
#ifndef OPT_DEPTH_FIELDS_H
#define OPT_DEPTH_FIELDS_H

#define OPT_DEPTH_FIELDS

#endif
