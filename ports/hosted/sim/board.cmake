# SPDX-License-Identifier: MIT
set(PRESET host)
