# SPDX-License-Identifier: MIT
set(PRESET host)
set(LINK uring)
