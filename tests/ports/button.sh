#!/bin/sh
# SPDX-License-Identifier: MIT
#
# button.sh BOARD IMAGE: press the board's button twice, through QEMU's monitor, and see the driver tell it.
set -u
root=$(cd "$(dirname "$0")/../.." && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# press: hold the key for 200 ms; the image says so.
press() {
    for _ in 1 2; do
        sleep 1
        echo 'sendkey up 200'
    done
    sleep 5
}

machine=$(sed -n 's/^set(QEMU \(.*\))$/\1/p' "$root/ports/board/$1/board.cmake")
# shellcheck disable=SC2086 # machine is a list of words
press | timeout 20 qemu-system-arm $machine -icount shift=5 -nodefaults -no-user-config -display none \
    -monitor stdio -semihosting-config enable=on,target=native -kernel "$2" >"$work/monitor" 2>"$work/output"
status=$?
said=$(tr -d '\r' <"$work/output" | grep -E '^(ready|pressed|released)$' | tr '\n' ' ')
if [ "$status" = 0 ] && [ "$said" = "ready pressed released pressed released " ]; then
    echo "1 passed, 0 failed"
else
    echo "FAIL: status $status, it said: $said"
    cat "$work/output"
    exit 1
fi
