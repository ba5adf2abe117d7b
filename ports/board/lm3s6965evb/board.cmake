# SPDX-License-Identifier: MIT
set(PRESET cortex-m3)
set(ARCH armv7m armv7m_nofpu)
set(CHIPS lm3s pl011)
set(QEMU -machine lm3s6965evb)
