# SPDX-License-Identifier: MIT
set(PRESET cortex-m3)
set(ARCH armv7m armv7m_nofpu)
set(CHIPS cmsdk mps2)
set(QEMU -machine mps2-an385)
