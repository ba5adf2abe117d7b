#!/bin/sh
# SPDX-License-Identifier: MIT
#
# Build an example as a project of its own, outside the tree, with find_package(leveret): against a
# build folder, then against an install prefix; and run it for a second, in which it must answer on its console.
#
#     run.sh BUILD-FOLDER EXAMPLE-FOLDER APP DEPLOY-FILE KERNEL BOARD [toolchain file]
set -eu

tree=$(cd "$(dirname "$0")/../.." && pwd)
build=$(cd "$1" && pwd)
example=$2
app=$3
deploy=$4
kernel=$5
board=$6
toolchain=${7:-}

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
mkdir "$work/project"
cp "$tree/tests/outside/CMakeLists.txt" "$example"/*.[ch] "$work/project/"

# build_against NAME PACKAGE-FOLDER
build_against() {
    cmake -S "$work/project" -B "$work/$1" -G Ninja -Dleveret_DIR="$2" \
        ${toolchain:+"-DCMAKE_TOOLCHAIN_FILE=$toolchain"} \
        -DAPP="$app" -DDEPLOY="$deploy" -DKERNEL="$kernel" -DBOARD="$board"
    cmake --build "$work/$1"
    lives "$work/$1"
}

# lives FOLDER: what is typed comes back, and only the end of its time ends it.
lives() {
    set -- timeout 1 "$1/outside"
    [ -x "$3" ] || set -- sh "$tree/tools/qemu/run.sh" -t 2 "$board" "$3.elf"
    status=0
    { sleep 0.3; printf 'rate 250\r'; sleep 2; } | "$@" >"$work/output" 2>&1 || status=$?
    if [ "$status" != 124 ] || ! grep -q 'rate 250' "$work/output"; then
        echo "outside: the image does not live: status $status" >&2
        cat "$work/output" >&2
        exit 1
    fi
}

build_against from-build "$build"

cmake --install "$build" --prefix "$work/prefix" >/dev/null
if [ -n "$toolchain" ]; then
    toolchain=$work/prefix/share/leveret/cmake/toolchains/$(basename "$toolchain")
fi
build_against from-prefix "$work/prefix/lib/cmake/leveret"

if grep -F "$tree/" "$work/from-prefix/build.ninja"; then
    echo "outside: what was installed still points into the source tree" >&2
    exit 1
fi
