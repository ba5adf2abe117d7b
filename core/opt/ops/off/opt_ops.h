/* SPDX-License-Identifier: MIT */
/** Feature ops, built out: the branches that ask for it vanish. */
#ifndef OPT_OPS_H
#define OPT_OPS_H

enum { OPT_OPS = 0 };

#endif
