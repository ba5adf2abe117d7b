#!/bin/sh
# SPDX-License-Identifier: MIT
#
# Tests deps/fetch.sh and cmake/deps.cmake without a network: apt is replaced, on PATH, by programs that serve a
# made-up archive and count how often they are asked. Most cases are refusals: each breaks one thing on purpose.
#
#     tests/deps/deps_test.sh [FETCH]      FETCH: the program under test, if not deps/fetch.sh
set -u
LC_ALL=C
export LC_ALL
unset LEVERET_DEPS_CACHE

root=$(cd "$(dirname "$0")/../.." && pwd)
fetch=${1:-$root/deps/fetch.sh}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
passed=0
failed=0
skipped=0
bad=''

# --- a made-up archive --------------------------------------------------------------------------------------------

mkdir -p "$work/bin" "$work/make/toy-1.0/lib/extra"
printf '/* Licence: MIT.\n * Notice.\n */\nint toy(void) { int unused; return 7; }\n' >"$work/make/toy-1.0/lib/toy.c"
printf 'int toy(void);\n' >"$work/make/toy-1.0/lib/toy.h"
printf 'int more(void) { return 1; }\n' >"$work/make/toy-1.0/lib/extra/more.c"
printf 'not wanted\n' >"$work/make/toy-1.0/lib/test.c"
tar -C "$work/make" --mtime='2001-01-01' -czf "$work/good.tar.gz" toy-1.0
head -c 200 "$work/good.tar.gz" >"$work/short.tar.gz"
hash_of() { sha256sum <"$1" | cut -d ' ' -f 1; }
good=$(hash_of "$work/good.tar.gz")
short=$(hash_of "$work/short.tar.gz")

# The archive is the folder $ARCHIVE: file "offers" (lines VERSION HASH), file "tarball", and switches:
# fail (how many downloads fail), say (what a failing one prints), slow (seconds a download takes).
cat >"$work/bin/apt-get" <<'END'
#!/bin/sh
echo "$*" >>"$ARCHIVE/calls"
[ "$1" = -c ] || exit 100
case " $* " in *" update "*) exit 0 ;; esac
left=$(cat "$ARCHIVE/fail" 2>/dev/null || echo 0)
if [ "$left" -gt 0 ]; then
    echo $((left - 1)) >"$ARCHIVE/fail"
    cat "$ARCHIVE/say" 2>/dev/null
    exit 100
fi
if [ -f "$ARCHIVE/slow" ]; then
    head -c 100 "$ARCHIVE/tarball" >toy_1.0.orig.tar.gz
    touch "$ARCHIVE/started"
    /bin/sleep "$(cat "$ARCHIVE/slow")"
fi
cp "$ARCHIVE/tarball" toy_1.0.orig.tar.gz
END
cat >"$work/bin/apt-cache" <<'END'
#!/bin/sh
while read -r version hash; do
    printf 'Package: toy\nVersion: %s\nFiles:\n 0123 9 toy_1.0.orig.tar.gz\nChecksums-Sha256:\n' "$version"
    printf ' aa 9 toy.dsc\n'
    [ -z "$hash" ] || printf ' %s 9 toy_1.0.orig.tar.gz\n' "$hash"
    printf 'Homepage: none\n\n'
