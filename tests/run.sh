#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
#
# Runs the suites and sums up: the last line is "N passed, N failed". Called by `make test`, which builds first.
#
#   tests/run.sh                    everything
#   tests/run.sh unit sql           only these (unit, sql, or a folder of tests/ that holds *.test.mjs)
#
# Environment: TREE, the build tree to test (build/obj/gcc). Exit status 0 only if nothing failed.
set -uo pipefail
cd "$(dirname "$0")/.." || exit

TREE=${TREE:-build/obj/gcc}
export BRANCHLIGHT_BINARY=$PWD/$TREE/branchlight
work=$(mktemp -d "${TMPDIR:-/tmp}/branchlight-test.XXXXXX")
reports=$work/reports
passed=0 failed=0 skipped=0
database_runs=""
running=""

# What one suite may take before it counts as hung; sanitizers are several times slower.
limit=900
case $TREE in *-address | *-thread) limit=2700 ;; esac

mkdir -p "$work/servers" "$work/tmp" "$reports"
chmod 755 "$work"
chmod 1777 "$work/servers" "$work/tmp" "$reports"
export BRANCHLIGHT_TEST_DIR=$work TMPDIR=$work/tmp
# Databases that tests kill are made in memory (tests/faults/support.mjs).
memory=/dev/shm/$(basename "$work")
mkdir -m 1777 "$memory" 2>/dev/null && export BRANCHLIGHT_TEST_MEMORY=$memory
# Sanitizers (if this build has one) write each report to a file; each file is a failure.
export ASAN_OPTIONS="log_path=$reports/address:detect_stack_use_after_return=1:strict_string_checks=1"
export UBSAN_OPTIONS="log_path=$reports/undefined:print_stacktrace=1"
export TSAN_OPTIONS="log_path=$reports/thread:second_deadlock_stack=1:suppressions=$PWD/tests/tools/thread.supp"
export LSAN_OPTIONS="suppressions=$PWD/tests/tools/leak.supp:print_suppressions=0"

# Asks processes (or a group: -N) to end, and kills those that haven't after so many tenths of a second.
end() { # signal, tenths, process …
    local signal=$1 left=$2 process
    shift 2
    for process; do
        kill -"$signal" -- "$process" 2>/dev/null
    done
    for process; do
        while kill -0 -- "$process" 2>/dev/null; do
            [ $((left -= 1)) -gt 0 ] || { kill -KILL -- "$process" 2>/dev/null; break; }
            sleep 0.1
        done
    done
}

# Tests end what they started, as far as they live to do so; then servers, which take their databases along; then databases whose
# server was killed: each is in a session of its own.
clean() {
    local file pid servers
    trap '' INT TERM
    [ -z "$running" ] || end TERM 150 "-$running"
    servers=("$work"/servers/*)
    [ ! -e "${servers[0]}" ] || end TERM 150 "${servers[@]##*/}"
    while read -r file; do
        pid=$(head -n 1 "$file")
        [ ! "/proc/$pid/cwd" -ef "$(dirname "$file")" ] || end QUIT 50 "$pid"
    done < <(find "$work" "$memory" -name postmaster.pid 2>/dev/null)
    awk -v below="$memory/" 'index($2, below) == 1 { print $2 }' /proc/mounts | xargs -r umount -l
    rm -rf "$work" "$memory"
}
trap clean EXIT
trap 'exit 130' INT TERM

# Runs a command for no longer than the limit. In the background, so that a signal to this script acts at once; `timeout` makes
# it a group, of which nothing stays.
bounded() {
    timeout -k 10 $limit "$@" &
    running=$!
    wait $running
    local status=$?
    end TERM 100 "-$running"
    running=
    return $status
}

# What is worth seeing of a failed suite: not what went well. Everything, where the log isn't a runner's.
show() { # log
    awk '
        /failing tests:/ { spec = 1 }
        spec { print; shown = 1; next }
        /^ *not ok .*# SKIP/ || /^ *ok / { follows = 0; next }
        /^ *not ok / { follows = 1; shown = 1 }
        follows
        { all = all $0 "\n" }
        END { if (!shown) printf "%s", all }' "$1" | cut -c 1-2000
}

