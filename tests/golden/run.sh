#!/bin/sh
# SPDX-License-Identifier: MIT
#
# Golden traces: run.sh rewrites them all; run.sh --check KERNEL BIN-FOLDER compares one kernel's.
set -eu
here=$(cd "$(dirname "$0")" && pwd)

if [ "${1:-}" = --check ]; then
    "$3/golden.turns.$2.sim" | diff -u "$here/turns.$2.trace" -
    exit
fi

for program in "$here"/../../build/host/bin/golden.turns.*.sim; do
    kernel=$(basename "$program" .sim)
    kernel=${kernel#golden.turns.}
    "$program" >"$here/turns.$kernel.trace"
    echo "golden: tests/golden/turns.$kernel.trace"
done
