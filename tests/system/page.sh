#!/bin/sh
# SPDX-License-Identifier: MIT
#
# page.sh IMAGE FOLDER: the greenhouse's page in headless Chromium. What the page shows must be what the sensor says, also
# after it has changed, and the threshold set through the page's own API must show; the pictures stay in FOLDER.
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

echo 21.5 >"$folder/temperature"
mkfifo "$folder/console"
LEVERET_TMP105=$folder/temperature "$image" <"$folder/console" >"$folder/log" 2>&1 &
server=$!
exec 9>"$folder/console"
# shellcheck disable=SC2064 # the pid as it is now
trap "kill $server 2>/dev/null" EXIT
tries=100
until port=$(sed -n 's/.*listening on port \([0-9]*\).*/\1/p' "$folder/log") && [ -n "$port" ]; do
    tries=$((tries - 1))
    [ "$tries" -gt 0 ] || { echo "FAIL: it does not listen; see $folder/log"; exit 1; }
    sleep 0.1
done
url=http://127.0.0.1:$port/

# browse OPTIONS: the page after three seconds of its own time.
browse() {
    timeout 60 chromium --headless --no-sandbox --disable-gpu --disable-quic --no-first-run \
        --disable-background-networking --disable-component-update --disable-sync \
        --user-data-dir="$folder/profile" --window-size=800,600 --virtual-time-budget=4000 \
        "$@" "$url" 2>>"$folder/chromium.log"
}

sleep 1.2
browse --dump-dom >"$folder/cold.html"
grep -q '<b id="t">21.5</b>' "$folder/cold.html"
check "the page shows 21.5" $?
grep -q '>fan off<' "$folder/cold.html"
check "the page shows the fan off" $?

curl -sf -m 5 -X PUT --data 27 "${url}api/threshold"
check "the threshold is taken" $?
echo 30.5 >"$folder/temperature"
sleep 2.2
browse --dump-dom >"$folder/warm.html"
grep -q '<b id="t">30.5</b>' "$folder/warm.html"
check "the page shows 30.5" $?
grep -q 'class="on">fan on<' "$folder/warm.html"
check "the page shows the fan on" $?
grep -q '<polyline id="p" points="0,' "$folder/warm.html"
check "the chart has points" $?
grep -q '<i id="m"></i>' "$folder/warm.html"
check "the page has nothing to complain about" $?

browse --screenshot="$folder/page.png" >/dev/null
[ -s "$folder/page.png" ]
check "there is a picture" $?

echo "$passed passed, $failed failed"
[ "$failed" = 0 ]
