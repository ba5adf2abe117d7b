#!/bin/sh
# SPDX-License-Identifier: MIT
#
# make demo: one application, the greenhouse, as a Linux process with its web page and on two emulated boards, with a handler
# that runs away and a driver that crashes. KEEP=1 leaves the Linux one running.
#
#     run.sh [IMAGE FOLDER]     the Linux image, and where everything is written; an image of another port says which
#
# The driver's crash comes from outside, as from radiation: one bit of the I2C driver's state is flipped, through
# /proc/PID/mem or QEMU's debugger interface. Nothing in the images is made for it. The driver finds out with an op pending.
set -u
cd "$(dirname "$0")/../.."

bin=build/host/bin
hosted_image=${1:-$bin/greenhouse.l1.linux}
out=${2:-build/demo}
boards=build/cortex-m3/bin
pids=

# What to flip: struct i2c begins with a deadline, eight tokens and a timer; then comes `count`, 0 while it is idle.
victim=i2c0_block
offset=44
crash="i2c0: assertion 0050:10"

say() { printf '%s\n' "$*"; }

# The pipes go, too: whoever reads them (cat, grep -r) would wait for ever.
stop_all() {
    for pid in $pids; do
        kill "$pid" 2>/dev/null && wait "$pid" 2>/dev/null
    done
    pids=
    rm -f "$out/console" "$out"/*.in "$out"/*.out
}

fail() {
    say "demo: $*"
    exit 1
}

# Before anything is removed: curl's 7 is "nobody listens". A demo of KEEP=1 still uses its files.
if [ "$hosted_image" = "$bin/greenhouse.l1.linux" ]; then
    curl -s -o /dev/null -m 1 http://127.0.0.1:8080/
    [ $? = 7 ] || fail "port 8080 is taken, and the demo needs it. End what listens there, then run make demo again;" \
        "a demo of KEEP=1 ends by: kill \$(cat $out/linux.pid)"
fi
trap stop_all EXIT
trap 'exit 130' INT TERM
rm -rf "$out"
mkdir -p "$out"

# wait_for FILE TEXT SECONDS: until the log has the text.
wait_for() {
    tries=$(($3 * 10))
    until grep -q -e "$2" "$1" 2>/dev/null; do
        tries=$((tries - 1))
        [ "$tries" -gt 0 ] || fail "'$2' did not come within $3 s; see $1"
        sleep 0.1
    done
}

# wait_for_new FILE LINES TEXT SECONDS: as wait_for, after so many lines.
wait_for_new() {
    tries=$(($4 * 10))
    until tail -n +"$(($2 + 1))" "$1" | grep -q -e "$3"; do
        tries=$((tries - 1))
        [ "$tries" -gt 0 ] || fail "'$3' did not come again within $4 s; see $1"
        sleep 0.1
    done
}

lines_of() { wc -l <"$1"; }

# address_of NM IMAGE: of the byte to flip, as linked.
address_of() {
    address=$("$1" "$2" | sed -n "s/^\([0-9a-f]*\) . $victim\$/\1/p")
    [ -n "$address" ] || fail "$2 has no $victim"
    printf '%d' "$((0x$address + offset))"
}

# --- on Linux: the page, the API, a scripted sensor -----------------------------------------------

# The parent of a process may write to its memory, so this shell opens it. An image lies where it was linked, or from a base.
flip_hosted() {
    base=0x$(sed -n '1s/-.*//p' "/proc/$hosted_pid/maps")
    [ "$(od -An -tu2 -j16 -N2 "$hosted_image" | tr -d ' ')" = 3 ] || base=0
    exec 6<>"/proc/$hosted_pid/mem" || fail "this system lets nobody write to /proc/PID/mem"
    printf '\001' | dd bs=1 conv=notrunc seek=$((base + $(address_of nm "$hosted_image"))) >&6 2>"$out/dd.log" ||
        fail "the bit was not flipped; see $out/dd.log"
    exec 6<&-
}

