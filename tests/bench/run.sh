#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
#
# The bench: Branchlight beside named peers that answer the same question, in one run, in turns. `make bench` calls it.
#
#   tests/bench/run.sh                    every row, and the figures go into docs/benchmarks.md
#   tests/bench/run.sh kept nearest       only these (kept list unchanged nearest search find branch start memory
#                                         idle change report live sign_in), printed
#
# Environment: BENCH_QUICK=1 (one short round, small sizes: does it run at all?), BENCH_ROUNDS (3), BENCH_SECONDS (4) of a round,
# BENCH_SERVER_CPUS and BENCH_LOAD_CPUS (as taskset takes them; the first and the second half of the machine's), BENCH_PORT (7700;
# it and the next four are used). Servers listen on 127.0.0.1; everything else is in a folder that goes away at the end.
#
# Servers and load have processors of their own, the same for every peer: what is compared is what the servers can do
# when they have nothing else to do, and what it costs them.
set -euo pipefail
cd "$(dirname "$0")/../.."
# shellcheck source=tests/bench/lib.sh
. tests/bench/lib.sh

quick=${BENCH_QUICK:-}
rounds=${BENCH_ROUNDS:-$([ -n "$quick" ] && echo 1 || echo 3)}
seconds=${BENCH_SECONDS:-$([ -n "$quick" ] && echo 1 || echo 4)}
sizes=${BENCH_SIZES:-$([ -n "$quick" ] && echo 1300 || echo 1300 20000 400000)}
middle=$([ -n "$quick" ] && echo 1300 || echo 20000) # the size of the rows about loading and changes
largest=${sizes##* }
port=${BENCH_PORT:-7700}
processors=$(nproc)
server_cpus=${BENCH_SERVER_CPUS:-0-$((processors / 2 > 0 ? processors / 2 - 1 : 0))}
load_cpus=${BENCH_LOAD_CPUS:-$((processors / 2))-$((processors - 1))}
server_count=$(taskset -c "$server_cpus" nproc)
load_count=$(taskset -c "$load_cpus" nproc)
ticks_per_second=$(getconf CLK_TCK)
results=build/bench/results
postgres='' postmaster='' clock_offset=0
browser='Accept-Encoding: gzip, deflate, br, zstd' # what browsers send
plain='Accept-Encoding: identity'

work=$(mktemp -d "${TMPDIR:-/tmp}/branchlight-bench.XXXXXX")
chmod 755 "$work"
clean() {
    # PostgreSQL first and at once: it would wait for those who are connected.
    [ -z "$postmaster" ] || kill -QUIT "$postmaster" 2>/dev/null || true
    stop "${started[@]}"
    rm -rf "$work"
}
trap clean EXIT
trap 'exit 130' INT TERM
export BRANCHLIGHT_BINARY=$PWD/build/branchlight

# ---- Rows ----

# One answer that doesn't change, against the same bytes as a file and against the floor; as browsers ask, and uncompressed.
same_bytes() { # row, target, peers, load's options…
    local row=$1 target=$2 peers=$3 encoding name
    shift 3
    echo "$target" > "$work/list"
    for encoding in "$browser" "$plain"; do
        name=$row
        [ "$encoding" = "$browser" ] || name=$row-plain
        keep_answer -H "$encoding" # what is kept has other bytes than what is made once
        take_answer "$target" "$encoding"
        start_nginx "${target%%\?*}"
        start_raw
        race "$name" "$peers" "$work/list" -H "$encoding" "$@"
        bytes_agree "$name"
        stop_peer nginx raw
    done
}

need_demonstration() {
    [ "${running:-}" != demo ] || return 0
    need_postgres
    stop_peer branchlight
    start_branchlight demo
    running=demo
}

# The branch whose answer is nearest to 2 KB.
two_kilobytes() {
    local code
    curl -s "http://127.0.0.1:${peer_port[branchlight]}/api/v1/branches?limit=100" > "$work/branches"
    node -e '
        const { items } = JSON.parse(require("fs").readFileSync(process.argv[1]))
        const far = (item) => Math.abs(Buffer.byteLength(JSON.stringify(item)) - 2048)
        console.log(items.sort((a, b) => far(a) - far(b))[0].code)' "$work/branches" > "$work/code"
    code=$(cat "$work/code")
    echo "/api/v1/branches/$code"
}

row_kept() {
    need_demonstration
    same_bytes kept "$(two_kilobytes)" 'branchlight nginx raw'
}

row_list() {
    need_demonstration
    same_bytes list /api/v1/branches 'branchlight nginx raw'
}

# If-None-Match with the ETag that each server gave.
row_unchanged() {
    local target peer round
    need_demonstration
    target=$(two_kilobytes)
    echo "$target" > "$work/list"
    take_answer "$target" "$browser"
    start_nginx "$target"
    for peer in branchlight nginx; do
        curl -s -o "$work/probe" -D - -H "$browser" "http://127.0.0.1:${peer_port[$peer]}$target" | tr -d '\r' |
            awk 'tolower($1) == "etag:" { print "If-None-Match: " $2 }' > "$work/$peer.match"
    done
    for round in $(seq "$rounds"); do
        for peer in branchlight nginx; do
            measure unchanged "$peer" "$round" "$work/list" -e 304 -H "$browser" -H "$(cat "$work/$peer.match")"
        done
    done
    stop_peer nginx
}

# Questions that nobody asked before, at ten o'clock of a working day: by night nothing is usable.
row_nearest() {
    local size
    clock_offset=$(working_hours)
    export BENCH_CLOCK_OFFSET=$clock_offset
    for size in $sizes; do
        need_branches "$size"
        stop_peer branchlight
        running=
        start_branchlight "branches_$size" --clock-offset="$clock_offset"
        positions "$size" > "$work/positions"
        start_fastify "branches_$size"
        node tests/bench/same_answers.mjs "${peer_port[branchlight]}" "${peer_port[fastify]}" "$work/positions" ||
            fail "the peers don't answer the same"
        nearest "nearest-$size" "$browser"
        nearest "nearest-$size-plain" "$plain"
        stop_peer fastify
    done
}

# The file that nginx serves is one of the answers: that of median length among the first 200.
nearest() { # row, encoding
    take_answer "$(typical "$2")" "$2"
    start_nginx /api/v1/branches
    race "$1" 'branchlight nginx fastify' "$work/positions" -H "$2"
    stop_peer nginx
}

typical() { # header: the target
    local origin=http://127.0.0.1:${peer_port[branchlight]}
    head -n 200 "$work/positions" | sed "s|.*|url = \"$origin&\"\noutput = \"$work/probe\"|" > "$work/typical"
    curl -s --raw -H "$1" -w '%{size_download} %{url}\n' -K "$work/typical" | sort -n | sed -n "100s|.* $origin||p"
}

# Seconds until the next 10:00 UTC from Monday to Friday.
working_hours() {
    local day
    for day in 0 1 2 3; do
        if [ "$(date -u -d "today 10:00 UTC $day days" +%s)" -gt "$(date +%s)" ] && [ "$(date -u -d "$day days" +%u)" -le 5 ]; then
            echo $(($(date -u -d "today 10:00 UTC $day days" +%s) - $(date +%s)))
            return
        fi
    done
}

# In the box that the branches lie in, but for the outermost hundredth on each side.
positions() { # size
    local box
    box=$(psql -X -q -A -t -F ' ' -d "$(conninfo "branches_$1")" -c "
        select string_agg(format('-v %s=%s', side, round(at::numeric, 4)), ' ')
          from (select percentile_cont(array[0.01, 0.99]) within group (order by latitude) as latitude,
                       percentile_cont(array[0.01, 0.99]) within group (order by longitude) as longitude
                  from published.branch) as b
         cross join lateral (values ('south', latitude[1]), ('north', latitude[2]), ('west', longitude[1]), ('east', longitude[2])) as v (side, at)")
    # shellcheck disable=SC2086 # words
    awk -v count=20000 $box -f tests/bench/positions.awk
}

# Words with a letter wrong. Alone (how long does one take?) and with 64 at once.
row_search() {
    clock_offset=$(working_hours) # for which the hours are compiled already
    need_branches "$largest"
    stop_peer branchlight
    running=
    start_branchlight "branches_$largest" --clock-offset="$clock_offset"
    psql -X -q -A -t -d "$(conninfo "branches_$largest")" -c '
        select name from published.branch order by md5(code) limit 4000' | awk -f tests/bench/typos.awk > "$work/typos"
    race "search-$largest" branchlight "$work/typos" -c 1 -H "$browser"
    race "search-$largest-64" branchlight "$work/typos" -H "$browser"
}

# Pages that nobody asked for before, at ten o'clock of a working day: the demonstration's list, with a filter and from
# everywhere in Lithuania, and all branches of the middle size, under more addresses than are asked.
row_find() {
    clock_offset=$(working_hours)
    export BENCH_CLOCK_OFFSET=$clock_offset
    need_postgres
    stop_peer branchlight
    running=
    start_branchlight demo --demo=1 --clock-offset="$clock_offset"
    awk -v count=20000 -v south=54 -v north=56.3 -v west=21.3 -v east=26.5 -f tests/bench/positions.awk |
        sed 's|^[^?]*?|/lt/?status=working,limited\&|; s|&usable=now||' > "$work/pages"
    pages find demo "$(head -n 1 "$work/pages")" /lt/branches/lt-pasvalys
}

row_branch() {
    clock_offset=$(working_hours)
    export BENCH_CLOCK_OFFSET=$clock_offset
    need_branches "$middle"
    stop_peer branchlight
    running=
    start_branchlight "branches_$middle" --clock-offset="$clock_offset"
    psql -X -q -A -t -d "$(conninfo "branches_$middle")" -c "
        select format('/en/branches/%s?visit=%s', b.code, n)
          from published.branch b cross join generate_series(1, 240000 / $middle) as n
         where b.demo order by md5(b.code || n)" > "$work/pages"
    pages branch "branches_$middle" '/en/?near=55.7,24.3&status=working,limited' "$(head -n 1 "$work/pages")"
}

pages() { # row, database, targets that have the frames of a list and of a branch
    mkdir -p "$work/frames"
    node tests/bench/frames.mjs "${peer_port[branchlight]}" "$work/frames" "$3" "$4" || fail "the pages are made otherwise: see tests/bench/frames.mjs"
    start_fastify_pages "$2"
    node tests/bench/same_pages.mjs "${peer_port[branchlight]}" "${peer_port[eta]}" "$work/pages" || fail "the peers don't answer the same"
    race "$1" 'branchlight eta' "$work/pages" -H "$browser"
    race "$1-plain" 'branchlight eta' "$work/pages" -H "$plain"
    stop_peer eta
}

row_start() {
    local round small large
    clock_offset=$(working_hours) # for which the hours are compiled already
    need_postgres
    need_branches "$middle"
    stop_peer branchlight
    running=
    # Nobody asks meanwhile: the server and its database have the whole machine, as at any start.
    taskset -p -c "0-$((processors - 1))" "$postmaster" > "$work/probe"
    for round in $(seq "$rounds"); do
        small=$(first_answer seeded)
        value start "$small" ms
        large=$(first_answer "branches_$middle")
        value "load-$middle" "$large" ms
    done
    taskset -p -c "$server_cpus" "$postmaster" > "$work/probe"
}

first_answer() { # database: milliseconds from exec to the first answer that has rows in it
    BRANCHLIGHT_DATABASE=$(conninfo "$1") node tests/bench/first_answer.mjs "$((port + 1))" \
        build/branchlight serve --port="$((port + 1))" --state="$work/state" --threads="$server_count" --clock-offset="$clock_offset"
}

row_memory() {
    local small large
    clock_offset=$(working_hours)
    need_postgres
    stop_peer branchlight
    running=
    small=$(memory_with seeded)
    value memory-20 "$(awk -v k="$small" 'BEGIN { printf "%.2f", k / 1024 }')" MiB
    need_branches "$largest"
    large=$(memory_with "branches_$largest")
    value "memory-$largest" "$(awk -v k="$large" 'BEGIN { printf "%.1f", k / 1024 }')" MiB
    value memory-branch "$(awk -v a="$small" -v b="$large" -v n="$largest" 'BEGIN { printf "%.3f", (b - a) / n }')" KiB
}

# Resident KiB after some traffic.
memory_with() { # database
    start_branchlight "$1" --clock-offset="$clock_offset"
    printf '%s\n' /api/v1/branches /api/v1/points '/api/v1/branches?q=pasvalis' '/api/v1/branches?near=55.73,24.36&usable=now' > "$work/mixed"
    build/bench/load -d 1 -w 0 -H "$browser" "${peer_port[branchlight]}" "$work/mixed" > "$work/warm" || fail "a wrong answer: $(cat "$work/warm")"
    memory "${peer_roots[branchlight]%% *}" Rss
    stop_peer branchlight
}

row_idle() {
    local before count=10000 pid
    [ -z "$quick" ] || count=1000
    need_postgres
    stop_peer branchlight
    running=
    ulimit -n $((count + 1000)) || fail "ulimit -n must allow $((count + 1000)) files"
    start_branchlight demo --connections=$((count + 100))
    pid=${peer_roots[branchlight]%% *}
    echo /api/v1/branches > "$work/list"
    build/bench/load -d 1 -w 0 "${peer_port[branchlight]}" "$work/list" > "$work/warm" || fail "a wrong answer: $(cat "$work/warm")"
    before=$(memory "$pid" Rss)
    mkfifo "$work/hold"
    build/bench/load -o "$count" "${peer_port[branchlight]}" "$work/list" < "$work/hold" > "$work/held" &
    started+=($!)
    exec 9> "$work/hold"
    for _ in $(seq 600); do
        ! grep -q held "$work/held" || break
        kill -0 "${started[-1]}" || fail "$count connections could not be held"
        sleep 0.05
    done
    value "idle-$count" "$(awk -v a="$before" -v b="$(memory "$pid" Rss)" 'BEGIN { printf "%.1f", (b - a) / 1024 }')" MiB
    exec 9>&-
    stop_peer branchlight
}

row_change() {
    local milliseconds
    need_branches "$middle"
    stop_peer branchlight
    running=
    start_branchlight "branches_$middle"
    taskset -c "$load_cpus" node tests/bench/change_visible.mjs "${peer_port[branchlight]}" "$(conninfo "branches_$middle")" "${quick:+5}" > "$work/changes"
    while read -r milliseconds; do
        value "change-$middle" "$milliseconds" ms
    done < "$work/changes"
}

# Somebody of staff who may do everything: $cookie and $token_hash.
staff_enrol() { # database
    local link
    link=$(BRANCHLIGHT_DATABASE=$(conninfo "$1") build/branchlight user invite --role=admin --email="bench$RANDOM@example.org" --port="${peer_port[branchlight]}")
    cookie=$(curl -s -o "$work/probe" -D - -X POST -H 'Sec-Fetch-Site: same-origin' "$link" | tr -d '\r' | awk -F '[ ;]' 'tolower($1) == "set-cookie:" { print $2 }')
    [ -n "$cookie" ] || fail "nobody could be enrolled"
    token_hash=$(psql -X -q -A -t -d "$(conninfo "$1")" -c "select encode(token_hash, 'hex') from people.credential order by created_at desc limit 1")
}

# A status report through the API, beside the same statements in pgbench, with as many connections to the database.
row_report() {
    local round workers=2 ours theirs
    need_branches "$middle"
    stop_peer branchlight
    running=
    start_branchlight "branches_$middle" --workers=$workers
    staff_enrol "branches_$middle"
    for round in $(seq "$rounds"); do
        ours=$(taskset -c "$load_cpus" node tests/bench/staff.mjs report "${peer_port[branchlight]}" "$cookie" 8 "$seconds")
        theirs=$(taskset -c "$load_cpus" "$(pg_config --bindir)/pgbench" -n -M prepared -c $workers -j 1 -T "$seconds" -D token_hash="$token_hash" -f tests/bench/report.pgbench \
            "host=$postgres user=branchlight_staff dbname=branches_$middle" 2> "$work/pgbench.log" | awk '/^tps/ { print $3 }' || true)
        [ -n "$theirs" ] || { cat "$work/pgbench.log" >&2; fail "pgbench failed"; }
        say "  round $round: $ours reports/s, pgbench $theirs"
        value report "$(awk -v a="$ours" -v b="$theirs" 'BEGIN { printf "%.2f", a / b }')" x
    done
}

# Changes at 50 a second: when another client is told, and what public reads feel of it.
row_live() {
    local quiet busy connections
    need_branches "$middle"
    stop_peer branchlight
    running=
    ulimit -n 8000 || fail "ulimit -n must allow 8000 files"
    start_branchlight "branches_$middle"
    staff_enrol "branches_$middle"
    echo /api/v1/branches > "$work/list"
    : > "$work/visible"
    for connections in 4 64; do
        quiet=$(public_p99 $connections)
        # Whoever reports stands back behind whoever measures: they share a processor.
        nice -n 19 taskset -c "$load_cpus" node tests/bench/staff.mjs visible "${peer_port[branchlight]}" "$cookie" 50 "$((seconds + 1))" >> "$work/visible" &
        busy=$(public_p99 $connections)
        wait $!
        say "  $connections connections: public p99 $quiet us quiet, $busy us meanwhile"
        value "public-$connections" "$(awk -v a="$busy" -v b="$quiet" 'BEGIN { printf "%.2f", a / b }')" x
    done
    value visible "$(sort -n "$work/visible" | awk '{ of[NR] = $1 } END { print of[int(NR * 0.99 + 0.999)] }')" ms
    taskset -c "$load_cpus" node tests/bench/staff.mjs listeners "${peer_port[branchlight]}" "$cookie" 5000 "${peer_roots[branchlight]%% *}" > "$work/listeners"
    value told-5000 "$(awk '{ print $1 }' "$work/listeners")" ms
    value listeners-5000 "$(awk '{ printf "%.1f", $2 / 1024 }' "$work/listeners")" MiB
}

# What others feel while very many sign in at once: each costs 19 MiB and some 25 ms of a processor, on purpose.
row_sign_in() {
    local round quiet busy before pid count=200
    need_branches "$middle"
    stop_peer branchlight
    running=
    start_branchlight "branches_$middle"
    pid=${peer_roots[branchlight]%% *}
    echo /api/v1/branches > "$work/list"
    for round in $(seq "$rounds"); do
        quiet=$(public_p99 4)
        before=$(memory "$pid" Rss)
        echo 5 > "/proc/$pid/clear_refs" # the peak is counted from now on
        taskset -c "$load_cpus" node tests/bench/staff.mjs sign-ins "${peer_port[branchlight]}" $count > "$work/signed" &
        busy=$(public_p99 4)
        wait $! || fail "not everybody got an answer: $(cat "$work/signed")"
        say "  round $round: $(cat "$work/signed"); public p99 $quiet us quiet, $busy us meanwhile"
        value sign-in-$count "$(awk -v a="$busy" -v b="$quiet" 'BEGIN { printf "%.2f", a / b }')" x
        value sign-in-memory-$count "$(awk -v a="$before" -v b="$(awk '$1 == "VmHWM:" { print $2 }' "/proc/$pid/status")" 'BEGIN { printf "%.1f", (b - a) / 1024 }')" MiB
    done
}

public_p99() { # connections: microseconds, of the public list
    taskset -c "$load_cpus" build/bench/load -c "$1" -d "$seconds" -w 0 -H "$browser" "${peer_port[branchlight]}" "$work/list" | tr ' ' '\n' | awk -F = '$1 == "p99" { print $2 }'
}

# ---- The run ----

rows=("$@")
[ $# != 0 ] || rows=(kept list unchanged nearest search find branch start memory idle change report live sign_in)
for row in "${rows[@]}"; do
    declare -F "row_$row" > /dev/null || fail "there is no row \"$row\""
done
rm -rf "$results"
mkdir -p "$results"
: > "$results/samples.tsv"
: > "$results/values.tsv"
say "servers on processors $server_cpus, load on $load_cpus; $rounds rounds of $seconds s"
for row in "${rows[@]}"; do
    say "$row"
    "row_$row"
done
if [ $# = 0 ] && [ -z "$quick" ]; then
    node tests/bench/report.mjs "$results" docs/benchmarks.md docs/img/benchmarks.svg
else
    node tests/bench/report.mjs "$results"
fi
