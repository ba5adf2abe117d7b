# SPDX-License-Identifier: MIT
set(PRESET cortex-m3)
set(ARCH armv7m)
set(CHIPS stm32f1 systick)
set(QEMU -machine stm32vldiscovery)
