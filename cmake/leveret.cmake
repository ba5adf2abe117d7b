# SPDX-License-Identifier: MIT
#
# The functions an application's CMakeLists.txt calls, the same in this tree and after
# find_package(leveret) from any other project:
#
#     leveret_component(NAME greenhouse SOURCES greenhouse.c)
#     leveret_image(NAME greenhouse-lm3s KERNEL l1 BOARD lm3s6965evb DEPLOY deploy.c
#                   COMPONENTS greenhouse)
#
# LEVERET_ROOT is a tree with include/, core/, ports/ ...: the source tree, or its installed copy.
# LEVERET_PRESET is the toolchain in use; a toolchain file names it, without one it is the host.
if(NOT DEFINED LEVERET_PRESET)
    set(LEVERET_PRESET host)
endif()

# --- library sets -------------------------------------------------------------------------------
#
# The OS's libraries are built once per set, and their names end in it: core.size, kernel_l1.size.
# A set is an optimisation and the features of core/opt that are built out of it.
# A feature is a folder with a folder per variant: on, off, or others that LEVERET_VARIANTS names.
#
#   set    optimisation  for            built out
set(LEVERET_SET_TABLE
    "speed  -O2          every_preset   record"
    "size   -Os          boards         record"
    "bare   -O2          boards         record stamp budget restart depth drops checks"
    "core   -Os          boards         record stamp budget restart depth drops checks")

# Features whose variant is not a matter of on and off. A clock read costs more than a dispatch on a
# host, so the budget is lazy there.
set(LEVERET_VARIANTS cores=one)
if(LEVERET_PRESET MATCHES "^host")
    list(APPEND LEVERET_VARIANTS budget=lazy)
endif()

# Where port_arch.h is: what core and kernels take inline from the instruction set.
set(LEVERET_ARCH_FOLDER ports/arch/armv7m)
if(LEVERET_PRESET MATCHES "^host")
    set(LEVERET_ARCH_FOLDER ports/hosted/common)
elseif(LEVERET_PRESET STREQUAL "cortex-m0")
    set(LEVERET_ARCH_FOLDER ports/arch/armv6m)
endif()

# The sets of the current preset, in the table's order.
function(leveret__sets result)
    set(sets)
    foreach(row IN LISTS LEVERET_SET_TABLE)
        separate_arguments(row UNIX_COMMAND "${row}")
        list(GET row 0 set)
        list(GET row 2 where)
        if(where STREQUAL "every_preset" OR NOT LEVERET_PRESET STREQUAL "host")
            list(APPEND sets ${set})
        endif()
    endforeach()
    set(${result} ${sets} PARENT_SCOPE)
endfunction()