# Adds one suite's figures up and shows its output if anything failed.
count() { # name, passed, failed, skipped, exit status, log
    local name=$1 good=$2 bad=$3 skips=$4 status=$5 log=$6
    if [ "$status" != 0 ] && [ "$bad" = 0 ]; then
        bad=1 # it stopped before it could say what failed
    fi
    [ "$bad" = 0 ] || { echo "--- $name: exit status $status"; show "$log"; echo "--- $name"; }
    printf '  %-28s %5d passed, %d failed%s\n' "$name" "$good" "$bad" "$([ "$skips" = 0 ] || echo ", $skips skipped")"
    passed=$((passed + good)) failed=$((failed + bad)) skipped=$((skipped + skips))
}

lines() { # pattern, file: how many lines match
    grep -Ec -- "$1" "$2" || true
}

tap() { # name, exit status, log with TAP lines
    local all skips bad
    all=$(lines '^ *(not )?ok ' "$3")
    skips=$(lines '^ *(not )?ok .*# (SKIP|skip)' "$3") # cmocka says "not ok" of what it skips
    bad=$(grep -E '^ *not ok ' "$3" | grep -Evc '# (SKIP|skip)')
    count "$1" $((all - skips - bad)) "$bad" "$skips" "$2" "$3"
}

need_database() {
    [ -z "$database_runs" ] || return 0
    database_runs=yes
    tests/tools/postgres start "$work/postgres" 2> "$work/start.log" && return 0
    count "database for the tests" 0 1 0 1 "$work/start.log"
    return 1
}

suite_unit() {
    local source name log
    for source in tests/unit/*_test.c; do
        [ -e "$source" ] || continue
        name=$(basename "$source" .c) log=$work/$name.log
        CMOCKA_MESSAGE_OUTPUT=tap bounded "$TREE/tests/unit/$name" > "$log" 2>&1
        tap "unit/$name" $? "$log"
    done
}

suite_sql() {
    local log=$work/sql.log conninfo="host=$work/postgres user=postgres"
    compgen -G 'tests/sql/*.sql' > /dev/null || return 0
    need_database || return 1
    # A clone has no rights of its template's: those are the server's, not the database's.
    psql -X -q -v ON_ERROR_STOP=1 -d "$conninfo dbname=postgres" -c 'CREATE DATABASE sql TEMPLATE migrated' \
        -c "UPDATE pg_database SET datacl = (SELECT datacl FROM pg_database WHERE datname = 'migrated') WHERE datname = 'sql'" \
        -c 'ALTER DATABASE sql SET search_path = public, tap' &&
        psql -X -q -v ON_ERROR_STOP=1 -d "$conninfo dbname=sql" -c 'CREATE SCHEMA tap' -c 'GRANT USAGE ON SCHEMA tap TO public' \
            -c 'CREATE EXTENSION pgtap SCHEMA tap'
    PGHOST=$work/postgres bounded pg_prove --verbose -U postgres -d sql tests/sql/*.sql > "$log" 2>&1
    tap sql $? "$log"
}

# Every *.test.mjs of one folder, by node's own runner.
suite_node() { # folder
    local log=$work/$1.log files status
    mapfile -t files < <(find "tests/$1" -name '*.test.mjs' | sort)
    need_database || return 1
    bounded node --test --test-concurrency="$(nproc)" --test-reporter=spec --test-reporter-destination="$log" \
        --test-reporter=tap --test-reporter-destination="$log.tap" "${files[@]}"
    status=$?
    figure() { awk -v name="$1" '$1 == "#" && $2 == name { sum += $3 } END { print sum + 0 }' "$log.tap"; }
    count "$1" "$(figure pass)" $(($(figure fail) + $(figure cancelled))) $(($(figure skipped) + $(figure todo))) $status "$log"
}

suites=("$@")
if [ ${#suites[@]} = 0 ]; then
    mapfile -t suites < <(find tests -name '*.test.mjs' | cut -d / -f 2 | sort -u)
    suites=(unit sql "${suites[@]}")
fi
for suite in "${suites[@]}"; do
    case $suite in
    unit | sql) "suite_$suite" ;;
    *) suite_node "$suite" ;;
    esac
done

for report in "$reports"/*; do
    [ -e "$report" ] && count "sanitizer report" 0 1 0 1 "$report"
done

echo
echo "$passed passed, $failed failed$([ $skipped = 0 ] || echo ", $skipped skipped")"
[ $failed = 0 ] && [ $passed -gt 0 ]
