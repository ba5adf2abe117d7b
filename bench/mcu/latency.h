/* SPDX-License-Identifier: MIT */
/**
 * From an interrupt that ends the sleep to the driver's handler: this clock takes the place of the system's, whose driver is
 * the one that every board has.
 */
#ifndef LATENCY_H
#define LATENCY_H

#include "core/clock.h"

#endif
