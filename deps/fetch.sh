#!/bin/sh
# SPDX-License-Identifier: MIT
#
# Fetches the sources of one third-party library, as deps/NAME/recipe pins them, into DEST.
#
#     deps/fetch.sh NAME DEST        for example: deps/fetch.sh picohttpparser build/deps/picohttpparser
#
# The upstream tarball comes from the distribution's source archive through apt, which is run on a private
# configuration: the machine's own sources, lists and caches are read, never written. What makes a tarball
# acceptable is its SHA-256 alone, so a newer packaging of the same upstream version serves as well.
#
# Invariants: DEST is either absent, or complete and as the recipe says; a tarball in the cache under its final
# name has been verified (and is verified again when used). Both appear by one rename. Work in progress lives in
# $cache/partial and DEST.new, which a later run, holding the locks, clears. DEST/.recipe is the stamp: a copy of
# the recipe, so any edit of the recipe unpacks again; DEST/.sha256 lists the files unpacked.
set -eu
umask 022
LC_ALL=C
export LC_ALL

tries=3
download_kb=61440      # what lists, tarball and their temporary copies need, generously
apt_seconds=900        # one run of apt; it may hang instead of failing, for example on a full disk
name=

say() { printf 'deps: %s: %s\n' "${name:-fetch}" "$*" >&2; }

die() {
    say "$1"
    shift
    for line in "$@"; do printf '    %s\n' "$line" >&2; done
    exit 1
}

# --- the recipe ---------------------------------------------------------------------------------------------------

# The value of one key. A recipe is data: it is never run by the shell.
field() { sed -n "s/^$1=//p" "$recipe"; }

bad_recipe() { die "$recipe: $1" "See deps/README.md for the form of a recipe."; }

# $1: what it is; the rest: paths, which must stay inside the folder they are unpacked from.
check_paths() {
    what=$1
    shift
    for path in "$@"; do
        case "/$path/" in
        *//* | */../* | /-*) bad_recipe "$what: '$path' is not a plain relative path" ;;
        esac
    done
}

