# SPDX-License-Identifier: MIT
#
# Third-party libraries from deps/: fetched at configure time, built as part of the image.
#
#     leveret_dep(picohttpparser)
#     target_link_libraries(my_service PRIVATE dep::picohttpparser)
#
# The sources are shared by all presets, in ${LEVERET_ROOT_BUILD}/deps/NAME (default: build/deps/NAME); deps/fetch.sh
# takes a lock, so presets may configure at the same time. Each preset compiles its own static library, with the
# toolchain's flags and the folder's options, less the warnings: the code is not ours to change.

include_guard(GLOBAL)

set(LEVERET_DEPS_RECIPES "${CMAKE_CURRENT_LIST_DIR}/../deps")
cmake_path(NORMAL_PATH LEVERET_DEPS_RECIPES)

# Sets OUT to the words after "KEY=" in the recipe.
function(leveret_dep_field recipe key out)
    file(STRINGS "${recipe}" line REGEX "^${key}=")
    string(REGEX REPLACE "^${key}=" "" value "${line}")
    separate_arguments(value UNIX_COMMAND "${value}")
    set(${out} "${value}" PARENT_SCOPE)
endfunction()

# Defines the static library dep_NAME, also known as dep::NAME. A recipe without sources gives an interface library.
function(leveret_dep name)
    if(TARGET dep_${name})
        return()
    endif()
    if(NOT DEFINED LEVERET_ROOT_BUILD)
        cmake_path(SET LEVERET_ROOT_BUILD NORMALIZE "${LEVERET_DEPS_RECIPES}/../build")
    endif()
    set(recipe "${LEVERET_DEPS_RECIPES}/${name}/recipe")
    set(dest "${LEVERET_ROOT_BUILD}/deps/${name}")
    set(environment "")
    if(DEFINED LEVERET_DEPS_CACHE)
        set(environment "LEVERET_DEPS_CACHE=${LEVERET_DEPS_CACHE}")
    endif()

    execute_process(
        COMMAND "${CMAKE_COMMAND}" -E env ${environment} sh "${LEVERET_DEPS_RECIPES}/fetch.sh" "${name}" "${dest}"
        RESULT_VARIABLE status)
    if(NOT status EQUAL 0)
        message(FATAL_ERROR "leveret_dep(${name}): the sources could not be fetched; the reason is above.")
    endif()
    set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS
        "${recipe}" "${LEVERET_DEPS_RECIPES}/fetch.sh" "${dest}/.recipe")

    leveret_dep_field("${recipe}" sources patterns)
    leveret_dep_field("${recipe}" includes includes)
    leveret_dep_field("${recipe}" defines defines)
    set(sources "")
    foreach(pattern IN LISTS patterns)
        file(GLOB found "${dest}/${pattern}")
        if(NOT found)
            message(FATAL_ERROR "leveret_dep(${name}): ${recipe}: no file matches sources '${pattern}'")
        endif()
        list(APPEND sources ${found})
    endforeach()
    list(TRANSFORM includes PREPEND "${dest}/")

    if(NOT sources)
        add_library(dep_${name} INTERFACE)
    else()
        add_library(dep_${name} STATIC ${sources})
        get_target_property(options dep_${name} COMPILE_OPTIONS)
        if(options)
            # -Wa, -Wl, and -Wp, hand options on; every other -W is a warning. -w does not undo -pedantic-errors.
            list(FILTER options EXCLUDE REGEX "^(-W([^alp]|[alp][^,])|-pedantic|-fanalyzer)")
            set_target_properties(dep_${name} PROPERTIES COMPILE_OPTIONS "${options}")
        endif()
        target_compile_options(dep_${name} PRIVATE -w)
        target_compile_definitions(dep_${name} PRIVATE ${defines})
        target_include_directories(dep_${name} PRIVATE ${includes})
        set_target_properties(dep_${name} PROPERTIES OUTPUT_NAME "${name}" C_CLANG_TIDY "" C_CPPCHECK "")
    endif()
    target_include_directories(dep_${name} SYSTEM INTERFACE ${includes})
    add_library(dep::${name} ALIAS dep_${name})
endfunction()
