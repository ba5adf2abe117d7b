# SPDX-License-Identifier: MIT
#
# Warnings are errors for everything in this tree. Not for components of other projects:
# they do not include this file.
set(warnings
    -Wall -Wextra -Wpedantic -Werror
    -Wshadow -Wstrict-prototypes -Wmissing-prototypes -Wold-style-definition -Wvla -Wundef
    -Wwrite-strings -Wpointer-arith -Wcast-qual -Wcast-align
    -Wconversion -Wsign-conversion -Wdouble-promotion
    -Wformat=2 -Wswitch-enum -Wimplicit-fallthrough -Wnull-dereference
    -Wredundant-decls -Wnested-externs)
if(CMAKE_C_COMPILER_ID STREQUAL "GNU")
    list(APPEND warnings
        -Wlogical-op -Wduplicated-cond -Wduplicated-branches -Wjump-misses-init)
else()
    # a text where a truth value stands is how tests say what should not be reached: CHECK(!"...")
    list(APPEND warnings -Wcomma -Wassign-enum -Wunreachable-code -Wno-string-conversion)
endif()
add_compile_options("$<$<COMPILE_LANGUAGE:C>:${warnings}>")
