/* SPDX-License-Identifier: MIT */
/**
 * Assertion modules of the system. Numbers enter logs: never changed or reused. Components use 0x8000 and up.
 */
#ifndef CORE_MODULES_H
#define CORE_MODULES_H

enum {
    MODULE_BASE = 0x01,
    MODULE_CORE = 0x10,
    MODULE_DEPLOY = 0x11,
    MODULE_OPS = 0x12,
    MODULE_BUF = 0x13,
    MODULE_TIMER = 0x14,
    MODULE_STAGING = 0x15,
    MODULE_LOG = 0x16,
    MODULE_KERNEL = 0x20,
    MODULE_PORT = 0x30,
    MODULE_API = 0x40,
    MODULE_DRIVER = 0x50
};

#endif
