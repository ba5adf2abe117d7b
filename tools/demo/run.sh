#!/bin/sh
# SPDX-License-Identifier: MIT
#
# make demo: one application, the greenhouse, as a Linux process with its web page and on two emulated boards, with a handler
# that runs away and a driver that crashes on purpose. Writes everything to build/demo/. KEEP=1 leaves the Linux one running.
set -u
cd "$(dirname "$0")/../.."

out=build/demo
bin=build/host/bin
boards=build/cortex-m3/bin
url=http://127.0.0.1:8080
pids=
rm -rf "$out"
mkdir -p "$out"

say() { printf '%s\n' "$*"; }

stop_all() {
    for pid in $pids; do
        kill "$pid" 2>/dev/null && wait "$pid" 2>/dev/null
    done
    pids=
}
trap stop_all EXIT
trap 'exit 130' INT TERM

fail() {
    say "demo: $*"
    exit 1
}

# wait_for FILE TEXT SECONDS: until the log has the text.
wait_for() {
    tries=$(($3 * 10))
    until grep -q -e "$2" "$1" 2>/dev/null; do
        tries=$((tries - 1))
        [ "$tries" -gt 0 ] || fail "'$2' did not come within $3 s; see $1"
        sleep 0.1
    done
}

# --- on Linux: the page, the API, a scripted sensor -----------------------------------------------

hosted() {
    say "== Linux process: $bin/greenhouse.l1.linux"
    if curl -s -o /dev/null -m 1 "$url/"; then
        fail "something already answers at $url: end it, then run make demo again"
    fi
    echo 21.5 >"$out/temperature"
    # The console's input stays open: descriptor 9 holds the other end.
    mkfifo "$out/console"
    LEVERET_TMP105=$out/temperature LEVERET_GPIO=$out/gpio.log \
        "$bin/greenhouse.l1.linux" <"$out/console" >"$out/linux.log" 2>&1 &
    hosted_pid=$!
    pids="$pids $hosted_pid"
    exec 9>"$out/console"
    wait_for "$out/linux.log" "listening on port" 5
    sleep 1.2
    curl -sf -m 5 -o "$out/page.html" "$url/" || fail "no page; see $out/linux.log"
    say "   page: $(wc -c <"$out/page.html") bytes, saved as $out/page.html"
    reply cold "the sensor says 21.5"
    curl -sf -m 5 -X PUT --data 27 "$url/api/threshold" || fail "the threshold was not taken"
    echo 30.5 >"$out/temperature"
    sleep 2.2
    reply warm "threshold set to 27 with PUT, sensor now 30.5"
    status=$(curl -s -m 5 -o "$out/reply.bad" -w '%{http_code}' -X PUT --data warm "$url/api/threshold")
    say "   PUT 'warm': $status $(cat "$out/reply.bad")"
    printf 'temp\n' >&9
    wait_for "$out/linux.log" "shaky: crashed" 6
    sed -n '/runaway\|shaky\|temperature/s/^/   | /p' "$out/linux.log"
    curl -sf -m 5 -o /dev/null "$url/api/temperature" || fail "the page is gone after the crashes"
    say "   a handler ran away, a driver crashed: both were restarted, the page still answers"
}

# reply NAME TEXT: one GET of the API.
reply() {
    curl -sf -m 5 -o "$out/reply.$1" "$url/api/temperature" || fail "no reply; see $out/linux.log"
    say "   $2: $(cat "$out/reply.$1")"
}

# --- on boards: the console, QEMU's model of the sensor -------------------------------------------

# board NAME: boot, read the sensor, change it from outside through QEMU's monitor, read again.
board() {
    image=$boards/greenhouse.l1.$1.elf
    log=$out/$1.log
    say "== $1: $image in QEMU"
    mkfifo "$out/$1.uart.in" "$out/$1.uart.out" "$out/$1.monitor.in" "$out/$1.monitor.out"
    machine=$(sed -n 's/^set(QEMU \(.*\))$/\1/p' "ports/board/$1/board.cmake")
    cat "$out/$1.uart.out" >"$log" &
    pids="$pids $!"
    cat "$out/$1.monitor.out" >"$out/$1.monitor.log" &
    pids="$pids $!"
    # -icount: a slow host must not look like a slow handler.
    # shellcheck disable=SC2086 # machine is a list of words
    timeout --foreground 60 qemu-system-arm $machine -icount shift=5 -nodefaults -no-user-config -display none \
        -device tmp105,address=0x48,id=t1 -serial "pipe:$out/$1.uart" \
        -monitor "pipe:$out/$1.monitor" -kernel "$image" 2>"$out/$1.qemu.log" &
    qemu=$!
    pids="$pids $qemu"
    exec 8>"$out/$1.uart.in" 7>"$out/$1.monitor.in"
    printf 'qom-set /machine/peripheral/t1 temperature 21500\n' >&7
    sleep 1.5
    printf 'temp\r' >&8
    wait_for "$log" "temperature 21.5 fan off" 10
    printf 'threshold 27\r' >&8
    wait_for "$log" "threshold 27.0" 10
    printf 'qom-set /machine/peripheral/t1 temperature 30500\n' >&7
    wait_for "$log" "fan 1" 10
    printf 'temp\r' >&8
    wait_for "$log" "temperature 30.5 fan on" 10
    wait_for "$log" "shaky: crashed" 15
    tr -d '\r' <"$log" | sed 's/^/   | /'
    exec 8>&- 7>&-
    kill "$qemu" 2>/dev/null
    wait "$qemu" 2>/dev/null
}

# --- what it costs ----------------------------------------------------------------------------------

# instructions NAME: what a benchmark image prints as its first figure, exact under -icount.
instructions() {
    sh tools/qemu/run.sh -t 20 -i 10 mps2-an385 "$boards/bench.$1.elf" </dev/null 2>&1 |
        sed -n 's/^[a-z_]* \([0-9.]*\)$/\1/p' | head -n 1
}

table() {
    per_event=$(instructions ping.l1.speed)
    restart=$(instructions abort0.l1.speed)
    say "== what it costs"
    printf '   %-28s %8s %8s\n' image flash RAM
    for image in "$boards"/greenhouse.l1.*.elf; do
        arm-none-eabi-size "$image" | awk -v name="$(basename "$image" .elf)" \
            'NR == 2 { printf "   %-28s %8d %8d\n", name, $1 + $2, $2 + $3 }'
    done
    printf '   instructions on a Cortex-M3: %s per event (post and dispatch), %s from a runaway to its restart\n' \
        "$per_event" "$restart"
}

hosted
board lm3s6965evb
board mps2-an385
table
say "== logs, page and replies are in $out/"
if [ -n "${KEEP:-}" ]; then
    say "== the page: $url/   (temperature: echo 30 > $out/temperature; end with Ctrl-C or kill $hosted_pid)"
    wait "$hosted_pid"
else
    say "== the page was at $url/   (make demo KEEP=1 leaves it running)"
fi
