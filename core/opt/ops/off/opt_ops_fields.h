/* SPDX-License-Identifier: MIT */
/** Feature ops, built out. */
#ifndef OPT_OPS_FIELDS_H
#define OPT_OPS_FIELDS_H

#define OPT_OPS_FIELDS

#endif
