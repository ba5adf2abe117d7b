#!/bin/sh
# SPDX-License-Identifier: MIT
#
# Install the Debian packages of the named sections of packages.txt: install.sh build test
#
# Silent when all are there. Otherwise says what it will install and why, then does it with apt-get,
# through sudo when not root. On a machine that is not a Debian, set SKIP_PACKAGES=1 and bring the tools.
set -eu

list=$(dirname "$0")/packages.txt

if [ "${SKIP_PACKAGES:-}" = 1 ]; then
    exit 0
fi

fail() {
    echo "leveret: $1" >&2
    shift
    for line in "$@"; do
        echo "         $line" >&2
    done
    exit 1
}

# "name why" lines of one section.
section() {
    awk -v want="[$1]" '
        /^\[/ { inside = ($1 == want); found += inside; next }
        inside && /^[^#]/ { name = $1; sub(/^[^#]*#? */, ""); print name, $0 }
        END { exit !found }' "$list" || fail "no section [$1] in $list"
}

installed() {
    [ "$(dpkg-query -W -f '${db:Status-Status}' "$1" 2>/dev/null)" = installed ]
}

missing=
why=
for name in "$@"; do
    lines=$(section "$name")
    while read -r package reason; do
        [ -n "$package" ] || continue
        if ! installed "$package"; then
            missing="$missing $package"
            why="$why$(printf '    %-26s %s' "$package" "$reason")
"
        fi
    done <<EOF
$lines
EOF
done

[ -n "$missing" ] || exit 0

command -v apt-get >/dev/null || fail "this machine has no apt-get. Install by its own means:" \
    "$missing" "and run again with SKIP_PACKAGES=1 in the environment."

as_root=
if [ "$(id -u)" != 0 ]; then
    command -v sudo >/dev/null || fail "packages are missing, and there is no sudo. As root, run:" \
        "apt-get update && apt-get install --no-install-recommends$missing"
    as_root=sudo
fi

# shellcheck disable=SC2086 # the lists are meant to split into words
{
    echo "leveret: installing with apt-get${as_root:+, through sudo}:"
    printf '%s' "$why"
    $as_root apt-get update -qq ||
        fail "apt-get update failed: is the network there, and /etc/apt in order?"
    $as_root env DEBIAN_FRONTEND=noninteractive \
        apt-get install -y -q --no-install-recommends $missing ||
        fail "apt-get could not install:" "$missing" "Its own message is above."
}
