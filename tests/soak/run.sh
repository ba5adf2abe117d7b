#!/bin/sh
# SPDX-License-Identifier: MIT
#
# Seeds until told to stop: run.sh [MINUTES], default 10. New seeds each time, printed; SEED=n runs that one alone.
set -eu
cd "$(dirname "$0")/../.."
minutes=${1:-10}
programs=$(ls build/host/bin/sim.seeds.*.sim)

if [ -n "${SEED:-}" ]; then
    for program in $programs; do
        LEV_TEST_TRACE=1 "$program" "$SEED" 1
    done
    exit
fi

first=$(date +%s)000
end=$(($(date +%s) + minutes * 60))
echo "soak: seeds from $first on, for $minutes minutes"
seeds=0
while [ "$(date +%s)" -lt "$end" ]; do
    for program in $programs; do
        "$program" $((first + seeds)) 200 >build/soak.log || { cat build/soak.log; exit 1; }
    done
    seeds=$((seeds + 200))
done
echo "soak: $seeds seeds passed"