read_recipe() {
    [ -f "$recipe" ] || die "there is no recipe $recipe" "Known: $(cd "$here" && echo */recipe | sed 's,/recipe,,g')"
    required='package version tarball sha256 folder files licence licence_text why'
    allowed="$required sources includes defines"
    keys=$(sed -e '/^#/d' -e '/^[[:space:]]*$/d' -e 's/=.*//' "$recipe")
    for key in $keys; do
        case " $allowed " in *" $key "*) ;; *) bad_recipe "unknown key '$key'" ;; esac
    done
    [ -z "$(printf '%s\n' "$keys" | sort | uniq -d)" ] || bad_recipe "a key is given twice"
    for key in $required; do
        [ -n "$(field "$key")" ] || bad_recipe "'$key' is missing"
    done
    package=$(field package) version=$(field version) tarball=$(field tarball) sha256=$(field sha256)
    folder=$(field folder) files=$(field files) licence_text=$(field licence_text)
    case $package in *[!a-z0-9.+-]* | [!a-z0-9]*) bad_recipe "package '$package' is no package name" ;; esac
    case $version in *[!A-Za-z0-9.+~:-]* | [!0-9]*) bad_recipe "version '$version' is no version" ;; esac
    case $tarball in */* | .* | -* | *[[:space:]]*) bad_recipe "tarball '$tarball' is no plain file name" ;; esac
    case $sha256 in *[!0-9a-f]*) bad_recipe "sha256 is not lower-case hexadecimal" ;; esac
    [ ${#sha256} -eq 64 ] || bad_recipe "sha256 has ${#sha256} digits, not 64"
    case $licence_text in
    *:[0-9]*-[0-9]*) ;;
    *) bad_recipe "licence_text '$licence_text' is not of the form FILE:FIRST-LAST" ;;
    esac
    set -f
    # shellcheck disable=SC2086 # a list of words
    { check_paths folder "$folder" && check_paths files $files && check_paths licence_text "${licence_text%:*}"; }
    set +f
}

# --- the tarball --------------------------------------------------------------------------------------------------

hash_of() { sha256sum <"$1" | cut -d ' ' -f 1; }

by_hand="Or fetch it elsewhere (apt-get source --download-only) and put it, under that name, into"

# True when a file system ran out: apt said so, or could not even write that into its log.
disk_full() { grep -qsE 'No space left|enough free space|Disk quota' "$log" || ! has_free 1024; }

has_free() { [ "$(df -Pk "$cache" | awk 'NR == 2 { print $4 }')" -ge "$1" ]; }

disk_full_message="the disk is full: the download needs $((download_kb / 1024)) MB. Free some and run again; the cache is"

# Dies with the reason why there is no tarball. $1: what happened; $2: what to do.
no_tarball() {
    if disk_full; then
        die "$disk_full_message $cache"
    fi
    # "You must put some deb-src" only follows from lists that did not arrive.
    grep -hsE '^(E|Err|W):' "$log" | grep -v 'You must put some' | sort -u | head -n 5 | sed 's/^/    apt: /' >&2
    die "$1" "Wanted: $tarball" "SHA-256: $sha256" "$2" "$by_hand $cache"
}

# Writes deb-src entries, made from the machine's own enabled deb entries, into the folder $1.
write_sources() {
    list=/etc/apt/sources.list parts=/etc/apt/sources.list.d LIST='' PARTS=''
    eval "$(apt-config shell LIST Dir::Etc::SourceList/f PARTS Dir::Etc::SourceParts/d)"
    list=${LIST:-$list} parts=${PARTS:-$parts}
    parts=${parts%/}

    # One-line form: "deb [options] uri suite component...".
    for file in "$list" "$parts"/*.list; do
        if [ -f "$file" ]; then cat "$file" && echo; fi
    done | awk '
        ($1 == "deb" || $1 == "deb-src") && !/cdrom:/ {
            sub(/[ \t]*#.*/, ""); sub(/[ \t]+$/, ""); sub(/^[ \t]*deb(-src)?[ \t]+/, "deb-src ")
            if (!seen[$0]++) print
        }' >"$1/machine.list"

    # deb822 form: stanzas of "Field: value" with continuation lines.
    for file in "$parts"/*.sources; do
        if [ -f "$file" ]; then cat "$file" && echo; fi
    done | awk '
        function flush() {
            if (types ~ /(^|[ \t])deb(-src)?([ \t]|$)/ && enabled !~ /^(no|false|0|off|disable|without)$/ &&
                !seen[text]++) printf "Types: deb-src\n%s\n", text
            text = types = enabled = field = ""
        }
        /^#/ { next }
        /^[ \t]*$/ { flush(); next }
        /^[^ \t]/ { field = tolower($0); sub(/[ \t]*:.*/, "", field) }
        field == "types" { value = $0; sub(/^[^:]*:/, "", value); types = types " " value; next }
        field == "enabled" { enabled = tolower($NF); sub(/^enabled:/, "", enabled); next }
        { text = text $0 "\n" }
        END { flush() }' >"$1/machine.sources"

    [ -s "$1/machine.list" ] || [ -s "$1/machine.sources" ] || no_tarball \
        "no deb entry found in $list or $parts, so there is nothing to make a deb-src entry from." \
        "Give apt an entry for the distribution's archive there, and run again."
}

