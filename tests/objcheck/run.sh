#!/bin/sh
# SPDX-License-Identifier: MIT
#
# Libraries that objcheck must pass, and ones it must refuse with the right words, made by the host's compiler and,
# where it is installed, by arm-none-eabi-gcc: run.sh OBJCHECK
set -eu

objcheck=$1
root=$(cd "$(dirname "$0")/../.." && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
passed=0
failed=0

declare_blinky='
#define LEV_COMPONENT blinky
#define LEV_USE_core 1
#define LEV_USE_timer 1
#include <lev/component.h>
#include <lev/timer.h>
#include <string.h>
'

# library SOURCE-TEXT [SECOND-SOURCE-TEXT]: $work/libblinky.a; $compiler and $flags say how.
library() {
    rm -f "$work"/*.o "$work/libblinky.a"
    printf '%s\n' "$1" >"$work/blinky.c"
    printf '%s\n' "${2:-}" >"$work/second.c"
    for source in blinky second; do
        # shellcheck disable=SC2086 # flags is a list of words
        $compiler $flags -std=c11 -w -Os -ffreestanding -fdata-sections -I "$root/include" \
            -c -o "$work/$source.o" "$work/$source.c"
    done
    ar rc "$work/libblinky.a" "$work/blinky.o" "$work/second.o"
}

bad() {
    echo "FAIL $compiler $flags: $name: $1"
    sed 's/^/    /' "$work/output"
    failed=$((failed + 1))
}

# accept NAME: objcheck is silent about $work/libblinky.a.
accept() {
    name=$1
    if "$objcheck" "$work/libblinky.a" >"$work/output" 2>&1 && [ ! -s "$work/output" ]; then
        passed=$((passed + 1))
    else
        bad "refused"
    fi
}

# refuse NAME FINDINGS TEXT...: it is refused with so many findings, and each text is in the message.
refuse() {
    name=$1
    findings=$2
    shift 2
    status=0
    "$objcheck" "$work/libblinky.a" >"$work/output" 2>&1 || status=$?
    if [ "$status" != 1 ]; then
        bad "status $status"
        return
    fi
    if ! grep -q ", $findings findings\$" "$work/output"; then
        bad "not $findings findings"
        return
    fi
    for text in "$@"; do
        if ! grep -qF "$text" "$work/output"; then
            bad "does not say: $text"
            return
        fi
    done
    passed=$((passed + 1))
}

cases() {
    # What components do: state, tables with addresses, pure libc, arithmetic in software, a second object.
    library "$declare_blinky"'
        struct blinky { struct lev_op op; int64_t a; double d; char text[64]; };
        int blinky_helper(int);
        static void done(void *state, struct lev_op *op) { (void)state; (void)op; }
        static lev_completion_fn *const completions[] = {done};
        const struct lev_component blinky_component =
            {.name = "blinky", .completions = completions, .state_bytes = sizeof(struct blinky)};
        void blinky_on_event(void *state, struct lev_event event) {
            struct blinky *me = state;
            me->a = me->a / (event.arg + 3) * blinky_helper(event.arg);
            me->d = me->d * 1.5 / event.arg;
            memset(me->text, event.arg, sizeof me->text);
            switch (event.id) { case 1: me->a++; break; case 2: me->a = 7; break; case 3: me->a *= 5; break;
                case 4: me->text[0] = 1; break; case 5: me->text[2] = 9; break; default: break; }
            if (lev_timer_start(1, 1, 16) < 0) { lev_restart(); }
        }' 'int blinky_helper(int x) { return x / 3 + __builtin_popcount(x); }'
    accept good

    library "$declare_blinky"'int counter = 7; int *next(void) { static int here; return &here; } int tick(void) { return counter++; }'
    refuse data 2 'writable variable counter (4 bytes, .data.counter)' 'writable variable here (4 bytes, .bss.here' \
        'make it a member, or const'

    library "$declare_blinky"'_Thread_local int mine; int get(void) { return mine++; }'
    if [ "$compiler" = gcc ]; then
        refuse thread-local 1 'writable variable mine (4 bytes, .tbss'
    else
        refuse thread-local 2 'writable variable mine' 'uses __aeabi_read_tp'
    fi

    library "$declare_blinky"'int shared __attribute__((common)); int get(void) { return shared; }'
    refuse common 1 'writable variable shared (4 bytes, common)'

    library "$declare_blinky"'static void early(void) __attribute__((constructor)); static void early(void) { lev_now(); }'
    refuse constructor 1 'has code that runs before the first event (.init_array' 'LEV_EVENT_START'

    # A prototype made by hand, of a group that is not declared.
    library "$declare_blinky"'lev_result lev_read_start(struct lev_op *, lev_handle, void *, uint32_t);
        lev_result f(void *state) { return lev_read_start(state, 1, 0, 0); }'
    refuse hand-made 1 "uses lev_read_start of group stream without declaring the group; add '#define LEV_USE_stream 1'" \
        'include <lev/stream.h>'

    library "$declare_blinky"'uint32_t lev_mmio_read(uint16_t, uint32_t); uint32_t f(void) { return lev_mmio_read(0, 0); }'
    refuse hand-made-raw 1 'of group raw.mmio without' '#define LEV_USE_raw_mmio 1' 'include <lev/raw.h>'

    library "$declare_blinky"'lev_result core_op_start(void *, void *); lev_result f(void) { return core_op_start(0, 0); }'
    refuse inside 1 'uses core_op_start: it is the system'

    library "$declare_blinky"'long time(long *); int rand(void); void *malloc(unsigned); int printf(const char *, ...);
        int pthread_create(void); void exit(int); int strangers(void);
        void f(void) { printf("%d%d%p", (int)time(0), rand(), malloc(1)); pthread_create(); strangers(); exit(1); }'
    refuse libc 7 'uses time: a replay would see another time; use lev_now()' 'uses rand: a replay' 'use group rng' \
        'uses malloc: its memory is not in the node' 'group mem' 'uses printf:' 'group log' \
        'uses pthread_create:' 'lev_post' 'uses exit:' 'lev_restart()' 'uses strangers: it is in no API group'

    library "$declare_blinky"'void port_reset(void) {} int core_x(void) { return 1; } int lev_y(void) { return 2; }'
    refuse system-names 3 'defines port_reset: names that begin with port_ are the system' 'defines core_x' 'defines lev_y'

    if [ "$compiler" = gcc ]; then
        library "$declare_blinky"'static int one(void) { return 1; } static void *choose(void) { return (void *)one; }
            int chosen(void) __attribute__((ifunc("choose"))); int f(void) { return chosen(); }'
        refuse ifunc 1 'defines chosen as an ifunc'
    fi

    library 'int f(int a) { return a; }'
    refuse no-manifest 1 'has no manifest that names the component' '#define LEV_COMPONENT name'

    library "$declare_blinky"'void f(void) {}' 'long long lev_now(void); long long g(void) { return lev_now(); }'
    refuse no-manifest-in-one 1 '(second.o): uses lev_now but has no manifest' '<lev/component.h>'

    library "$declare_blinky"'LEV__MANIFEST("use", "telepathy 1"); LEV__MANIFEST("use", "stream 9"); void f(void) {}'
    refuse strange-groups 2 'declares the group telepathy, which this system does not have' \
        'was built for major version 9 of group stream, and this is 1'

    flags="$flags -flto"
    library "$declare_blinky"'void f(void) {}'
    if grep -q gnu.lto_ "$work/blinky.o"; then
        refuse lto 3 'is compiled for link-time optimisation' 'without -flto'
    fi
    flags=${flags% -flto}
}

compiler=gcc
for flags in -fPIE -fno-pie; do
    cases
done
if command -v arm-none-eabi-gcc >/dev/null; then
    compiler=arm-none-eabi-gcc
    # picolibc's headers, as in cmake/toolchains: the compiler's package brings no C library.
    for flags in "-mthumb -mcpu=cortex-m0 --specs=picolibc.specs" "-mthumb -mcpu=cortex-m3 --specs=picolibc.specs"; do
        cases
    done
fi

# --- damaged files -------------------------------------------------------------------------------
compiler=gcc
flags=
library "$declare_blinky"'void f(void) {}'
cp "$work/libblinky.a" "$work/whole"
head -c 700 "$work/whole" >"$work/libblinky.a"
refuse cut-off 1 'a member reaches past its end'
head -c 4 "$work/whole" >"$work/libblinky.a"
refuse no-archive 1 'is not a static library' 'leveret_component()'
printf 'int a;' >"$work/blinky.o"
rm "$work/libblinky.a"
ar rc "$work/libblinky.a" "$work/blinky.o"
refuse no-elf 2 'is not an ELF file'
rm "$work/libblinky.a"
ar rcT "$work/libblinky.a" "$work/second.o"
refuse thin 1 'is a thin archive'

status=0
"$objcheck" >/dev/null 2>&1 || status=$?
"$objcheck" "$work/none.a" >/dev/null 2>&1 && status=0
if [ "$status" = 2 ]; then passed=$((passed + 1)); else failed=$((failed + 1)); echo "FAIL usage"; fi

echo "$passed passed, $failed failed"
[ "$failed" = 0 ]
