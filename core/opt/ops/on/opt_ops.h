/* SPDX-License-Identifier: MIT */
/** Feature ops: operations, timers and the inbox they arrive in. */
#ifndef OPT_OPS_H
#define OPT_OPS_H

enum { OPT_OPS = 1 };

#endif
