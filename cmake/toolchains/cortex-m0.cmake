# SPDX-License-Identifier: MIT
set(LEVERET_PRESET cortex-m0)
set(LEVERET_CPU "-mthumb -mcpu=cortex-m0 -mfloat-abi=soft")
include(${CMAKE_CURRENT_LIST_DIR}/arm-none-eabi.cmake)
