#!/bin/sh
# SPDX-License-Identifier: MIT
#
# Measure, and print a table: run.sh, after all presets are built (`make bench` does both).
#
# Each image prints "metric value" lines through semihosting; build/bench/raw keeps them. report.py compares them with
# bench/targets.tsv and writes build/bench/*.jsonl. The exit status is 1 if a measurement is missing, not if a target is.
set -eu

cd "$(dirname "$0")/.."
out=build/bench
raw=$out/raw
bin=build/cortex-m3/bin
mkdir -p "$raw"
rm -f "$raw"/* "$out"/*.jsonl

# Idle boards are watched while the counted ones run: virtual time does not care about a busy host.
idle_pids=
start_idle() { # BOARD COMMAND...
    board=$1
    shift
    # standard input stays open, or a console would see its end
    "$@" <"$raw/quiet" >/dev/null 2>"$raw/idle.$board.log" &
    idle_pids="$idle_pids $!"
    echo "$board $!" >>"$raw/idle.pids"
}
stop_idle() {
    for pid in $idle_pids; do
        kill "$pid" 2>/dev/null || true
    done
    idle_pids=
    exec 3>&-
}
trap stop_idle EXIT
trap 'exit 130' INT TERM

mkfifo "$raw/quiet"
exec 3<>"$raw/quiet"
for board in lm3s6965evb mps2-an385 stm32vldiscovery; do
    start_idle $board sh tools/qemu/run.sh -t 60 $board $bin/bench.idle.l1.$board.elf
done
start_idle microbit sh tools/qemu/run.sh -t 60 microbit build/cortex-m0/bin/bench.idle.l1.microbit.elf
start_idle linux timeout 60 build/host/bin/bench.idle.l1.linux
sleep 1
python3 bench/idle.py 10 "$raw/idle.pids" >"$raw/idle" &
idle=$!

measure() { # IMAGE
    echo "  $1" >&2
    if ! sh tools/qemu/run.sh -t 60 -i 10 mps2-an385 "$bin/bench.$1.elf" >/dev/null 2>"$raw/$1"; then
        echo "bench: $1 failed:" >&2
        cat "$raw/$1" >&2
        exit 1
    fi
}

echo "measuring (about half a minute):" >&2
for image in ping.l1.bare ping.l1.speed pool.l1.speed latency.l1.speed abort0.l1.speed abort4.l1.speed \
    held_off.l1.speed depth.l1.speed ping.l1.core full.l1.size; do
    measure $image
done

wait $idle || exit 1
stop_idle
python3 bench/report.py bench/targets.tsv "$out"
