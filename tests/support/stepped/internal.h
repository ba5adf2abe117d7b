/* SPDX-License-Identifier: MIT */
/** Between the parts of the stepped port. */
#ifndef TESTS_SUPPORT_STEPPED_INTERNAL_H
#define TESTS_SUPPORT_STEPPED_INTERNAL_H

#include <stdbool.h>

/** Move what can move between peers and the image, one report. @return false: nothing */
bool peers_step(void);

/** Of ports/hosted/common/constant.c. */
void host_constant_init(void);

#endif