# One set's optimisation, and the folders its opt_<feature>.h come from.
function(leveret__set_facts set optimisation_result folders_result)
    foreach(row IN LISTS LEVERET_SET_TABLE)
        separate_arguments(row UNIX_COMMAND "${row}")
        list(POP_FRONT row name optimisation where)
        if(NOT name STREQUAL set)
            continue()
        endif()
        set(folders)
        file(GLOB features CONFIGURE_DEPENDS ${LEVERET_ROOT}/core/opt/*)
        foreach(feature IN LISTS features)
            get_filename_component(feature_name ${feature} NAME)
            set(variant on)
            set(chosen ${LEVERET_VARIANTS})
            list(FILTER chosen INCLUDE REGEX "^${feature_name}=")
            if(chosen)
                string(REGEX REPLACE ".*=" "" variant ${chosen})
            elseif(feature_name IN_LIST row)
                set(variant off)
            endif()
            list(APPEND folders ${feature}/${variant})
        endforeach()
        set(${optimisation_result} ${optimisation} PARENT_SCOPE)
        set(${folders_result} ${folders} PARENT_SCOPE)
    endforeach()
endfunction()

# --- boards -------------------------------------------------------------------------------------
#
# A board is a folder with a board.cmake, which is nothing but set() lines:
#
#     set(PRESET cortex-m3)                  its toolchain, always given
#     set(ARCH armv7m armv7m_nofpu)          ports/arch/armv7m, ports/arch/armv7m_nofpu
#     set(CHIPS lm3s pl011)                  ports/chip/lm3s, ports/chip/pl011
#     set(QEMU -machine lm3s6965evb)         how tools/qemu/run.sh starts it; keep it on one line
#     set(LINK uring)                        system libraries of a hosted board
#
# Bare-metal boards live in ports/board, with a linker script board.ld; hosted ones in ports/hosted.

# All boards, or those of one preset: leveret__boards(result [preset]).
function(leveret__boards result)
    file(GLOB files CONFIGURE_DEPENDS
        ${LEVERET_ROOT}/ports/board/*/board.cmake ${LEVERET_ROOT}/ports/hosted/*/board.cmake)
    set(boards)
    foreach(file IN LISTS files)
        include(${file})
        if(NOT ARGN OR PRESET STREQUAL "${ARGN}")
            get_filename_component(folder ${file} DIRECTORY)
            get_filename_component(board ${folder} NAME)
            list(APPEND boards ${board})
        endif()
    endforeach()
    set(${result} ${boards} PARENT_SCOPE)
endfunction()

# Set, in the caller: BOARD_FOLDER, PRESET, ARCH, CHIPS, QEMU, LINK. An error if there is no such board.
macro(leveret__board_facts board)
    set(BOARD_FOLDER ${LEVERET_ROOT}/ports/board/${board})
    if(NOT EXISTS ${BOARD_FOLDER}/board.cmake)
        set(BOARD_FOLDER ${LEVERET_ROOT}/ports/hosted/${board})
    endif()
    if(NOT EXISTS ${BOARD_FOLDER}/board.cmake)
        leveret__boards(leveret__known)
        list(JOIN leveret__known ", " leveret__known)
        message(FATAL_ERROR "There is no board '${board}'. Boards: ${leveret__known}.")
    endif()
    foreach(leveret__fact IN ITEMS PRESET ARCH CHIPS QEMU LINK)
        set(${leveret__fact})
    endforeach()
    include(${BOARD_FOLDER}/board.cmake)
endmacro()

# --- compiling and linking ----------------------------------------------------------------------

# What all code of the project is compiled with. The maps make the same source give the same bytes
# in any checkout (only the second reaches the assembler); gdb finds the sources when it is started
# in the project's root.
set(LEVERET_FLAGS
    -std=c11 -g -fno-common -ffunction-sections -fdata-sections
    -fno-strict-aliasing "$<$<C_COMPILER_ID:GNU>:-fno-tree-loop-distribute-patterns>"
    "-ffile-prefix-map=${CMAKE_SOURCE_DIR}/=" "-fdebug-prefix-map=${CMAKE_SOURCE_DIR}/=")
if(LEVERET_SANITIZE)
    list(APPEND LEVERET_FLAGS
        -fsanitize=${LEVERET_SANITIZE} -fno-sanitize-recover=all -fno-omit-frame-pointer)
endif()

# A component computes the same on every machine (replay depends on it).
set(LEVERET_COMPONENT_FLAGS -ffp-contract=off -fwrapv -funsigned-char)

# gcc writes each function's stack use and callees beside the object (.su, .ci): input of the tools.
if(CMAKE_C_COMPILER_ID STREQUAL "GNU")
    set(LEVERET_STACK_FLAGS -fstack-usage -fcallgraph-info=su,da)
endif()

# Code that sees the OS's inside, of one set and, when given, one board.
function(leveret__see_os target set board_folder)
    leveret__set_facts(${set} optimisation opt_folders)
    target_compile_options(${target} PRIVATE ${LEVERET_FLAGS} ${optimisation})
    target_include_directories(${target} PRIVATE
        ${LEVERET_ROOT}/include ${LEVERET_ROOT} ${LEVERET_ROOT}/${LEVERET_ARCH_FOLDER}
        ${opt_folders} ${board_folder})
endfunction()

# Link an executable with a set's libraries and a board's port. GROUPS and DRIVERS default to all;
# a library of which nothing is used adds nothing.
function(leveret__link target)
    cmake_parse_arguments(PARSE_ARGV 1 arg "" "KERNEL;BOARD;SET" "COMPONENTS;GROUPS;DRIVERS")
    leveret__board_facts(${arg_BOARD})
    leveret__set_facts(${arg_SET} optimisation opt_folders)

    set(libraries)
    foreach(component IN LISTS arg_COMPONENTS)
        if(NOT TARGET ${component}${optimisation})
            message(FATAL_ERROR "${target}: there is no component '${component}'. "
                "Add leveret_component(NAME ${component} ...) before the image.")
        endif()
        list(APPEND libraries ${component}${optimisation})
    endforeach()

    foreach(kind IN ITEMS GROUP DRIVER)
        string(TOLOWER ${kind} prefix)
        string(REPLACE group api prefix ${prefix})
        if(NOT arg_${kind}S)
            set(arg_${kind}S ${LEVERET_${kind}S})
        endif()
        foreach(name IN LISTS arg_${kind}S)
            if(NOT name IN_LIST LEVERET_${kind}S)
                list(JOIN LEVERET_${kind}S ", " known)
                message(FATAL_ERROR
                    "${target}: ${kind}S names '${name}', but there are only: ${known}.")
            endif()
            list(APPEND libraries leveret::${prefix}_${name}.${arg_SET})
        endforeach()
    endforeach()

    set(parts kernel_${arg_KERNEL} kernel_common kernel_multicore core base port_${arg_BOARD})
    foreach(part IN LISTS parts)
        if(TARGET leveret::${part}.${arg_SET})
            list(APPEND libraries leveret::${part}.${arg_SET})
        endif()
    endforeach()

    # The layers call each other through contracts in both directions, so the linker must look at
    # the libraries until nothing new turns up.
    target_link_libraries(${target} PRIVATE
        "-Wl,--start-group" ${libraries} "-Wl,--end-group" ${LINK})
    target_link_options(${target} PRIVATE
        -Wl,--gc-sections "-Wl,-Map=$<TARGET_FILE:${target}>.map")
    if(LEVERET_SANITIZE)
        target_link_options(${target} PRIVATE -fsanitize=${LEVERET_SANITIZE})
    endif()
    if(EXISTS ${BOARD_FOLDER}/board.ld)
        target_link_options(${target} PRIVATE
            -nostartfiles -T ${BOARD_FOLDER}/board.ld -L ${LEVERET_ROOT}/ports)
        # A board.ld may INCLUDE others: relink when any changes.
        file(GLOB_RECURSE scripts CONFIGURE_DEPENDS ${LEVERET_ROOT}/ports/*.ld)
        set_target_properties(${target} PROPERTIES SUFFIX .elf LINK_DEPENDS "${scripts}")
    endif()
endfunction()

# Refuse, naming the fix, a kernel, board or set that cannot be linked here.
function(leveret__check_choice target kernel board set)
    list(LENGTH kernel kernel_count)
    if(NOT kernel_count EQUAL 1)
        list(JOIN kernel ", " kernel)
        message(FATAL_ERROR "${target}: an image has exactly one kernel, not '${kernel}'. "
            "Write KERNEL with one name; call leveret_images() for several.")
    endif()
    if(NOT kernel IN_LIST LEVERET_KERNELS)
        list(JOIN LEVERET_KERNELS ", " known)
        message(FATAL_ERROR "${target}: there is no kernel '${kernel}'. Kernels: ${known}.")
    endif()

    leveret__board_facts("${board}")
    if(NOT PRESET STREQUAL LEVERET_PRESET)
        message(FATAL_ERROR "${target}: board ${board} belongs to the preset ${PRESET}, and this is "
            "${LEVERET_PRESET}. Build it with 'cmake --preset ${PRESET}', in your own project with "
            "-DCMAKE_TOOLCHAIN_FILE=${LEVERET_ROOT}/cmake/toolchains/${PRESET}.cmake; "
            "leveret_images() skips the boards of other presets.")
    endif()

    leveret__sets(sets)
    if(NOT set IN_LIST sets)
        list(JOIN sets ", " known)
        message(FATAL_ERROR "${target}: the preset ${LEVERET_PRESET} has no library set '${set}'. "
            "Sets: ${known}.")
    endif()
endfunction()

function(leveret__refuse_unknown function arguments)
    if(arguments)
        message(FATAL_ERROR "${function}: does not understand '${arguments}'.")
    endif()
endfunction()

# --- what applications call ---------------------------------------------------------------------

# leveret_component(NAME greenhouse SOURCES greenhouse.c ... [HEADERS_DIR folder])
#
# One app, driver or service: a static library per optimisation (greenhouse-O2, greenhouse-Os),
# whatever the kernel, the board or the deployment. Its code sees include/ and its own folder, and
# nothing else of the OS. HEADERS_DIR (default: this folder) is where a deployment finds its headers.
function(leveret_component)
    cmake_parse_arguments(PARSE_ARGV 0 arg "" "NAME;HEADERS_DIR" "SOURCES")
    leveret__refuse_unknown("leveret_component(${arg_NAME})" "${arg_UNPARSED_ARGUMENTS}")
    if(NOT arg_NAME OR NOT arg_SOURCES)
        message(FATAL_ERROR "leveret_component needs NAME and SOURCES.")
    endif()
    if(NOT arg_HEADERS_DIR)
        set(arg_HEADERS_DIR .)
    endif()
    get_filename_component(headers ${arg_HEADERS_DIR} ABSOLUTE)

    set(optimisations)
    leveret__sets(sets)
    foreach(set IN LISTS sets)
        leveret__set_facts(${set} optimisation opt_folders)
        list(APPEND optimisations ${optimisation})
    endforeach()
    list(REMOVE_DUPLICATES optimisations)

    foreach(optimisation IN LISTS optimisations)
        set(library ${arg_NAME}${optimisation})
        add_library(${library} STATIC ${arg_SOURCES})
        target_compile_options(${library} PRIVATE
            ${LEVERET_FLAGS} ${LEVERET_COMPONENT_FLAGS} ${LEVERET_STACK_FLAGS} ${optimisation})
        target_include_directories(${library} PRIVATE ${LEVERET_ROOT}/include PUBLIC ${headers})
        leveret__check_objects(${library} "${arg_SOURCES}")
    endforeach()
endfunction()

# The object check refuses what the compiler cannot see: writable data, hand-made prototypes, libc
# calls outside the pure set. A library that fails it is not made. It is a program of the host build:
# until that is built, other presets check nothing. Sanitizers add writable data of their own.
function(leveret__check_objects library sources)
    if(LEVERET_SANITIZE)
        return()
    endif()
    if(TARGET objcheck)
        set(objcheck ${CMAKE_RUNTIME_OUTPUT_DIRECTORY}/objcheck)
    else()
        find_program(LEVERET_OBJCHECK objcheck NO_DEFAULT_PATH
            PATHS ${LEVERET_ROOT}/build/host/bin ${LEVERET_ROOT}/../../bin)
        set(objcheck ${LEVERET_OBJCHECK})
    endif()
    if(objcheck)
        add_custom_command(TARGET ${library} POST_BUILD
            COMMAND ${objcheck} $<TARGET_FILE:${library}>)
        # A new checker looks at everything again; static libraries know no other dependency.
        set_source_files_properties(${sources} PROPERTIES OBJECT_DEPENDS ${objcheck})
    endif()
endfunction()

# leveret_image(NAME greenhouse-lm3s KERNEL l1 BOARD lm3s6965evb DEPLOY deploy.c
#               COMPONENTS greenhouse ... [GROUPS ...] [DRIVERS ...] [SET size]
#               [RAM bytes] [FLASH bytes])
#
# One executable: a deployment, unchanged component libraries, one kernel, one board. GROUPS and
# DRIVERS narrow what may be linked. SET defaults to size on boards and speed on the host. RAM and
# FLASH give the image less memory than the board has: the linker refuses one that needs more.
function(leveret_image)
    cmake_parse_arguments(PARSE_ARGV 0 arg "" "NAME;BOARD;DEPLOY;SET;RAM;FLASH"
        "KERNEL;COMPONENTS;GROUPS;DRIVERS")
    leveret__refuse_unknown("leveret_image(${arg_NAME})" "${arg_UNPARSED_ARGUMENTS}")
    if(NOT arg_NAME OR NOT arg_KERNEL OR NOT arg_BOARD OR NOT arg_DEPLOY)
        message(FATAL_ERROR "leveret_image needs NAME, KERNEL, BOARD and DEPLOY.")
    endif()
    if(NOT arg_SET)
        leveret__default_set(arg_SET)
    endif()
    leveret__check_choice(${arg_NAME} "${arg_KERNEL}" ${arg_BOARD} ${arg_SET})
    leveret__board_facts(${arg_BOARD})

    add_executable(${arg_NAME} ${arg_DEPLOY})
    leveret__see_os(${arg_NAME} ${arg_SET} ${BOARD_FOLDER})
    leveret__link(${arg_NAME} KERNEL ${arg_KERNEL} BOARD ${arg_BOARD} SET ${arg_SET}
        COMPONENTS ${arg_COMPONENTS} GROUPS ${arg_GROUPS} DRIVERS ${arg_DRIVERS})
    foreach(memory IN ITEMS RAM FLASH)
        if(arg_${memory} AND EXISTS ${BOARD_FOLDER}/board.ld)
            string(TOLOWER ${memory} symbol)
            target_link_options(${arg_NAME} PRIVATE -Wl,--defsym=_${symbol}_limit=${arg_${memory}})
        endif()
    endforeach()
endfunction()

function(leveret__default_set result)
    if(LEVERET_PRESET STREQUAL "host")
        set(${result} speed PARENT_SCOPE)
    else()
        set(${result} size PARENT_SCOPE)
    endif()
endfunction()

# leveret_images(NAME greenhouse KERNELS l1 l2 BOARDS linux lm3s6965evb microbit DEPLOY deploy.c ...)
#
# An image greenhouse.<kernel>.<board> for each kernel and each board of the current preset; the
# rest as in leveret_image().
function(leveret_images)
    cmake_parse_arguments(PARSE_ARGV 0 arg "" "NAME;DEPLOY;SET;RAM;FLASH"
        "KERNELS;BOARDS;COMPONENTS;GROUPS;DRIVERS")
    leveret__refuse_unknown("leveret_images(${arg_NAME})" "${arg_UNPARSED_ARGUMENTS}")
    if(NOT arg_NAME OR NOT arg_KERNELS OR NOT arg_BOARDS OR NOT arg_DEPLOY)
        message(FATAL_ERROR "leveret_images needs NAME, KERNELS, BOARDS and DEPLOY.")
    endif()
    foreach(board IN LISTS arg_BOARDS)
        leveret__board_facts(${board})
        if(NOT PRESET STREQUAL LEVERET_PRESET)
            continue()
        endif()
        foreach(kernel IN LISTS arg_KERNELS)
            leveret_image(NAME ${arg_NAME}.${kernel}.${board} KERNEL ${kernel} BOARD ${board}
                DEPLOY ${arg_DEPLOY} SET ${arg_SET} COMPONENTS ${arg_COMPONENTS}
                GROUPS ${arg_GROUPS} DRIVERS ${arg_DRIVERS}
                RAM ${arg_RAM} FLASH ${arg_FLASH})
        endforeach()
    endforeach()
endfunction()

# leveret_test(NAME timer SOURCES timer_test.c ... [KERNELS l1 ... | ALL] [BOARDS linux ...]
#              [COMPONENTS ...] [SET speed])
#
# A test timer.<kernel>.<board> for each kernel (default l1) and each board (default linux) of the
# current preset: on the host the program itself, on a board through QEMU. The sources may see the
# OS's inside; code that must not is a component.
function(leveret_test)
    cmake_parse_arguments(PARSE_ARGV 0 arg "" "NAME;SET" "SOURCES;KERNELS;BOARDS;COMPONENTS")
    leveret__refuse_unknown("leveret_test(${arg_NAME})" "${arg_UNPARSED_ARGUMENTS}")
    if(NOT arg_KERNELS)
        set(arg_KERNELS l1)
    elseif(arg_KERNELS STREQUAL "ALL")
        set(arg_KERNELS ${LEVERET_KERNELS})
    endif()
    if(NOT arg_BOARDS)
        set(arg_BOARDS linux)
    endif()
    if(NOT arg_SET)
        leveret__default_set(arg_SET)
    endif()

    foreach(board IN LISTS arg_BOARDS)
        leveret__board_facts(${board})
        if(NOT PRESET STREQUAL LEVERET_PRESET)
            continue()
        endif()
        set(run)
        if(QEMU)
            # -i: virtual time counts instructions, so a busy host changes nothing
            set(run sh ${LEVERET_ROOT}/tools/qemu/run.sh -i 5 ${board})
        endif()
        foreach(kernel IN LISTS arg_KERNELS)
            set(test ${arg_NAME}.${kernel}.${board})
            leveret__check_choice(${test} ${kernel} ${board} ${arg_SET})
            add_executable(${test} ${arg_SOURCES})
            target_compile_definitions(${test} PRIVATE LEV__OS=1)
            leveret__see_os(${test} ${arg_SET} ${BOARD_FOLDER})
            leveret__link(${test} KERNEL ${kernel} BOARD ${board} SET ${arg_SET}
                COMPONENTS ${arg_COMPONENTS})
            add_test(NAME ${test} COMMAND ${run} $<TARGET_FILE:${test}>)
            set_tests_properties(${test} PROPERTIES TIMEOUT 60)
        endforeach()
    endforeach()
endfunction()