done <"$ARCHIVE/offers"
END
cat >"$work/bin/apt-config" <<'END'
#!/bin/sh
echo "LIST='$ARCHIVE/etc/sources.list' PARTS='$ARCHIVE/etc/sources.list.d/'"
END
printf '#!/bin/sh\n' >"$work/bin/sleep" # retries need not wait
chmod +x "$work/bin"/*
PATH=$work/bin:$PATH
export PATH

# Counts how often something is unpacked.
# shellcheck disable=SC2016 # expanded by the program made
printf '#!/bin/sh\necho tar >>"$ARCHIVE/unpacked"\nexec "%s" "$@"\n' "$(command -v tar)" >"$work/bin/tar"
chmod +x "$work/bin/tar"

# A tree of its own for one case: recipe, archive, and where the library goes. $1: the name of the case.
begin() {
    title=$1
    bad=''
    tree=$work/tree
    ARCHIVE=$work/archive
    export ARCHIVE
    rm -rf "$tree" "$ARCHIVE"
    mkdir -p "$tree/deps/toy" "$ARCHIVE/etc/sources.list.d"
    cp "$fetch" "$tree/deps/fetch.sh"
    recipe=$tree/deps/toy/recipe
    dest=$tree/build/deps/toy
    cache=$tree/build/deps/.cache
    cat >"$recipe" <<END
# a comment
package=toy
version=1.0-1
tarball=toy_1.0.orig.tar.gz
sha256=$good
folder=toy-1.0/lib
files=toy.c toy.h
sources=toy.c
includes=.
licence=MIT
licence_text=toy.c:1-3
why=for the test
END
    cp "$work/good.tar.gz" "$ARCHIVE/tarball"
    echo "1.0-1 $good" >"$ARCHIVE/offers"
    echo 'deb http://archive.invalid/debian stable main' >"$ARCHIVE/etc/sources.list"
    : >"$ARCHIVE/calls"
}

finish() {
    if [ -z "$bad" ]; then
        passed=$((passed + 1))
        echo "ok    $title"
    else
        failed=$((failed + 1))
        echo "FAIL  $title:$bad"
        [ ! -s "$work/out" ] || sed 's/^/      | /' "$work/out"
    fi
}

check() { "$@" || bad="$bad [$*]"; }
refute() { if "$@"; then bad="$bad [not: $*]"; fi; }
run() { sh "$tree/deps/fetch.sh" toy "$dest" >"$work/out" 2>&1; }
said() { grep -qF -e "$1" "$work/out"; }
edit() { sed "$1" "$recipe" >"$work/edited" && cp "$work/edited" "$recipe"; }
downloads() { [ "$(grep -c ' source ' "$ARCHIVE/calls")" -eq "$1" ]; }
no_calls() { [ ! -s "$ARCHIVE/calls" ]; }
is_whole() {
    [ "$(cd "$dest" && find . -type f ! -name '.*' | sort | tr '\n' ' ')" = './toy.c ./toy.h ' ] &&
        cmp -s "$dest/toy.c" "$work/make/toy-1.0/lib/toy.c" && cmp -s "$recipe" "$dest/.recipe"
}
# Neither the library nor work in progress; with "cache", no tarball either.
nothing_left() {
    [ ! -e "$dest" ] && [ ! -e "$dest.new" ] && [ ! -e "$dest.old" ] && [ ! -e "$cache/partial" ] &&
        { [ "${1:-}" != cache ] || [ ! -e "$cache/toy_1.0.orig.tar.gz" ]; }
}

# --- it works -----------------------------------------------------------------------------------------------------

begin 'a first run downloads the pinned version and unpacks only what is named'
check run
check is_whole
check grep -q -- '--download-only --tar-only toy=1.0-1$' "$ARCHIVE/calls"
refute [ -e "$dest.new" ]
refute [ -e "$cache/partial" ]
finish

begin 'a second run does nothing, asks nobody, and needs no tarball'
check run
: >"$ARCHIVE/calls"
rm -rf "$cache"
check run
check no_calls
check is_whole
finish

begin 'unpacked files are newer than objects built from a former version'
touch "$work/object"
/bin/sleep 0.1
check run
check [ -n "$(find "$dest/toy.c" -newer "$work/object")" ]
finish

begin 'a tarball put into the cache by hand serves without a network'
LEVERET_DEPS_CACHE=$work/tree/elsewhere
export LEVERET_DEPS_CACHE
mkdir -p "$LEVERET_DEPS_CACHE"
cp "$work/good.tar.gz" "$LEVERET_DEPS_CACHE/toy_1.0.orig.tar.gz"
check run
check no_calls
check is_whole
refute [ -e "$cache" ]
unset LEVERET_DEPS_CACHE
finish

begin 'an edited recipe unpacks again, from the cache'
check run
: >"$ARCHIVE/calls"
edit 's/^files=.*/files=toy.c extra/'
check run
check [ -f "$dest/extra/more.c" ]
refute [ -e "$dest/toy.h" ]
check no_calls
finish

