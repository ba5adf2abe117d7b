# SPDX-License-Identifier: MIT
#
# What the Cortex-M toolchains share; cortex-*.cmake include it after naming the CPU.
set(CMAKE_SYSTEM_NAME Generic)
set(CMAKE_SYSTEM_PROCESSOR arm)

set(CMAKE_C_COMPILER arm-none-eabi-gcc)
set(CMAKE_ASM_COMPILER arm-none-eabi-gcc)

# picolibc: headers, and the few functions that compilers and third-party sources call.
set(CMAKE_C_FLAGS_INIT "${LEVERET_CPU} --specs=picolibc.specs")
set(CMAKE_ASM_FLAGS_INIT "${LEVERET_CPU}")

# There is no start-up code before an image brings its own, so CMake's compiler check must not link.
set(CMAKE_TRY_COMPILE_TARGET_TYPE STATIC_LIBRARY)
