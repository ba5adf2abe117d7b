#!/bin/sh
# SPDX-License-Identifier: MIT
#
# lint must find what is wrong in each tree of trees/, print exactly the lines of its file `expected`, and nothing
# more: run.sh LINT
set -eu

lint=$1
here=$(cd "$(dirname "$0")" && pwd)
root=$here/../..
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
passed=0
failed=0

# A copy of a tree, under the project's own rules.
prepare() {
    rm -rf "$work/tree"
    mkdir -p "$work/tree/tools"
    if [ -n "$1" ]; then
        cp -R "$here/trees/$1/." "$work/tree"
        rm "$work/tree/expected"
    fi
    cp "$root/tools/layers.txt" "$work/tree/tools"
}

# judge NAME EXPECTED-FILE LINT-OPTION...: the findings must be those lines, in any order.
judge() {
    name=$1
    sort "$2" >"$work/expected"
    shift 2
    status=0
    "$lint" --tree "$work/tree" "$@" >"$work/output" 2>&1 || status=$?
    grep -v '^lint: ' "$work/output" | sort >"$work/found" || true
    want=1
    [ -s "$work/expected" ] || want=0
    if [ "$status" = "$want" ] && diff -u "$work/expected" "$work/found" &&
        grep -q ", $(wc -l <"$work/expected") findings\$\|^lint: cannot" "$work/output"; then
        passed=$((passed + 1))
    else
        echo "FAIL $name (status $status, expected $want)"
        failed=$((failed + 1))
    fi
}

for tree in "$here"/trees/*/; do
    name=$(basename "$tree")
    prepare "$name"
    judge "$name" "$here/trees/$name/expected" --no-libraries
done

# --- too long ------------------------------------------------------------------------------------
prepare ""
mkdir "$work/tree/core"
{
    echo '/* SPDX-License-Identifier: MIT */'
    yes 'static int a;' | head -n 800
} >"$work/tree/core/long.c"
echo 'core/long.c:801: has 801 lines, more than 800; split it by what it does' >"$work/want"
judge long "$work/want" --no-libraries
sed -i '$d' "$work/tree/core/long.c"
: >"$work/want"
judge just-long-enough "$work/want" --no-libraries

# --- a rule that is not understood ---------------------------------------------------------------
prepare clean
echo 'inklude core/* : base/*' >>"$work/tree/tools/layers.txt"
line=$(wc -l <"$work/tree/tools/layers.txt")
echo "tools/layers.txt:$line: is not understood; write \`skip FILES\`, \`include FILES : WHAT\` or \`link LIBRARY : WHOM\`" >"$work/want"
judge rules "$work/want" --no-libraries

# --- layers by symbols ---------------------------------------------------------------------------
# library NAME SOURCE-TEXT: a static library of one object, in $work/libraries.
library() {
    printf '%s\n' "$2" >"$work/object.c"
    gcc -c -w -ffreestanding -o "$work/object.o" "$work/object.c"
    rm -f "$work/libraries/lib$1.a"
    ar rc "$work/libraries/lib$1.a" "$work/object.o"
}

fresh_libraries() {
    prepare clean
    rm -rf "$work/libraries"
    mkdir "$work/libraries"
    cat >"$work/tree/core/kernel.h" <<'EOF'
/* SPDX-License-Identifier: MIT */
/** Kernel contract. */

/** Run. */
LEV_CTX(init)
void kernel_run(void);
EOF
    library core.speed 'void kernel_run(void); void *memcpy(void *, const void *, unsigned long);
        void core_main(char *a, char *b) { memcpy(a, b, 1000000); kernel_run(); }'
    library kernel_l1.speed 'void core_main(char *, char *); void kernel_run(void) { core_main(0, 0); }
        void l1_inside(void) {}'
}

libraries=$work/libraries
: >"$work/want"
fresh_libraries
judge symbols-clean "$work/want" --libraries "$libraries"

fresh_libraries
library core.speed 'void l1_inside(void); void core_main(void) { l1_inside(); l1_inside(); }'
echo "$libraries/libcore.speed.a:0: core in object.o calls l1_inside of kernel_l1; core calls kernels through core/kernel.h alone" >"$work/want"
judge symbols-kernel "$work/want" --libraries "$libraries"

fresh_libraries
library driver_uart.speed 'void pl011_poke(void); void uart_on_event(void) { pl011_poke(); }'
library port_lm3s.speed 'void printf(void); void pl011_poke(void) { printf(); }'
echo "$libraries/libdriver_uart.speed.a:0: driver_uart in object.o calls pl011_poke of port_lm3s; never a kernel, a chip or another driver" >"$work/want"
judge symbols-chip "$work/want" --libraries "$libraries"

fresh_libraries
library api_http.speed 'void printf(void); void http_on_event(void) { printf(); }'
echo "$libraries/libapi_http.speed.a:0: api_http in object.o needs printf, which no layer defines and no contract declares; never a kernel or a chip" >"$work/want"
judge symbols-unknown "$work/want" --libraries "$libraries"

# A definition in another set is none in this one.
fresh_libraries
library api_x.speed 'void core_late(void); void x(void) { core_late(); }'
library core.size 'void core_late(void) {}'
echo "$libraries/libapi_x.speed.a:0: api_x in object.o needs core_late, which no layer defines and no contract declares; never a kernel or a chip" >"$work/want"
judge symbols-set "$work/want" --libraries "$libraries"

fresh_libraries
head -c 100 "$libraries/libcore.speed.a" >"$work/cut"
mv "$work/cut" "$libraries/libcore.speed.a"
echo "$libraries/libcore.speed.a:0: is damaged: a member reaches past its end; build it again with cmake --build" >"$work/want"
library kernel_l1.speed 'void kernel_run(void) {}'
judge symbols-damaged "$work/want" --libraries "$libraries"

prepare clean
rm -rf "$libraries"
echo "$libraries:0: holds no libraries of the layers; build them first: cmake --preset host && cmake --build --preset host" >"$work/want"
judge symbols-none "$work/want" --libraries "$libraries"

# --- usage ---------------------------------------------------------------------------------------
status=0
"$lint" --nonsense >/dev/null 2>&1 || status=$?
if [ "$status" = 2 ]; then passed=$((passed + 1)); else failed=$((failed + 1)); echo "FAIL usage"; fi

echo "$passed passed, $failed failed"
[ "$failed" = 0 ]