# A configuration read after the machine's own (proxies and keys stay in force). Hooks are cleared: they would
# act on the machine after our private update.
write_apt_conf() {
    case $cache in *[\"\\]*) die "the path of the cache may not contain a quote or a backslash: $cache" ;; esac
    cat >"$cache/partial/apt.conf" <<END
#clear APT::Update::Pre-Invoke;
#clear APT::Update::Post-Invoke;
#clear APT::Update::Post-Invoke-Success;
Dir::Etc::SourceList "/dev/null";
Dir::Etc::SourceParts "$cache/partial/sources";
Dir::State::Lists "$cache/apt/lists";
Dir::Cache "$cache/apt/cache";
Acquire::Retries "1";
Acquire::http::Timeout "30";
Acquire::https::Timeout "30";
END
}

# Prints a line "VERSION HASH" for each version of the package in the archive; HASH, of our tarball, may be missing.
offered() {
    apt-cache -c "$cache/partial/apt.conf" showsrc --only-source "$package" 2>>"$log" | awk -v want="$tarball" '
        function flush() { if (version != "") print version, hash; version = hash = "" }
        /^[^ ]/ { sums = /^Checksums-Sha256:/ }
        /^Version: / { version = $2 }
        sums && $3 == want { hash = $1 }
        /^$/ { flush() }
        END { flush() }'
}

# In the foreground, so that Ctrl-C reaches apt.
apt_get() { timeout --foreground -k 5 "$apt_seconds" apt-get "$@" >>"$log" 2>&1; }

# One try. Succeeds when the tarball lies in $cache/partial; returns 1 when trying again may help.
try_download() {
    : >"$log"
    # Its status says little (one unreachable entry of many fails it); what counts is what the archive then offers.
    apt_get -c "$cache/partial/apt.conf" update || true
    offers=$(offered)
    [ -n "$offers" ] || return 1 # the lists did not arrive
    serving=$(printf '%s\n' "$offers" | awk -v hash="$sha256" '$2 == hash { print $1 }')
    if [ -z "$serving" ]; then
        other=$(printf '%s\n' "$offers" | awk 'NF == 2 { print $2; exit }')
        [ -n "$other" ] || no_tarball \
            "the archive has $package $(printf '%s\n' "$offers" | sort -u | tr -d '\n')and no $tarball." \
            "Review the new upstream version and update $recipe"
        die "hash mismatch: the archive's $tarball is not the one pinned; nothing was downloaded." \
            "expected SHA-256: $sha256" "actual SHA-256:   $other" \
            "If the packager replaced it, review the change and update $recipe"
    fi
    if printf '%s\n' "$serving" | grep -qxF -e "$version"; then
        serving=$version
    else
        serving=$(printf '%s\n' "$serving" | sort -V | tail -n 1)
        say "$package $version is gone from the archive; $serving has the same upstream tarball."
    fi
    (cd "$cache/partial" && apt_get -c apt.conf source --download-only --tar-only "$package=$serving") || return 1
    [ -f "$cache/partial/$tarball" ]
}

download() {
    for tool in apt-get apt-cache apt-config; do
        command -v "$tool" >/dev/null || no_tarball "$tool is not on this machine." "Install apt."
    done
    rm -rf "$cache/partial"
    : >"$log"
    # Asked before, because apt does not always fail on a full disk: it may wait for ever.
    has_free "$download_kb" || die "$disk_full_message $cache"
    mkdir -p "$cache/partial/sources" "$cache/apt/lists/partial" "$cache/apt/cache/archives/partial"
    write_apt_conf
    write_sources "$cache/partial/sources"
    try=1
    until try_download; do
        if [ "$try" -ge "$tries" ] || disk_full; then
            no_tarball "could not download $package $version after $try tries (log: $log)." \
                "Check that the network, the proxy and the machine's apt sources work, and run again."
        fi
        say "download failed, trying again ($try of $tries)"
        sleep $((try * 2))
        try=$((try + 1))
    done
    actual=$(hash_of "$cache/partial/$tarball")
    [ "$actual" = "$sha256" ] || die "hash mismatch: the download of $tarball was refused and removed." \
        "expected SHA-256: $sha256" "actual SHA-256:   $actual" \
        "Run again; if it persists, a proxy alters downloads, or $recipe is wrong."
    mv -f "$cache/partial/$tarball" "$cache/$tarball"
}

# --- DEST ---------------------------------------------------------------------------------------------------------

# True when DEST holds what the recipe says, every file with its hash.
up_to_date() {
    cmp -s "$recipe" "$dest/.recipe" && (cd "$dest" && sha256sum --check --status --strict .sha256 2>/dev/null)
}

unpack() {
    mkdir "$dest.new"
    depth=$(printf '%s\n' "$folder" | awk -F / '{ print NF }')
    set -f
    for file in $files; do set -- "$@" "$folder/$file"; done
    set +f
    # -m: unpacked files count as new, or a build would take objects of the former version for fresh.
    if ! errors=$(tar -x -m -f "$cache/$tarball" -C "$dest.new" --strip-components="$depth" --no-same-owner \
        --no-same-permissions --no-wildcards -- "$@" 2>&1); then
        case $errors in
        *'No space left'* | *'Disk quota'*) die "the disk is full: free some space under $dest and run again." ;;
        *'Not found in archive'*)
            die "$tarball lacks: $(printf '%s\n' "$errors" | sed -n 's/^[^:]*: \(.*\): Not found in archive$/\1/p' | tr '\n' ' ')" \
                "Correct 'folder' or 'files' in $recipe"
            ;;
        esac
        die "cannot unpack $tarball: $(printf '%s\n' "$errors" | head -n 1)" \
            "If a decompressor is missing, install it (xz-utils, bzip2, zstd), and run again."
    fi
    text=$dest.new/${licence_text%:*}
    { [ -f "$text" ] && [ "$(wc -l <"$text")" -ge "${licence_text##*-}" ]; } ||
        bad_recipe "licence_text: $licence_text is not among what was unpacked"
    sums=$(cd "$dest.new" && find . -type f -exec sha256sum {} +)
    { printf '%s\n' "$sums" >"$dest.new/.sha256" && cp "$recipe" "$dest.new/.recipe"; } ||
        die "cannot write $dest.new" "Check the space left and the permissions."
    if [ -d "$dest" ]; then mv "$dest" "$dest.old"; fi
    mv "$dest.new" "$dest"
    rm -rf "$dest.old"
}

