/* SPDX-License-Identifier: MIT */
#ifndef DRIVERS_GPIO_GPIO_H
#define DRIVERS_GPIO_GPIO_H
#endif
