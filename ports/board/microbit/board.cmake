# SPDX-License-Identifier: MIT
set(PRESET cortex-m0)
set(ARCH armv6m)
set(CHIPS nrf51)
set(QEMU -machine microbit)
