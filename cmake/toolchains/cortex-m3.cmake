# SPDX-License-Identifier: MIT
set(LEVERET_PRESET cortex-m3)
set(LEVERET_CPU "-mthumb -mcpu=cortex-m3 -mfloat-abi=soft")
include(${CMAKE_CURRENT_LIST_DIR}/arm-none-eabi.cmake)
