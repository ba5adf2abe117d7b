# SPDX-License-Identifier: MIT
set(PRESET cortex-m4f)
set(ARCH armv7m armv7m_fpu)
set(CHIPS cmsdk mps2)
set(QEMU -machine mps2-an386)