begin 'a changed or missing file is put back, from the cache'
check run
: >"$ARCHIVE/calls"
echo '#error' >>"$dest/toy.c"
check run
check is_whole
rm "$dest/toy.h"
check run
check is_whole
check no_calls
finish

begin 'paths with spaces'
dest="$tree/build dir/de ps/toy"
check run
check is_whole
finish

# --- the archive --------------------------------------------------------------------------------------------------

begin 'a newer packaging of the same upstream tarball is accepted, the newest first'
printf '%s\n' "1.0-1+deb1u9 $good" "1.0-1+deb1u10 $good" "1.1-1 $short" >"$ARCHIVE/offers"
check run
check is_whole
check grep -q ' toy=1.0-1+deb1u10$' "$ARCHIVE/calls"
finish

begin 'the archive offers the tarball with another hash: refused before any download'
echo "1.0-1 $short" >"$ARCHIVE/offers"
refute run
check said 'hash mismatch'
check said "expected SHA-256: $good"
check said "actual SHA-256:   $short"
check downloads 0
check nothing_left cache
finish

begin 'the archive has moved to another upstream version: said at once'
echo '2.0-1' >"$ARCHIVE/offers"
refute run
check said 'the archive has toy 2.0-1 and no toy_1.0.orig.tar.gz'
check downloads 0
check nothing_left cache
finish

begin 'a download that fails twice is tried a third time'
echo 2 >"$ARCHIVE/fail"
check run
check downloads 3
check is_whole
finish

begin 'offline: three tries, then what to do, and nothing is left'
echo 99 >"$ARCHIVE/fail"
echo 'E: Could not resolve host' >"$ARCHIVE/say"
refute run
check downloads 3
check said 'Check that the network'
check said 'apt: E: Could not resolve host'
check said "SHA-256: $good"
check said "put it, under that name, into $cache"
check nothing_left cache
finish

begin 'offline with empty lists: tried again, then refused'
: >"$ARCHIVE/offers"
refute run
check [ "$(grep -c ' update$' "$ARCHIVE/calls")" -eq 3 ]
check said 'Check that the network'
check nothing_left cache
finish

begin 'a full disk is called a full disk, and not tried again'
echo 99 >"$ARCHIVE/fail"
echo 'E: write - write (28: No space left on device)' >"$ARCHIVE/say"
refute run
check said 'the disk is full'
check downloads 1
check nothing_left cache
finish

begin 'too little space left: refused before apt is asked'
printf '#!/bin/sh\necho head\necho "disk 100 99 61000 1%% /"\n' >"$work/bin/df"
chmod +x "$work/bin/df"
refute run
rm "$work/bin/df"
check said 'the disk is full'
check no_calls
check nothing_left cache
finish

begin 'no entry to make a deb-src entry from'
rm "$ARCHIVE/etc/sources.list"
printf 'Types: deb\nURIs: http://off.invalid\nSuites: x\nEnabled: no\n' >"$ARCHIVE/etc/sources.list.d/a.sources"
echo 'deb http://ignored.invalid x y' >"$ARCHIVE/etc/sources.list.d/a.list.save"
refute run
check said 'no deb entry found'
check said "$ARCHIVE/etc/sources.list.d"
check no_calls
check nothing_left cache
finish

