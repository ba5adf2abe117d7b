# SPDX-License-Identifier: MIT
set(LEVERET_PRESET cortex-m4f)
set(LEVERET_CPU "-mthumb -mcpu=cortex-m4 -mfloat-abi=hard -mfpu=fpv4-sp-d16")
include(${CMAKE_CURRENT_LIST_DIR}/arm-none-eabi.cmake)