hosted() {
    say "== Linux process: $hosted_image"
    echo 21.5 >"$out/temperature"
    # The console's input stays open: descriptor 9 holds the other end.
    mkfifo "$out/console"
    LEVERET_TMP105=$out/temperature LEVERET_GPIO=$out/gpio.log \
        "$hosted_image" <"$out/console" >"$out/linux.log" 2>&1 &
    hosted_pid=$!
    echo "$hosted_pid" >"$out/linux.pid"
    pids="$pids $hosted_pid"
    exec 9>"$out/console"
    wait_for "$out/linux.log" "listening on port [0-9]" 5
    url=http://127.0.0.1:$(sed -n 's/.*listening on port \([0-9]*\).*/\1/p' "$out/linux.log")
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
    wait_for "$out/linux.log" "runaway: was ended" 6
    flip_hosted
    wait_for "$out/linux.log" "$crash" 6
    echo 19.5 >"$out/temperature"
    wait_for "$out/linux.log" "sensor answers" 6
    sleep 1.2
    printf 'temp\n' >&9
    wait_for "$out/linux.log" "temperature 19.5 fan off" 6
    sed -n '/runaway\|i2c0\|sensor\|temperature/s/^/   | /p' "$out/linux.log"
    reply after "a handler ran away, the sensor's driver crashed, both were restarted; the sensor says 19.5"
    grep -q 19.5 "$out/reply.after" || fail "the page has no new reading after the crash"
}

# reply NAME TEXT: one GET of the API.
reply() {
    curl -sf -m 5 -o "$out/reply.$1" "$url/api/temperature" || fail "no reply; see $out/linux.log"
    say "   $2: $(cat "$out/reply.$1")"
}

# --- on boards: the console, QEMU's model of the sensor -------------------------------------------

# debug TEXT: a packet for QEMU's debugger interface, which halts the CPU for it at the first byte.
debug() {
    printf '\003' >&6
    sum=0
    left=$1
    while [ -n "$left" ]; do
        sum=$((sum + $(printf '%d' "'$left")))
        left=${left#?}
    done
    printf '$%s#%02x' "$1" $((sum % 256)) >&6
}

# flip_board IMAGE: halt the CPU, write one byte, go on.
flip_board() {
    debug "M$(printf %x "$(address_of arm-none-eabi-nm "$1")"),1:01"
    debug c
}

# ask LOG COMMAND ANSWER: type a command; its answer comes after what the log has.
ask() {
    asked=$(lines_of "$1")
    printf '%s\r' "$2" >&8
    wait_for_new "$1" "$asked" "$3" 10
}

# board NAME: boot, read the sensor, change it from outside through QEMU's monitor, read again; crash its driver, read again.
board() {
    image=$boards/greenhouse.l1.$1.elf
    say "== $1: $image in QEMU"
    for pipe in uart monitor debug; do
        mkfifo "$out/$1.$pipe.in" "$out/$1.$pipe.out"
        cat "$out/$1.$pipe.out" >"$out/$1.$pipe.log" &
        pids="$pids $!"
    done
    log=$out/$1.uart.log
    machine=$(sed -n 's/^set(QEMU \(.*\))$/\1/p' "ports/board/$1/board.cmake")
    # -icount: a slow host must not look like a slow handler.
    # shellcheck disable=SC2086 # machine is a list of words
    timeout --foreground 60 qemu-system-arm $machine -icount shift=5 -nodefaults -no-user-config -display none \
        -device tmp105,address=0x48,id=t1 -serial "pipe:$out/$1.uart" -monitor "pipe:$out/$1.monitor" \
        -chardev "pipe,id=debug,path=$out/$1.debug" -gdb chardev:debug -kernel "$image" 2>"$out/$1.qemu.log" &
    qemu=$!
    pids="$pids $qemu"
    exec 8>"$out/$1.uart.in" 7>"$out/$1.monitor.in" 6>"$out/$1.debug.in"
    debug c # it may have begun halted
    temperature 21500
    sleep 1.5
    ask "$log" temp "temperature 21.5 fan off"
    ask "$log" "threshold 27" "threshold 27.0"
    temperature 30500
    wait_for "$log" "fan 1" 10
    ask "$log" temp "temperature 30.5 fan on"
    wait_for "$log" "runaway: was ended" 15
    flip_board "$image"
    wait_for "$log" "$crash" 15
    wait_for "$log" "sensor answers" 10
    seen=$(lines_of "$log")
    temperature 19500
    wait_for_new "$log" "$seen" "fan 0" 10
    ask "$log" temp "temperature 19.5 fan off"
    tr -d '\r' <"$log" | sed 's/^/   | /'
    exec 8>&- 7>&- 6>&-
    kill "$qemu" 2>/dev/null
    wait "$qemu" 2>/dev/null
}

temperature() { printf 'qom-set /machine/peripheral/t1 temperature %s\n' "$1" >&7; }

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
    say "== the page: $url/   (temperature: echo 30 > $out/temperature; end with Ctrl-C or: kill $hosted_pid)"
    wait "$hosted_pid"
else
    say "== the page was at $url/   (make demo KEEP=1 leaves it running)"
fi
