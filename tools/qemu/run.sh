#!/bin/sh
# SPDX-License-Identifier: MIT
#
# Run an image in QEMU: run.sh [-t seconds] [-i shift] BOARD IMAGE [more QEMU options]
#
# The serial line is standard input and output; the exit status is the one the image hands to
# semihosting, 124 when the time (30 s) is over. -i makes a run repeatable: one instruction takes
# 2^shift ns of virtual time (-icount). The machine is the line set(QEMU ...) of the board's board.cmake.
set -eu

usage() {
    echo "usage: run.sh [-t seconds] [-i icount-shift] BOARD IMAGE [QEMU options]" >&2
    exit 2
}

seconds=30
icount=
while getopts t:i: option; do
    case $option in
    t) seconds=$OPTARG ;;
    i) icount="-icount shift=$OPTARG,sleep=off" ;;
    *) usage ;;
    esac
done
shift $((OPTIND - 1))
[ $# -ge 2 ] || usage
board=$1
image=$2
shift 2

facts=$(dirname "$0")/../../ports/board/$board/board.cmake
[ -f "$facts" ] || { echo "run.sh: no board $board: $facts is missing" >&2; exit 2; }
machine=$(sed -n 's/^set(QEMU \(.*\))$/\1/p' "$facts")
[ -n "$machine" ] || { echo "run.sh: $facts has no line set(QEMU ...)" >&2; exit 2; }
[ -f "$image" ] || { echo "run.sh: no image $image" >&2; exit 2; }

# --foreground: QEMU keeps the terminal; exec: killing this script kills QEMU through timeout.
# shellcheck disable=SC2086 # machine and icount are lists of words
exec timeout --foreground --kill-after=2 "$seconds" \
    qemu-system-arm $machine $icount -nodefaults -no-user-config -no-reboot -display none \
    -serial stdio -monitor none -semihosting-config enable=on,target=native -kernel "$image" "$@"
