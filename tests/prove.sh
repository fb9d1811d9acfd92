#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
#
# The longer proof, in parts (`make prove`). The last line is "N parts passed, N failed".
#
#   tests/prove.sh                  every part
#   tests/prove.sh fuzz address     only these
#
# A part that has passed is noted in build/prove and skipped until the commit changes; with a changed tree nothing is noted
# and nothing skipped; what passed with other settings has to pass with these. Each part's output is in build/prove/PART.log. Environment: AGAIN=1 runs what has passed as well;
# FUZZ_SECONDS (120) for each fuzzer, HOURS_ROUNDS (300) schedules a zone.
set -uo pipefail
cd "$(dirname "$0")/.." || exit

FUZZ_SECONDS=${FUZZ_SECONDS:-120} HOURS_ROUNDS=${HOURS_ROUNDS:-300}
export -n HOURS_ROUNDS # for its part alone: under a sanitizer it would take too long
notes=build/prove
mkdir -p "$notes"
work=$(mktemp -d "${TMPDIR:-/tmp}/branchlight-prove.XXXXXX")
chmod 755 "$work"
trap 'rm -rf "$work"' EXIT
trap 'exit 130' INT TERM

builder() { # make, as if nobody had called make before
    env -u MAKEFLAGS -u MAKELEVEL -u MFLAGS make --no-print-directory "$@"
}

part_check() { builder check; }
part_address() { builder test SANITIZE=address; }
part_thread() { builder test SANITIZE=thread; }
part_fuzz() { env -u MAKEFLAGS -u MAKELEVEL -u MFLAGS tests/fuzz/run.sh "$FUZZ_SECONDS"; }
part_hours() { HOURS_ROUNDS=$HOURS_ROUNDS builder test SUITES=hours; }
part_lighthouse() { builder lighthouse; }
# The tests that wait a minute, and those that measure for one.
part_minute() { BRANCHLIGHT_PROVE=1 builder test SUITES=api; }

# What a newcomer does: a bare Debian, a clone, `make run`; first as root, who installs what is missing, then as somebody else.
part_install() {
    local debian=$work/debian who
    [ "$(id -u)" = 0 ] || { echo "Making a bare Debian takes root."; return 1; }
    bare_debian "$debian" && git bundle create -q "$debian/branchlight.bundle" HEAD && cp tests/tools/newcomer "$debian/" || return 1
    chroot "$debian" useradd --create-home somebody
    for who in root somebody; do
        newcomer "$debian" "$who" || { tail -n 30 "$debian/tmp/$who.log"; return 1; }
    done
}

# With git, make and ca-certificates only, from where this machine has its own packages: apt tells where that is.
bare_debian() { # folder
    local sources mirror http_proxy https_proxy
    # shellcheck disable=SC2016 # apt fills these in
    sources() { apt-get indextargets --format 'deb $(REPO_URI) $(RELEASE) $(COMPONENT)' 'Created-By: Packages' 'Origin: Debian'; }
    sources=$(sources)
    [ -n "$sources" ] || { apt-get update -q && sources=$(sources); } || return 1
    mirror=$(awk '$3 == "bookworm" { print $2; exit }' <<< "$sources")
    [ -n "$mirror" ] || { echo "This machine's apt has no source of Debian 12."; return 1; }
    eval "$(apt-config shell http_proxy Acquire::http::Proxy https_proxy Acquire::https::Proxy)"
    [ -z "${http_proxy:-}" ] || export http_proxy
    [ -z "${https_proxy:-}" ] || export https_proxy
    echo "  a bare Debian"
    debootstrap --variant=minbase --include=git,make,ca-certificates bookworm "$1" "$mirror" > "$work/debootstrap.log" 2>&1 ||
        { tail -n 20 "$work/debootstrap.log"; return 1; }
    echo "$sources" > "$1/etc/apt/sources.list"
    apt-config dump | grep '^Acquire::' > "$1/etc/apt/apt.conf.d/90machine"
    chmod 1777 "$1/dev/shm"
}

# Processes and mounts of its own, which end with it whatever happens. The questions are asked from outside: a bare Debian has no curl.
newcomer() { # Debian's folder, user
    local url question asked=0
    coproc GUEST { exec unshare --mount --pid --fork --kill-child --mount-proc="$1/proc" chroot "$1" /newcomer "$2"; }
    local guest=$GUEST_PID from=${GUEST[0]} to=${GUEST[1]}
    read -r url <&"$from" || { wait "$guest"; return 1; }
    while read -r question; do
        if ! bash -euo pipefail -c "${question//'http://127.0.0.1:8080/'/$url}" < /dev/null > "$work/answer" || [ ! -s "$work/answer" ]; then
            echo "  $2: no answer to: $question"
            kill "$guest"
            wait "$guest"
            return 1
        fi
        asked=$((asked + 1))
    done < <(awk '/^```/ { questions = ($0 == "```sh run"); next } questions' README.md)
    echo stop >&"$to"
    wait "$guest" || return 1
    [ $asked -gt 0 ] && echo "  $2: installed, $asked questions answered, stopped, nothing left running"
}

# What a part has passed for: the commit, and its setting. Nothing where the tree differs from the commit.
state() { # part
    [ -z "$(git status --porcelain)" ] || return 0
    case $1 in
    fuzz) echo "$(git rev-parse HEAD) $FUZZ_SECONDS" ;;
    hours) echo "$(git rev-parse HEAD) $HOURS_ROUNDS" ;;
    *) git rev-parse HEAD ;;
    esac
}

parts=("$@")
[ ${#parts[@]} != 0 ] || parts=(check address thread fuzz hours minute lighthouse install)
for part in "${parts[@]}"; do
    [ "$(type -t "part_$part")" = function ] || { echo "There is no part \"$part\"." >&2; exit 2; }
done
passed=0 failed=0
for part in "${parts[@]}"; do
    state=$(state "$part") started=$SECONDS
    if [ -n "$state" ] && [ "${AGAIN:-}" != 1 ] && [ "$(cat "$notes/$part.passed" 2> /dev/null)" = "$state" ]; then
        echo "=== $part: has passed for this commit (AGAIN=1 runs it again)"
        passed=$((passed + 1))
        continue
    fi
    echo "=== $part"
    if "part_$part" < /dev/null 2>&1 | tee "$notes/$part.log" | grep --line-buffered -Ev '^  (compile|link|embed) '; [ "${PIPESTATUS[0]}" = 0 ]; then
        [ -z "$state" ] || [ "$(state "$part")" != "$state" ] || echo "$state" > "$notes/$part.passed"
        passed=$((passed + 1)) result=passed
    else
        rm -f "$notes/$part.passed"
        failed=$((failed + 1)) result=FAILED
    fi
    echo "=== $part: $result in $(((SECONDS - started) / 60)) min $(((SECONDS - started) % 60)) s"
done
echo
echo "$passed parts passed, $failed failed"
[ $failed = 0 ]
