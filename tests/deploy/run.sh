#!/bin/sh
# SPDX-License-Identifier: MIT
#
# Deployments that must be refused, with the words that say why: run.sh COMPILER INCLUDE:FOLDERS IMAGES-FOLDER
#
# Most are refused by the compiler. What it cannot see are images deploy.*, which end in a panic of module DEPLOY (0011).
set -eu

compiler=$1
images=$3
here=$(cd "$(dirname "$0")" && pwd)
includes=$(echo ":$2" | sed 's/:/ -I/g')
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
passed=0
failed=0

# compile DEFINITION: in $work/output what the compiler says.
compile() {
    # shellcheck disable=SC2086 # a list of words
    "$compiler" -std=c11 -Wall -Wextra $includes ${1:+"-D$1"} -c -o "$work/deploy.o" "$here/deploy.c" >"$work/output" 2>&1
}

bad() {
    echo "FAIL $1"
    sed 's/^/    /' "$work/output" | head -20
    failed=$((failed + 1))
}

# refuse TEXT DEFINITION: it does not compile, and the text is in what the compiler says.
refuse() {
    if compile "$2"; then
        bad "$2: compiled"
    elif grep -qF "$1" "$work/output"; then
        passed=$((passed + 1))
    else
        bad "$2: the compiler does not say: $1"
    fi
}

# ends_in STATUS TEXT IMAGE
ends_in() {
    status=0
    timeout 10 "$images/$3" >"$work/output" 2>&1 || status=$?
    if [ "$status" = "$1" ] && { [ -z "$2" ] || grep -q "$2" "$work/output"; }; then
        passed=$((passed + 1))
    else
        bad "$3: status $status, want $1 and: $2"
    fi
}

# first COLUMNS: the columns of node `first` from its priority on.
first() { echo "FIRST(NODE)=NODE(first, part, $1, FIRST_MORE)"; }

if compile ""; then passed=$((passed + 1)); else bad "the deployment that is right"; fi

order="nodes stand in order of priority, highest first; those of one priority say LEV_SHARED(n)"
refuse "$order" 'SECOND=LEV_PRIORITY(21)'
refuse "$order" 'SECOND=LEV_PRIORITY(10)'
refuse "$order" 'SECOND=LEV_PRIORITY(20)'
refuse "second: priorities are 0 to 254" 'SECOND=LEV_PRIORITY(300)'
refuse "second: priorities are 0 to 254" 'SECOND=LEV_SHARED(-1)'
refuse "first: mailbox slots must be a power of two" "$(first 'LEV_PRIORITY(20), 3, LEV_REJECT, LEV_MS(5), 1, 1, 1, 1, 8')"
refuse "first: mailbox slots must be a power of two" "$(first 'LEV_PRIORITY(20), 256, LEV_REJECT, LEV_MS(5), 1, 1, 1, 1, 8')"
refuse "first: the budget is longer than this board" "$(first 'LEV_PRIORITY(20), 1, LEV_REJECT, LEV_S(9999), 1, 1, 1, 1, 8')"
refuse "first: at most 255 timers" "$(first 'LEV_PRIORITY(20), 1, LEV_REJECT, 0, 1, 256, 1, 1, 8')"
refuse "16-bit record indices" "$(first 'LEV_PRIORITY(20), 1, LEV_REJECT, 0, 65535, 1, 1, 1, 8')"
refuse "first: a node holds at most 4096 buffers" "$(first 'LEV_PRIORITY(20), 1, LEV_REJECT, 0, 1, 1, 4097, 1, 8')"
refuse "first: at most 65534 objects" "$(first 'LEV_PRIORITY(20), 1, LEV_REJECT, 0, 1, 1, 1, 65535, 8')"
refuse "first: heap bytes must be a multiple of 8" "$(first 'LEV_PRIORITY(20), 1, LEV_REJECT, 0, 1, 1, 1, 1, 12')"

many=
for i in $(seq 30); do
    many="$many NODE(n$i, part, LEV_SHARED(9), 1, LEV_REJECT, 0, 0, 0, 0, 0, 0, LINKS)"
done
refuse "one bit of the ready word per node" "MORE(NODE)=$many"

refuse "timers need the clock" 'NO_CLOCK'
refuse "LEV_CLOCK_SOURCE is a source of 0 bytes of a node of component clock" 'CLOCK=first_a'
refuse "LEV_CLOCK_SOURCE is a source of 0 bytes of a node of component clock" 'CLOCK=second_a'
refuse "a rate limit needs LEV_RATE_LIMITS" 'SECOND_SOURCES=LEV_SOURCES_OF(second_a, 1), LEV_RATE_LIMIT(4)'

refuse "pool classes are powers of two from 16 bytes" 'LEV_POOLS(POOL)=POOL(16, 1) POOL(48, 1)'
refuse "pool classes are powers of two from 16 bytes" 'LEV_POOLS(POOL)=POOL(8, 1) POOL(64, 1)'
refuse "pools stand in order of their bytes, smallest first" 'LEV_POOLS(POOL)=POOL(64, 1) POOL(16, 1)'

refuse "LEV_LINKS has a hole" 'FIRST_LINKS=[0] = LEV_TO(second), [2] = LEV_TO(last)'
refuse "LEV_LINKS has a hole" 'FIRST_LINKS=[1] = LEV_TO(second)'
refuse "LEV_NODE_nobody" 'FIRST_LINKS=LEV_TO(nobody), LEV_TO(last)'
refuse "first_b: ring bytes must be 0 or a power of two" 'FIRST_B(SOURCE)=SOURCE(first_b, first, 1, 48)'
refuse 'LEV_SOURCES_OF(second_a, ...) reaches past the last of LEV_SOURCES' 'SECOND_SOURCES=LEV_SOURCES_OF(second_a, 2)'
refuse "log entries: a power of two" 'LEV_LOG_ENTRIES=3'

ends_in 0 '' deploy.right.l1.linux
ends_in 70 'panic 00110001' deploy.missing_link.l1.linux
ends_in 70 'see: lev explain 00110001 ' deploy.missing_link.l1.sim
ends_in 70 'panic 00110002' deploy.other_node.l1.linux
ends_in 70 'panic 00110002' deploy.listed_by_nobody.l1.linux
ends_in 70 'panic 00110002' deploy.wrong_number.l1.linux

# A driver without its device, or with too small a ring, and a client without its buffer: said once, and then idle.
# idle IMAGE TEXT: after two seconds it has not used the one second of CPU time that it is given, and has said why.
idle() {
    status=0
    timeout --preserve-status 2 sh -c 'ulimit -t 1; exec "$0"' "$images/$1" >"$work/output" 2>&1 </dev/null || status=$?
    if [ "$status" = 0 ] && grep -q "$2" "$work/output" && [ "$(wc -l <"$work/output")" -lt 8 ]; then
        passed=$((passed + 1))
    else
        bad "$1: status $status, wanted an idle image and: $2"
    fi
}

idle deploy.bad_unit.l1.linux 'E console: the board has no UART 9'
idle deploy.bad_ring.l1.linux 'E console: the receive ring has 8 bytes'
idle deploy.bad_buffers.l1.linux 'E blinky: cannot read the console: -'

echo "$passed passed, $failed failed"
[ "$failed" = 0 ]
