#!/bin/sh
# SPDX-License-Identifier: MIT
#
# tools/check/headers.sh must find what is wrong in a spoilt copy of include/.
set -eu

root=$(cd "$(dirname "$0")/../.." && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
passed=0
failed=0

# spoil NAME FILE SED-SCRIPT EXPECTED-TEXT
spoil() {
    rm -rf "$work/include"
    cp -R "$root/include" "$work/include"
    sed -i "$3" "$work/include/lev/$2"
    if cmp -s "$root/include/lev/$2" "$work/include/lev/$2"; then
        echo "FAIL $1: nothing was spoilt"
        failed=$((failed + 1))
    elif sh "$root/tools/check/headers.sh" "$work/include" >"$work/output" 2>&1; then
        echo "FAIL $1: not found"
        failed=$((failed + 1))
    elif grep -qF "$4" "$work/output"; then
        passed=$((passed + 1))
    else
        echo "FAIL $1: does not say: $4"
        cat "$work/output"
        failed=$((failed + 1))
    fi
}

spoil undeclared timer.h '/^#error "undeclared/d' \
    'lev/timer.h:1: can be included without declaring its group'
spoil unnamed i2c.h "s/#define LEV_USE_i2c 1' to/LEV_USE_i2c to/" \
    'lev/i2c.h:1: its error does not name the line to add: #define LEV_USE_i2c 1'
spoil version gpio.h 's/LEV_USE_gpio != 1/LEV_USE_gpio == 0/' 'lev/gpio.h:1: compiles for major version 7 of gpio'
spoil alone buf.h '/^#include <lev.core.h>/d' 'lev/buf.h:1: does not compile without <lev/component.h>'
spoil cxx log.h 's/const char \*text, int32_t value/const char *text, int32_t class/' \
    'lev/log.h:1: does not compile as C++17'

echo "$passed passed, $failed failed"
[ "$failed" = 0 ]
