# SPDX-License-Identifier: MIT
#
# The OS's own libraries, found by their folders: a new file or folder is built without editing a list.
#
#     base/*.c -> base       kernels/<k>/*.c -> kernel_<k>     drivers/<d>/*.c -> driver_<d>
#     core/*.c -> core       api/<g>/*.c     -> api_<g>        a board's folders -> port_<board>
#
# A folder's file `deps` names third-party libraries (cmake/deps.cmake), one a line. Their sources are compiled into the
# folder's library, with its flags less the warnings: so an installed library needs no other one.
#
# Each is built once per library set (cmake/leveret.cmake). LEVERET_KERNELS, _GROUPS and _DRIVERS
# list what was found; the target `os` builds all.
add_custom_target(os)

# One library per set. An empty folder, or one of headers only, makes none.
function(leveret__os_library name board_folder sources)
    if(NOT sources)
        return()
    endif()
    leveret__sets(sets)
    foreach(set IN LISTS sets)
        set(library ${name}.${set})
        add_library(${library} STATIC ${sources})
        add_library(leveret::${library} ALIAS ${library})
        add_dependencies(os ${library})
        leveret__see_os(${library} ${set} "${board_folder}")
        target_compile_definitions(${library} PRIVATE LEV__OS=1)
        target_compile_options(${library} PRIVATE
            "$<$<COMPILE_LANGUAGE:C>:${LEVERET_STACK_FLAGS}>")
        # A stack frame this large in the OS is a mistake; sanitizers make their own.
        if(CMAKE_C_COMPILER_ID STREQUAL "GNU" AND NOT LEVERET_SANITIZE)
            target_compile_options(${library} PRIVATE "$<$<COMPILE_LANGUAGE:C>:-Wstack-usage=512>")
        endif()
        install(TARGETS ${library} EXPORT leveretTargets DESTINATION lib/leveret/${LEVERET_PRESET})
    endforeach()
endfunction()

# Compile third-party libraries into an OS library.
function(leveret__add_deps name folder)
    if(NOT EXISTS ${folder}/deps)
        return()
    endif()
    file(STRINGS ${folder}/deps deps)
    leveret__sets(sets)
    foreach(dep IN LISTS deps)
        leveret_dep(${dep})
        set_target_properties(dep_${dep} PROPERTIES EXCLUDE_FROM_ALL TRUE)
        get_target_property(sources dep_${dep} SOURCES)
        get_target_property(includes dep_${dep} INTERFACE_INCLUDE_DIRECTORIES)
        leveret_dep_field("${LEVERET_DEPS_RECIPES}/${dep}/recipe" defines defines)
        set_source_files_properties(${sources} PROPERTIES
            COMPILE_OPTIONS "-w;-Wno-stack-usage" COMPILE_DEFINITIONS "${defines}")
        foreach(set IN LISTS sets)
            target_sources(${name}.${set} PRIVATE ${sources})
            target_include_directories(${name}.${set} SYSTEM PRIVATE ${includes})
        endforeach()
    endforeach()
endfunction()

# A library for each subfolder of `parent` with sources; their names go to `result`.
function(leveret__os_libraries parent prefix result)
    set(names)
    file(GLOB folders CONFIGURE_DEPENDS ${parent}/*)
    foreach(folder IN LISTS folders)
        file(GLOB sources CONFIGURE_DEPENDS ${folder}/*.c)
        if(sources)
            get_filename_component(name ${folder} NAME)
            leveret__os_library(${prefix}_${name} "" "${sources}")
            leveret__add_deps(${prefix}_${name} ${folder})
            list(APPEND names ${name})
        endif()
    endforeach()
    set(${result} ${names} PARENT_SCOPE)
endfunction()

foreach(layer IN ITEMS base core)
    file(GLOB sources CONFIGURE_DEPENDS ${layer}/*.c)
    leveret__os_library(${layer} "" "${sources}")
endforeach()

leveret__os_libraries(kernels kernel LEVERET_KERNELS)
leveret__os_libraries(api api LEVERET_GROUPS)
leveret__os_libraries(drivers driver LEVERET_DRIVERS)
# What several kernels share is linked with them and is none itself.
list(REMOVE_ITEM LEVERET_KERNELS common multicore)

leveret__boards(boards ${LEVERET_PRESET})
foreach(board IN LISTS boards)
    leveret__board_facts(${board})
    set(patterns ${BOARD_FOLDER}/*.c)
    foreach(arch IN LISTS ARCH)
        list(APPEND patterns ports/arch/${arch}/*.c ports/arch/${arch}/*.S)
    endforeach()
    if(ARCH MATCHES "^armv[0-9]m")
        list(APPEND patterns ports/arch/cortex_m/*.c)
    endif()
    foreach(chip IN LISTS CHIPS)
        list(APPEND patterns ports/chip/${chip}/*.c)
    endforeach()
    if(PRESET STREQUAL "host")
        list(APPEND patterns ports/hosted/common/*.c)
    endif()
    file(GLOB sources CONFIGURE_DEPENDS ${patterns})
    leveret__os_library(port_${board} ${BOARD_FOLDER} "${sources}")
endforeach()
