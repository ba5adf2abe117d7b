/* SPDX-License-Identifier: MIT */
/** Feature stamp, built out. */
#ifndef OPT_STAMP_FIELDS_H
#define OPT_STAMP_FIELDS_H

#define OPT_STAMP_FIELDS

#endif
