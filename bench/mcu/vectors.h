/* SPDX-License-Identifier: MIT */
/**
 * SysTick for a probe: a periodic or one-shot interrupt that the images do not use themselves. It gets the only vector that differs
 * from the product's, in a copy of the vector table in RAM.
 */
#ifndef VECTORS_H
#define VECTORS_H

#include "ports/arch/armv7m/arch.h"

/** Let SysTick enter `isr`. */
void vectors_set_systick(arch_isr *isr);

/** All device interrupts below SysTick: only what masks interrupts holds it off. Or at its priority again, as in the product. */
void vectors_lower_devices(bool lower);

#endif
