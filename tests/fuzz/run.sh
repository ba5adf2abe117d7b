#!/bin/sh
# SPDX-License-Identifier: MIT
#
# Fuzz every target: run.sh [SECONDS [TARGET...]]. Default 60 s each; CI smokes with 2.
#
# A target is a file *_fuzz.c beside this script. A line "SOURCES a.c folder ..." in its head names what it is
# linked with; a folder stands for its C files without a main(); "FLAGS ..." adds to the compiler's. clang's libFuzzer with ASan and UBSan; a fixed seed, SEED=n for another one. Inputs that
# count are kept in corpus/TARGET; a crash is left in build/fuzz and printed as the command that repeats it.
set -eu
cd "$(dirname "$0")/../.."
seconds=${1:-60}
[ $# -eq 0 ] || shift
out=build/fuzz
mkdir -p "$out"

flags="-std=c11 -g -O1 -DLEV__OS=1 -D_XOPEN_SOURCE=700 -fno-strict-aliasing -fsanitize=fuzzer,address,undefined -fno-sanitize-recover=all"
for folder in include . ports/hosted/common ports/hosted/sim \
    core/opt/budget/lazy core/opt/checks/on core/opt/cores/one core/opt/depth/on core/opt/drops/on core/opt/record/off \
    core/opt/restart/on core/opt/stamp/on; do
    flags="$flags -I$folder"
done

passed=0
failed=0
for file in tests/fuzz/*_fuzz.c; do
    name=$(basename "$file" _fuzz.c)
    case " $* " in "  " | *" $name "*) ;; *) continue ;; esac
    sources=
    for source in $(sed -n 's/^[ *]*SOURCES //p' "$file"); do
        if [ -d "$source" ]; then
            source=$(grep -L "^int main(" "$source"/*.c || true)
        fi
        sources="$sources $source"
    done
    own=$(sed -n 's/^[ *]*FLAGS //p' "$file")
    # shellcheck disable=SC2086 # flags and sources are lists of words
    if ! clang-14 $flags $own -o "$out/$name" "$file" $sources; then
        echo "fuzz $name: does not build"
        failed=$((failed + 1))
        continue
    fi
    mkdir -p "tests/fuzz/corpus/$name" "$out/new.$name"
    if "$out/$name" -max_total_time="$seconds" -seed="${SEED:-1}" -timeout=5 -rss_limit_mb=1024 \
        -artifact_prefix="$out/$name." "$out/new.$name" "tests/fuzz/corpus/$name" >"$out/$name.log" 2>&1; then
        echo "fuzz $name: ok, $(sed -n 's/^Done \([0-9]*\) runs.*/\1 runs/p' "$out/$name.log")"
        passed=$((passed + 1))
    else
        tail -40 "$out/$name.log"
        echo "fuzz $name: FAILED; repeat with: $out/$name $(ls -t "$out/$name".crash* "$out/$name".timeout* 2>/dev/null | head -1)"
        failed=$((failed + 1))
    fi
done
echo "fuzz: $passed passed, $failed failed"
[ "$failed" = 0 ] && [ "$passed" != 0 ]
