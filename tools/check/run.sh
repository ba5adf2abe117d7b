#!/bin/sh
# SPDX-License-Identifier: MIT
#
# `make check`: what can be said about the sources without running them. Every check runs, also
# after one has failed; each prints one line, and its findings when there are some.
set -u
cd "$(dirname "$0")/../.."

passed=0
failed=0

# check NAME COMMAND...: quiet when the command succeeds.
check() {
    name=$1
    shift
    if findings=$("$@" 2>&1); then
        echo "check $name: ok"
        passed=$((passed + 1))
    else
        printf '%s\n' "$findings"
        echo "check $name: FAILED"
        failed=$((failed + 1))
    fi
}

# The tree's own files with this name pattern.
sources() {
    find . \( -name .git -o -path ./build \) -prune -o -type f -name "$1" -print
}

format() {
    sources '*.[ch]' | xargs -r clang-format-14 --dry-run --Werror
}

shell_syntax() {
    sources '*.sh' | xargs -r -n 1 sh -n && bash -n .ci/run
}

# A second compiler, with its own warnings. clang-tidy and cppcheck read what it compiled: gcc's
# command lines hold options that clang does not know.
clang() {
    cmake --preset host-clang && cmake --build --preset host-clang
}

analyzer() {
    cmake --preset host-analyzer && cmake --build --preset host-analyzer
}

compiled() {
    sed -n 's/^ *"file": "\(.*\.c\)",*$/\1/p' build/host-clang/compile_commands.json |
        grep -v /build/deps/ | sort -u
}

tidy() {
    compiled | xargs -r -n 1 -P 2 clang-tidy-14 --quiet -p build/host-clang
}

# #error: the compilers say it, of the configurations there are.
cppcheck_all() {
    cppcheck --project=build/host-clang/compile_commands.json --quiet -j 2 --error-exitcode=1 \
        --enable=warning,performance,portability --inline-suppr \
        --suppress=preprocessorErrorDirective
}

check format format
check shell shell_syntax
# public headers alone, as C and C++; layers, cycles, words, documentation (tools/lint)
check headers sh tools/check/headers.sh
check lint build/host/bin/lint
check clang clang
check tidy tidy
check cppcheck cppcheck_all
check analyzer analyzer

echo "check: $passed passed, $failed failed"
[ "$failed" = 0 ]