begin 'deb-src entries are made from both forms of the machine'\''s entries, and only from enabled ones'
cat >"$ARCHIVE/etc/sources.list" <<'END'
# deb http://commented.invalid a main
deb [arch=amd64 signed-by=/k.gpg] http://one.invalid/debian a main contrib # why
deb-src [arch=amd64 signed-by=/k.gpg] http://one.invalid/debian a main contrib
END
printf 'deb http://two.invalid b main' >"$ARCHIVE/etc/sources.list.d/b.list"
cat >"$ARCHIVE/etc/sources.list.d/c.sources" <<'END'
Types: deb deb-src
# a comment does not end a stanza
URIs: http://three.invalid
 http://four.invalid
Suites: c
Signed-By:
 -----BEGIN
 .
 -----END

enabled:no
Types: deb
URIs: http://off.invalid

Types: deb
URIs: http://five.invalid
Suites: d
END
echo 99 >"$ARCHIVE/fail"
# Keeps a copy of what apt would have read.
# shellcheck disable=SC2016 # expanded by the program made
sed '2i cp -r "$(dirname "$2")/sources" "$ARCHIVE/" 2>/dev/null; cp "$2" "$ARCHIVE/conf"' "$work/bin/apt-get" >"$work/spy"
cp "$work/bin/apt-get" "$work/plain"
cp "$work/spy" "$work/bin/apt-get"
refute run
cp "$work/plain" "$work/bin/apt-get"
cat >"$work/list" <<'END'
deb-src [arch=amd64 signed-by=/k.gpg] http://one.invalid/debian a main contrib
deb-src http://two.invalid b main
END
cat >"$work/sources" <<'END'
Types: deb-src
URIs: http://three.invalid
 http://four.invalid
Suites: c
Signed-By:
 -----BEGIN
 .
 -----END

Types: deb-src
URIs: http://five.invalid
Suites: d
END
check cmp "$work/list" "$ARCHIVE/sources/machine.list"
sed -e '$ { /^$/d; }' "$ARCHIVE/sources/machine.sources" >"$work/sources.made"
check cmp "$work/sources" "$work/sources.made"
finish

begin 'apt runs on a private configuration alone: sources, lists, caches; no hooks'
echo 99 >"$ARCHIVE/fail"
cp "$work/spy" "$work/bin/apt-get"
refute run
cp "$work/plain" "$work/bin/apt-get"
refute grep -qv '^-c [^ ]*apt.conf ' "$ARCHIVE/calls"
check grep -qxF 'Dir::Etc::SourceList "/dev/null";' "$ARCHIVE/conf"
for key in Dir::Etc::SourceParts Dir::State::Lists Dir::Cache; do
    check grep -qF "$key \"$cache/" "$ARCHIVE/conf"
done
check grep -qxF '#clear APT::Update::Post-Invoke;' "$ARCHIVE/conf"
finish

# --- what arrives is wrong ----------------------------------------------------------------------------------------

begin 'a download with the wrong hash is refused, and nothing is left'
cp "$work/short.tar.gz" "$ARCHIVE/tarball"
refute run
check said 'hash mismatch'
check said "expected SHA-256: $good"
check said "actual SHA-256:   $short"
check nothing_left cache
finish

begin 'a tarball in the cache with the wrong hash is not used'
mkdir -p "$cache"
cp "$work/short.tar.gz" "$cache/toy_1.0.orig.tar.gz"
echo 99 >"$ARCHIVE/fail"
refute run
check said "actual SHA-256:   $short"
check nothing_left
rm "$ARCHIVE/fail"
check run
check is_whole
check cmp "$cache/toy_1.0.orig.tar.gz" "$work/good.tar.gz"
finish

begin 'a truncated tarball, pinned as such, is refused, and nothing is left'
edit "s/^sha256=.*/sha256=$short/"
echo "1.0-1 $short" >"$ARCHIVE/offers"
cp "$work/short.tar.gz" "$ARCHIVE/tarball"
refute run
check said 'cannot unpack toy_1.0.orig.tar.gz'
check nothing_left
finish

begin 'a missing member is named, and nothing is left'
edit 's/^files=.*/files=toy.c gone.h/'
refute run
check said 'toy_1.0.orig.tar.gz lacks: toy-1.0/lib/gone.h'
check nothing_left
finish

