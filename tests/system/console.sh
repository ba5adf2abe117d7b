#!/bin/sh
# SPDX-License-Identifier: MIT
#
# console.sh IMAGE FOLDER: the greenhouse's console, with what people type; and its sensor, missing, damaged and mended.
set -u
image=$1
folder=$2
rm -rf "$folder"
mkdir -p "$folder"
passed=0
failed=0

check() {
    if [ "$2" = 0 ]; then
        passed=$((passed + 1))
    else
        failed=$((failed + 1))
        echo "FAIL: $1"
    fi
}

# wait_for TEXT: until the log has it, five seconds at most. The log has what stderr says, too.
wait_for() {
    tries=50
    until grep -qF -e "$1" "$folder/log"; do
        tries=$((tries - 1))
        [ "$tries" -gt 0 ] || return 1
        sleep 0.1
    done
}

# type_in LINE ANSWER
type_in() {
    : >"$folder/log"
    printf '%s\n' "$1" >&9
    wait_for "$2"
    check "'$1' is answered: $2" $?
}

mkfifo "$folder/console"
: >"$folder/log"
LEVERET_TMP105=$folder/temperature "$image" <"$folder/console" >>"$folder/log" 2>&1 &
server=$!
exec 9>"$folder/console"
# shellcheck disable=SC2064 # the pid as it is now
trap "kill $server 2>/dev/null; rm -f $folder/console" EXIT

wait_for "no sensor: -"
check "a missing sensor is logged" $?
sleep 3
[ "$(grep -c "no sensor: -" "$folder/log")" = 1 ]
check "… once" $?
[ "$(grep -c "LEVERET_TMP105=.*does not answer" "$folder/log")" = 1 ]
check "… and the file that is missing is named, once" $?
type_in temp "no reading, last was 0.0 fan off"
echo 21.5x >"$folder/temperature"
sleep 2.2
type_in temp "no reading"
echo 21.5 >"$folder/temperature"
wait_for "sensor answers"
check "a mended sensor is logged" $?
type_in temp "temperature 21.5 fan off"

type_in "threshold 27 99" "say: temp | threshold"
type_in "threshold" "say: temp | threshold"
type_in "threshold 27x" "say: temp | threshold"
type_in "temp now" "say: temp | threshold"
type_in "threshold 27" "threshold 27.0"
type_in "threshold 2222222222222222222222222222222222222222222222222222222222222222222222" "line too long"
type_in temp "temperature 21.5 fan off"

echo "$passed passed, $failed failed"
[ "$failed" = 0 ]
