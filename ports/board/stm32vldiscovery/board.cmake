# SPDX-License-Identifier: MIT
set(PRESET cortex-m3)
set(ARCH armv7m armv7m_nofpu)
set(CHIPS stm32f1 systick)
set(QEMU -machine stm32vldiscovery)