begin 'a failed update leaves the former library as it was'
check run
cp "$recipe" "$work/former"
edit 's/^files=.*/files=toy.c gone.h/'
refute run
cp "$work/former" "$recipe"
check is_whole
finish

begin 'a licence text that is not there is refused'
edit 's/^licence_text=.*/licence_text=toy.c:1-99/'
refute run
check said 'licence_text'
check nothing_left
finish

begin 'a folder that this program did not make is left alone'
mkdir -p "$dest"
echo mine >"$dest/notes"
refute run
check said 'was not made by this program'
check [ "$(cat "$dest/notes")" = mine ]
finish

# --- killed, and at the same time ---------------------------------------------------------------------------------

begin 'killed in the middle of a download: no library, no tarball; the next run is whole'
echo 2 >"$ARCHIVE/slow"
sh "$tree/deps/fetch.sh" toy "$dest" >"$work/out" 2>&1 &
pid=$!
while [ ! -f "$ARCHIVE/started" ]; do /bin/sleep 0.05; done
check [ -f "$cache/partial/toy_1.0.orig.tar.gz" ]
kill -KILL "$pid"
wait "$pid" 2>/dev/null
refute [ -e "$dest" ]
refute [ -e "$cache/toy_1.0.orig.tar.gz" ]
rm "$ARCHIVE/slow"
check run
check is_whole
finish

begin 'killed between the two renames of an update: the next run puts it right'
check run
mv "$dest" "$dest.old"
mkdir "$dest.new"
echo half >"$dest.new/toy.c"
check run
check is_whole
refute [ -e "$dest.old" ]
refute [ -e "$dest.new" ]
finish

begin 'four runs at once: all succeed, one download'
echo 1 >"$ARCHIVE/slow"
pids=''
for _ in 1 2 3 4; do
    sh "$tree/deps/fetch.sh" toy "$dest" >>"$work/out" 2>&1 &
    pids="$pids $!"
done
for pid in $pids; do check wait "$pid"; done
check downloads 1
check [ "$(wc -l <"$ARCHIVE/unpacked")" -eq 1 ] # not again under those who already build from it
check is_whole
finish

begin 'two runs at once, one cache, two folders: one download'
echo 1 >"$ARCHIVE/slow"
LEVERET_DEPS_CACHE=$cache sh "$tree/deps/fetch.sh" toy "$tree/other/toy" >"$work/out" 2>&1 &
other=$!
check run
check wait "$other"
check is_whole
check cmp "$dest/toy.c" "$tree/other/toy/toy.c"
check downloads 1
finish

begin 'two runs at once, two caches, one folder: the second waits and finds it made'
echo 1 >"$ARCHIVE/slow"
LEVERET_DEPS_CACHE=$tree/other sh "$tree/deps/fetch.sh" toy "$dest" >"$work/out" 2>&1 &
other=$!
check run
check wait "$other"
check is_whole
check downloads 1
finish

# --- recipes ------------------------------------------------------------------------------------------------------

bad_recipe() {
    begin "recipe refused: $1"
    edit "$2"
    refute run
    check said "$3"
    check no_calls
    check nothing_left
    finish
}
bad_recipe 'no hash' '/^sha256=/d' "'sha256' is missing"
bad_recipe 'a short hash' 's/^sha256=../sha256=/' '62 digits'
bad_recipe 'no licence' '/^licence=/d' "'licence' is missing"
bad_recipe 'an unknown key' 's/^why=/wy=/' "unknown key 'wy'"
bad_recipe 'a key twice' 's/^version=.*/&\n&/' 'a key is given twice'
bad_recipe 'a path that climbs out' 's,^files=.*,files=toy.c ../../x,' 'not a plain relative path'
bad_recipe 'an absolute path' 's,^files=.*,files=/etc/passwd,' 'not a plain relative path'
bad_recipe 'an option as a file' 's,^files=.*,files=--to-command=false,' 'not a plain relative path'
bad_recipe 'a tarball outside the cache' 's,^tarball=.*,tarball=../x.tar,' 'no plain file name'

