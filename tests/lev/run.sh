#!/bin/sh
# SPDX-License-Identifier: MIT
#
# The lev program: what it says when something is wrong, in a small tree with stand-ins for cmake, ninja, the compiler
# and QEMU; then a real image, run for a second: run.sh LEV
set -eu

lev=$1
root=$(cd "$(dirname "$0")/../.." && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
passed=0
failed=0

# try STATUS TEXT LEV-ARGUMENT...: run lev in $work/tree with only the stand-ins; its status and a text in its output.
try() {
    want=$1
    text=$2
    shift 2
    status=0
    (cd "$work/tree" && PATH=$work/bin "$lev" "$@") >"$work/output" 2>&1 </dev/null || status=$?
    if [ "$status" = "$want" ] && { [ -z "$text" ] || grep -qF -- "$text" "$work/output"; }; then
        passed=$((passed + 1))
    else
        echo "FAIL lev $*: status $status, want $want and: $text"
        sed 's/^/    /' "$work/output"
        failed=$((failed + 1))
    fi
}

# program NAME SCRIPT: a stand-in.
program() {
    printf '#!/bin/sh\n%s\n' "$2" >"$work/bin/$1"
    chmod +x "$work/bin/$1"
}

# --- a small tree --------------------------------------------------------------------------------
mkdir -p "$work/bin" "$work/tree/ports/board/lm3s6965evb" "$work/tree/ports/board/broken" \
    "$work/tree/ports/hosted/linux" "$work/tree/kernels/l1" "$work/tree/kernels/common" \
    "$work/tree/examples/blinky" "$work/tree/tools/qemu"
: >"$work/tree/ports/port.h"
printf 'set(PRESET cortex-m3)\nset(QEMU -machine lm3s6965evb)\n' >"$work/tree/ports/board/lm3s6965evb/board.cmake"
echo 'set(PRESET host)' >"$work/tree/ports/hosted/linux/board.cmake"
printf '/* SPDX-License-Identifier: MIT */\n/**\n * One loop,\n * one stack. More.\n */\n' >"$work/tree/kernels/l1/l1.c"
printf '/* SPDX-License-Identifier: MIT */\n/** Blinks. */\n' >"$work/tree/examples/blinky/blinky.h"
printf 'leveret_component(NAME blinky SOURCES blinky.c)\nleveret_images(NAME blinky KERNELS l1\n    BOARDS linux lm3s6965evb\n    DEPLOY deploy.c)\n' \
    >"$work/tree/examples/blinky/CMakeLists.txt"
cp "$root/tools/qemu/run.sh" "$work/tree/tools/qemu"
for name in sh timeout sed dirname mkdir cat chmod; do
    ln -s "$(command -v $name)" "$work/bin/$name"
done

# --- the command line ----------------------------------------------------------------------------
try 2 'usage: lev COMMAND'
try 0 'usage: lev COMMAND' --help
try 0 'usage: lev COMMAND' help
try 0 'lev run COMPONENT [--board' help run
try 0 'lev run COMPONENT [--board' run --help
try 0 'lev 0.' --version
try 2 "there is no command 'rnu'; did you mean 'run'?" rnu
try 2 "there is no command 'zzzzzz'." zzzzzz
try 2 "there is no command 'fly'." help fly
try 2 'wants a component' run
try 2 "has no option '--bord'; did you mean '--board'?" run blinky --bord=linux
try 2 "see 'lev help run'" run blinky --bord=linux
try 2 "'--board' wants a value" run blinky --board
try 2 "got 'blinky' and 'other'" run blinky other
try 2 "--timeout wants whole seconds, and got '1.5'" run blinky --timeout 1.5
try 2 "--timeout wants whole seconds, and got ''" run blinky --timeout=

# --- lists ---------------------------------------------------------------------------------------
try 0 'l1     One loop, one stack' kernels
try 0 'blinky         Blinks' components
try 2 'takes no arguments' kernels all
echo 'set(CHIPS none)' >"$work/tree/ports/board/broken/board.cmake"
try 1 'broken/board.cmake has no line set(PRESET ...)' boards
rm -r "$work/tree/ports/board/broken"
try 0 'lm3s6965evb        cortex-m3    qemu-system-arm -machine lm3s6965evb' boards
try 0 'linux              host         a process of this machine' boards

# --- what there is not ---------------------------------------------------------------------------
try 1 "there is no board 'lm3s'; did you mean 'lm3s6965evb'? Boards: linux, lm3s6965evb" run blinky --board lm3s
try 1 "there is no board 'vax'. Boards: linux, lm3s6965evb" run blinky --board vax
try 1 "there is no kernel 'l2'; did you mean 'l1'? Kernels: l1" run blinky --kernel=l2
try 1 "there is no component 'blnky'; did you mean 'blinky'? Components: blinky" run blnky
try 1 'there is no image ./none' run ./none
try 1 'cannot read none' info none
try 1 'ports/port.h is not an ELF file' info ports/port.h
try 2 'wants one image' size
try 1 'cmake is needed to build the image and is not installed; it is in the package cmake: sudo apt-get install cmake' \
    run blinky

# --- what a panic means --------------------------------------------------------------------------
try 0 'module DEPLOY, assertion 2' explain 00110002 00000003
try 0 'core/node.c:' explain 00110002 00000003
try 0 'must hold: node->component->links_min <= node->link_count' explain 00110001
try 0 'a node must have as many links as its component needs' explain 00110001
try 0 'detail 00000003' explain 00110002 00000003
try 0 'drivers/i2c/i2c.c:' explain 0050:10
try 0 'it gave no memory or descriptor for I/O' explain 00300004
try 0 'LEV_MODULE(0x8001)' explain 80010004
try 0 'node 4 of the deployment' explain 00000004 00000001
try 0 'addr2line -fe IMAGE 0x73c' explain 0000073c 00000000
try 1 'this version has no such assertion' explain 00120fff
try 2 "wants the numbers of a panic" explain
try 2 "wants the numbers of a panic" explain panic
try 2 "wants the numbers of a panic" explain 0011:

# --- building what is missing --------------------------------------------------------------------
program cmake 'echo "cmake $*"; exit 1'
try 1 'ninja is needed' run blinky
program ninja ''
try 1 'the build could not be set up; its message is above. By hand: cmake --preset host && cmake --build --preset host --target blinky.l1.linux' \
    run blinky
try 1 'arm-none-eabi-gcc is needed to build for this board and is not installed; it is in the package gcc-arm-none-eabi' \
    run blinky --board lm3s6965evb
program cmake 'echo Preset CMake variables; mkdir -p build/host; echo none >build/host/build.ninja'
try 1 'there is no image blinky.l1.linux: no deployment of this component is for that kernel' run blinky
if grep -q 'Preset CMake' "$work/output"; then
    echo "FAIL cmake's list of variables is shown"
    failed=$((failed + 1))
fi
program cmake 'case $1 in --build) exit 1 ;; esac; mkdir -p build/host
printf "\nbuild blinky.l1.linux: phony x\n" >build/host/build.ninja'
try 1 'the image was not built; the reason is above. By hand: cmake --preset host' run blinky
program cmake 'case $1 in
--preset) mkdir -p build/$2; printf "\nbuild blinky.l1.linux: phony x\nbuild blinky.l1.lm3s6965evb: phony x\n" >build/$2/build.ninja ;;
--build) mkdir -p build/$3/bin
    case $5 in *.linux) image=build/$3/bin/$5 ;; *) image=build/$3/bin/$5.elf ;; esac
    printf "#!/bin/sh\necho process \$*\nexit 42\n" >$image; chmod +x $image ;;
