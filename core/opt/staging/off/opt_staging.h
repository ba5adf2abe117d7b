/* SPDX-License-Identifier: MIT */
/** Feature staging, built out: the branches that ask for it vanish. */
#ifndef OPT_STAGING_H
#define OPT_STAGING_H

enum { OPT_STAGING = 0 };

#endif