begin 'recipe: text is never run as a command'
# shellcheck disable=SC2016 # it is the recipe that must not expand it
edit 's,^why=.*,why=$(touch "'"$work"'/ran") `touch "'"$work"'/ran"`; touch "'"$work"'/ran",'
check run
refute [ -e "$work/ran" ]
finish

begin 'names that are no recipe'
refute sh "$tree/deps/fetch.sh" ../toy "$dest" 2>"$work/out"
refute sh "$tree/deps/fetch.sh" gone "$dest" 2>"$work/out"
check said 'Known: toy'
refute sh "$tree/deps/fetch.sh" toy 2>"$work/out"
check nothing_left
finish

for path in "$root"/deps/*/recipe; do
    name=$(basename "$(dirname "$path")")
    begin "recipe of $name is well formed"
    mkdir "$tree/deps/$name"
    cp "$path" "$tree/deps/$name/recipe"
    : >"$ARCHIVE/offers"
    refute sh "$tree/deps/fetch.sh" "$name" "$tree/build/deps/$name" 2>"$work/out"
    check said 'Check that the network' # it got as far as the download
    finish
done

# --- CMake --------------------------------------------------------------------------------------------------------

if command -v cmake >/dev/null && command -v ninja >/dev/null; then
    # A project with strict warnings, which the library's source would not pass.
    project() {
        mkdir -p "$tree/cmake"
        cp "$root/cmake/deps.cmake" "$tree/cmake/"
        cat >"$tree/CMakeLists.txt" <<'END'
cmake_minimum_required(VERSION 3.21)
project(toy_user C)
add_compile_options(-Wall -Wextra -Werror -pedantic-errors -DSHARED=1)
include(cmake/deps.cmake)
leveret_dep(toy)
leveret_dep(toy)
add_executable(user user.c)
target_link_libraries(user PRIVATE dep::toy)
END
        printf '#include <toy.h>\nint main(void) { return toy() - 7 + SHARED - 1; }\n' >"$tree/user.c"
    }
    configure() { cmake -S "$tree" -B "$tree/build/$1" -G Ninja >"$work/out.$1" 2>&1; }

    begin 'cmake: two presets at once share the sources; both build, warnings of the library off'
    project
    edit 's/^why=/defines=UNUSED=1 OTHER\n&/'
    echo 1 >"$ARCHIVE/slow"
    configure one &
    first=$!
    configure two &
    second=$!
    check wait "$first"
    check wait "$second"
    cat "$work/out.one" "$work/out.two" >"$work/out"
    check downloads 1
    check is_whole
    for preset in one two; do
        check cmake --build "$tree/build/$preset" >>"$work/out" 2>&1
        check "$tree/build/$preset/user"
        check [ -f "$tree/build/$preset/libtoy.a" ]
    done
    check grep -q -e '-DOTHER -DUNUSED=1.*' "$tree/build/one/build.ninja"
    finish

    begin 'cmake: a library that cannot be fetched stops the configuration with the reason'
    project
    echo 99 >"$ARCHIVE/fail"
    refute configure one
    cp "$work/out.one" "$work/out"
    check said 'Check that the network'
    check said 'could not be fetched'
    finish

    begin 'cmake: sources that match nothing are an error'
    project
    edit 's/^sources=.*/sources=gone*.c/'
    refute configure one
    cp "$work/out.one" "$work/out"
    check said "sources 'gone*.c'" # the message is wrapped before it
    finish
else
    echo 'skip  cmake and ninja are not on this machine'
    skipped=3
fi

if [ "$skipped" -eq 0 ]; then
    echo "$passed passed, $failed failed"
else
    echo "$passed passed, $failed failed, $skipped skipped"
fi
[ "$failed" -eq 0 ] && [ "$passed" -gt 0 ]