esac'
try 42 'process one two' run blinky -- one two
program cmake 'echo built again'
try 42 'process' run blinky
try 42 'process' run blinky --timeout 5
try 42 'process' run build/host/bin/blinky.l1.linux
if grep -q again "$work/output"; then
    echo "FAIL an image that exists is built again"
    failed=$((failed + 1))
fi

# --- an image for another board, or by its path ---------------------------------------------------
mkdir -p "$work/tree/ports/board/microbit" "$work/tree/ports/chip/nrf51"
printf 'set(PRESET cortex-m0)\nset(CHIPS nrf51)\nset(QEMU -machine microbit)\n' >"$work/tree/ports/board/microbit/board.cmake"
printf '\nlev_result device_gpio_write(uint16_t pin, bool level)\n' >"$work/tree/ports/chip/nrf51/gpio.c"
printf '/** Blinks. */\n#define LEV_USE_gpio 1\n' >"$work/tree/examples/blinky/blinky.h"
try 1 'blinky.l1.microbit: no deployment of it is for that board' run blinky --board microbit
try 1 'It has images for: linux, lm3s6965evb' run blinky --board microbit
printf '/** Blinks. */\n#define LEV_USE_gpio 1\n#define LEV_USE_i2c 1\n' >"$work/tree/examples/blinky/blinky.h"
try 1 'it uses group i2c, and the board has no such device' run blinky --board microbit
# the head of an Arm program, of which nothing else is looked at
printf '\177ELF\1\1\1\0\0\0\0\0\0\0\0\0\2\0\50\0\1\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\64\0\0\0\0\0\50\0\0\0\0\0' \
    >"$work/tree/some.elf"