# --- main ---------------------------------------------------------------------------------------------------------

if [ $# -ne 2 ] || [ -z "$2" ]; then
    echo "usage: $0 NAME DEST" >&2
    exit 2
fi
case $1 in *[!a-z0-9_.-]* | [!a-z0-9]*) die "'$1' is no name of a recipe" ;; esac
name=$1
here=$(cd "$(dirname "$0")" && pwd)
recipe=$here/$name/recipe
dest=${2%/}
if up_to_date; then exit 0; fi
read_recipe

mkdir -p "$(dirname "$dest")" || die "cannot make the folder of $dest" "Check its permissions and the space left."
dest=$(cd "$(dirname "$dest")" && pwd)/$(basename "$dest")
cache=${LEVERET_DEPS_CACHE:-$(dirname "$dest")/.cache}
{ mkdir -p "$cache" && cache=$(cd "$cache" && pwd) && [ -w "$cache" ]; } ||
    die "cannot write the cache $cache" "Free space, correct its permissions, or name another in LEVERET_DEPS_CACHE."
log=$cache/$name.log

# Locks, held until the process and all that it started have ended: DEST first, then the cache, in every run.
command -v flock >/dev/null || die "flock is not on this machine." "Install util-linux."
exec 8>"$dest.lock" 9>"$cache/.lock"
flock -n 8 || { say "waiting for another run" && flock 8; }
if up_to_date; then exit 0; fi # another run made it while this one waited
flock -n 9 || { say "waiting for another run" && flock 9; }

rm -rf "$dest.new" "$dest.old"
if [ -e "$dest" ] && [ ! -f "$dest/.recipe" ] && ! rmdir "$dest" 2>/dev/null; then
    die "$dest exists and was not made by this program." "Remove it, or name another folder."
fi
trap 'rm -rf "$dest.new" "$cache/partial"' EXIT
trap 'exit 129' HUP
trap 'exit 130' INT
trap 'exit 143' TERM

if [ -f "$cache/$tarball" ]; then
    actual=$(hash_of "$cache/$tarball")
    if [ "$actual" != "$sha256" ]; then
        say "hash mismatch: $cache/$tarball is not used."
        printf '    expected SHA-256: %s\n    actual SHA-256:   %s\n' "$sha256" "$actual" >&2
        download
    fi
else
    say "fetching $package $version"
    download
fi
if [ -f "$dest/.recipe" ] && cmp -s "$recipe" "$dest/.recipe"; then
    say "files in $dest were changed; unpacking them again."
fi
unpack
