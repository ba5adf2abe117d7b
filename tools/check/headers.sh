#!/bin/sh
# SPDX-License-Identifier: MIT
#
# Each public header that a component sees compiles alone, as C11 and as C++17, and only when the component declares
# its group: headers.sh [FOLDER with lev/]
set -eu

include=${1:-$(dirname "$0")/../../include}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
findings=0

finding() {
    echo "$1"
    sed 's/^/    /' "$work/output"
    findings=$((findings + 1))
}

compiles() {
    "$@" -fsyntax-only -Wall -Wextra -Wpedantic -Werror -I "$include" >"$work/output" 2>&1
}

compiles_as_c() {
    compiles gcc -std=c11 -x c "$work/source"
}

compiles_as_cxx() {
    compiles clang++-14 -std=c++17 -x c++ "$work/source"
}

# The groups of a header: what its `#ifdef LEV_USE_<group>` lines name.
groups_of() {
    sed -n 's/^#ifdef LEV_USE_//p' "$1"
}

# The groups of the headers that a header includes: connections are streams.
groups_included() {
    for included in $(sed -n 's/^#include <\(lev\/.*\)>.*/\1/p' "$1"); do
        groups_of "$include/$included"
    done
}

# declaration [GROUP...]: the head of a component that uses these.
declaration() {
    echo '#define LEV_COMPONENT check'
    echo '#define LEV_USE_core 1'
    for group in "$@"; do
        echo "#define LEV_USE_$group 1"
    done
    echo '#include <lev/component.h>'
}

for path in "$include"/lev/*.h; do
    header=lev/$(basename "$path")
    case $header in
    lev/deploy.h | lev/deploy_tables.h) continue ;; # the body of a deployment, made from its lists
    lev/component.h) continue ;;                    # in every declaration below
    esac
    groups=$(groups_of "$path")
    more=$(groups_included "$path")

    # shellcheck disable=SC2086 # lists of words
    { declaration $groups $more; echo "#include <$header>"; } >"$work/source"
    compiles_as_c || finding "$header:1: does not compile alone as C11; include what it needs"
    compiles_as_cxx || finding "$header:1: does not compile as C++17; keep to what both know"

    if [ -z "$groups" ]; then
        # of group core: nothing need be declared, so not even the declaration header may be needed
        echo "#include <$header>" >"$work/source"
        compiles_as_c || finding "$header:1: does not compile without <lev/component.h>"
        continue
    fi
    # shellcheck disable=SC2086
    { declaration $more; echo "#include <$header>"; } >"$work/source"
    if compiles_as_c; then
        echo "and yet it compiles" >"$work/output"
        finding "$header:1: can be included without declaring its group; give it the #error of the others"
    fi
    for group in $groups; do
        grep -q "#define LEV_USE_$group 1" "$work/output" ||
            finding "$header:1: its error does not name the line to add: #define LEV_USE_$group 1"
    done
    for group in $groups; do
        { declaration $more; echo "#define LEV_USE_$group 7"; echo "#include <$header>"; } >"$work/source"
        if compiles_as_c; then
            finding "$header:1: compiles for major version 7 of $group; compare LEV_USE_$group"
        fi
    done
done

[ "$findings" = 0 ]