cp "$work/tree/some.elf" "$work/tree/blinky.l1.lm3s6965evb.elf"
chmod +x "$work"/tree/*.elf
try 1 "./some.elf is an image for an Arm board that its name does not tell; say which: --board NAME" run ./some.elf
try 1 "and 'linux' is none" run ./some.elf --board linux
printf 'not a program' >"$work/tree/noise"
chmod +x "$work/tree/noise"
try 1 'cannot start ./noise' run ./noise

# --- QEMU ----------------------------------------------------------------------------------------
program arm-none-eabi-gcc ''
mkdir -p "$work/tree/build/cortex-m3/bin"
: >"$work/tree/build/cortex-m3/bin/blinky.l1.lm3s6965evb.elf"
try 1 'qemu-system-arm is needed for this board and is not installed; it is in the package qemu-system-arm' \
    run blinky --board lm3s6965evb
program qemu-system-arm 'echo "qemu $*"; exit 3'
try 3 'qemu -machine lm3s6965evb -nodefaults' run blinky --board lm3s6965evb -- -device tmp105
try 3 'build/cortex-m3/bin/blinky.l1.lm3s6965evb.elf -device tmp105' run blinky --board lm3s6965evb -- -device tmp105
try 3 'qemu -machine lm3s6965evb' run ./blinky.l1.lm3s6965evb.elf
try 3 'qemu -machine microbit' run ./some.elf --board microbit
program qemu-system-arm 'while :; do :; done'
try 124 '' run blinky --board lm3s6965evb --timeout 1

# --- outside a tree ------------------------------------------------------------------------------
cp "$lev" "$work/lev"
status=0
(cd / && "$work/lev" boards) >"$work/output" 2>&1 || status=$?
if [ "$status" = 1 ] && grep -q 'is not in a Leveret tree; go into one' "$work/output"; then
    passed=$((passed + 1))
else
    echo "FAIL outside a tree: status $status"
    failed=$((failed + 1))
fi

# --- a real image --------------------------------------------------------------------------------
status=0
{ sleep 0.3; echo 'rate 250'; sleep 0.3; } | (cd "$root" && "$lev" run blinky --timeout 1) >"$work/output" 2>&1 || status=$?
if [ "$status" = 124 ] && grep -q 'rate 250' "$work/output" &&
    (cd "$root" && "$lev" info build/host/bin/blinky.l1.linux) | grep -q 'component blinky: core 1.*timer 1' &&
    (cd "$root" && "$lev" info build/host/bin/blinky.l1.linux) | grep -q 'node      blinky: .* 2 mailbox slots' &&
    (cd "$root" && "$lev" size build/host/bin/blinky.l1.linux) | grep -q '^\.text '; then
    passed=$((passed + 1))
else
    echo "FAIL blinky: status $status"
    cat "$work/output"
    failed=$((failed + 1))
fi

echo "$passed passed, $failed failed"
[ "$failed" = 0 ]
