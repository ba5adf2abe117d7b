# SPDX-License-Identifier: MIT
#
# `cmake --install build/<preset> --prefix P` for one or more presets into one P:
#
#     P/lib/leveret/<preset>/      the libraries
#     P/lib/cmake/leveret/         what find_package(leveret) reads
#     P/share/leveret/             LEVERET_ROOT: headers, linker scripts, functions, toolchains
#
# A build folder serves find_package(leveret) just as well: -Dleveret_DIR=build/<preset>.
include(CMakePackageConfigHelpers)

set(facts leveret-${LEVERET_PRESET}-facts.cmake)
file(CONFIGURE OUTPUT ${facts} @ONLY CONTENT
"set(LEVERET_KERNELS @LEVERET_KERNELS@)
set(LEVERET_GROUPS @LEVERET_GROUPS@)
set(LEVERET_DRIVERS @LEVERET_DRIVERS@)
set(LEVERET_SANITIZE @LEVERET_SANITIZE@)
")
# Versions are compared by number only: one prefix holds libraries of several word sizes.
write_basic_package_version_file(leveretConfigVersion.cmake
    COMPATIBILITY SameMinorVersion ARCH_INDEPENDENT)

set(LEVERET_CONFIG_ROOT ${LEVERET_ROOT})
configure_file(cmake/leveretConfig.cmake.in leveretConfig.cmake @ONLY)
set(LEVERET_CONFIG_ROOT "\${CMAKE_CURRENT_LIST_DIR}/../../../share/leveret")
configure_file(cmake/leveretConfig.cmake.in install/leveretConfig.cmake @ONLY)

set(to lib/cmake/leveret)
get_property(targets TARGET os PROPERTY MANUALLY_ADDED_DEPENDENCIES)
if(targets)
    export(EXPORT leveretTargets NAMESPACE leveret:: FILE leveret-${LEVERET_PRESET}.cmake)
    install(EXPORT leveretTargets NAMESPACE leveret:: DESTINATION ${to}
        FILE leveret-${LEVERET_PRESET}.cmake)
endif()
install(FILES
    ${CMAKE_CURRENT_BINARY_DIR}/install/leveretConfig.cmake
    ${CMAKE_CURRENT_BINARY_DIR}/leveretConfigVersion.cmake
    ${CMAKE_CURRENT_BINARY_DIR}/${facts}
    DESTINATION ${to})
install(DIRECTORY include base core kernels api drivers ports DESTINATION share/leveret
    FILES_MATCHING PATTERN "*.h" PATTERN "*.ld" PATTERN "board.cmake")
install(DIRECTORY cmake DESTINATION share/leveret
    FILES_MATCHING PATTERN "leveret.cmake" PATTERN "toolchains/*.cmake")
install(FILES tools/qemu/run.sh DESTINATION share/leveret/tools/qemu)
