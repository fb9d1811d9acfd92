# shellcheck shell=bash
# SPDX-License-Identifier: Apache-2.0
#
# What the rows of the bench share (run.sh): starting peers, loading them, reading the kernel's figures about them.
#
# Every peer runs on $server_cpus with as many threads or processes as those are; the load runs on $load_cpus. Where nothing
# is said about it, functions read and write the variables of run.sh.
# shellcheck disable=SC2154 # those are set there

declare -A peer_port peer_roots # peer → its port; → the process ids whose trees are its processes
started=()                      # process ids to stop at the end

say() {
    printf '%s\n' "$*" >&2
}

fail() {
    say "bench: $*"
    exit 1
}

# ---- Processes ----

# The process ids of whole trees.
tree() { # process id…
    local pid
    for pid in "$@"; do
        echo "$pid"
        # shellcheck disable=SC2046 # a list of numbers
        tree $(cat "/proc/$pid/task/"*/children 2>/dev/null)
    done
}

# Processor time of trees so far, user and system, in microseconds.
cpu_time() { # process id…
    local pid
    for pid in $(tree "$@"); do
        # The command's name, in parentheses, may hold blanks.
        sed 's/.*) //' "/proc/$pid/stat" 2>/dev/null || true
    done | awk -v tick="$ticks_per_second" '{ sum += $12 + $13 } END { printf "%.0f\n", sum * 1e6 / tick }'
}

# One line of smaps_rollup, in KiB.
memory() { # process id, Rss or Pss
    awk -v name="$2:" '$1 == name { print $2 }' "/proc/$1/smaps_rollup"
}

stop() { # process id…
    local pid
    for pid in "$@"; do
        kill "$pid" 2>/dev/null || continue
        for _ in $(seq 200); do
            kill -0 "$pid" 2>/dev/null || continue 2
            sleep 0.05
        done
        kill -KILL "$pid" 2>/dev/null || true
    done
}

wait_for_port() { # port, process id, log
    for _ in $(seq 1200); do
        ! (exec 3<> "/dev/tcp/127.0.0.1/$1") 2>/dev/null || return 0
        kill -0 "$2" 2>/dev/null || { cat "$3" >&2; return 1; }
        sleep 0.05
    done
    say "nothing listens on port $1"
    return 1
}

# Starts a server on the servers' processors and waits until it listens.
start() { # peer, port, command…
    local peer=$1 port=$2 log=$work/$1.log
    shift 2
    ! (exec 3<> "/dev/tcp/127.0.0.1/$port") 2>/dev/null || fail "port $port is taken (BENCH_PORT chooses others)"
    taskset -c "$server_cpus" "$@" > "$log" 2>&1 &
    started+=($!)
    wait_for_port "$port" $! "$log" || fail "$peer did not start"
    peer_port[$peer]=$port peer_roots[$peer]=$!
}

stop_peer() { # peer…
    local peer
    for peer in "$@"; do
        [ -z "${peer_roots[$peer]:-}" ] || stop "${peer_roots[$peer]%% *}"
        unset "peer_roots[$peer]" "peer_port[$peer]"
    done
}

# ---- The database: a throw-away server, one database a size ----

need_postgres() {
    [ -z "$postgres" ] || return 0
    postgres=$work/postgres
    say "starting a PostgreSQL of our own"
    tests/tools/postgres start "$postgres" || fail "no PostgreSQL"
    # The peer's tables shall lie in PostgreSQL's own memory.
    psql -X -q -d "host=$postgres user=postgres" -c "alter system set shared_buffers = '1GB'" -c 'alter system set max_wal_size = '"'8GB'"
    tests/tools/postgres stop "$postgres"
    run_postgres
}

# With its processors: it works for the peers. In the foreground, so that its process id is known.
run_postgres() {
    local as=()
    [ "$(id -u)" != 0 ] || as=(setpriv --reuid=postgres --regid=postgres --clear-groups)
    taskset -c "$server_cpus" "${as[@]}" "$(pg_config --bindir)/postgres" -D "$postgres/data" > "$work/postgres.log" 2>&1 &
    postmaster=$!
    started+=("$postmaster")
    for _ in $(seq 200); do
        ! pg_isready -q -h "$postgres" || return 0
        sleep 0.05
    done
    cat "$work/postgres.log" >&2
    fail "PostgreSQL did not start again"
}

conninfo() { # database
    echo "host=$postgres user=postgres dbname=$1"
}

# The database with that many synthetic branches, made when it is first asked for.
need_branches() { # how many
    need_postgres
    ! grep -qx "branches_$1" "$work/databases" 2>/dev/null || return 0
    say "making a database of $1 branches"
    psql -X -q -v ON_ERROR_STOP=1 -d "$(conninfo postgres)" -c "create database branches_$1 template seeded"
    psql -X -q -v ON_ERROR_STOP=1 -v branches="$1" -v clock_offset="$(working_hours)" -d "$(conninfo "branches_$1")" -f tests/bench/synthetic.sql > "$work/synthetic.log" ||
        fail "tests/bench/synthetic.sql failed"
    psql -X -q -d "$(conninfo "branches_$1")" -c 'vacuum analyze'
    echo "branches_$1" >> "$work/databases"
}

# ---- Peers ----

start_branchlight() { # database, arguments…
    local database=$1
    shift
    mkdir -p "$work/state"
    BRANCHLIGHT_DATABASE=$(conninfo "$database") start branchlight "$((port + 1))" build/branchlight serve \
        --port="$((port + 1))" --state="$work/state" --threads="$server_count" --log-level=warning "$@"
    wait_until_loaded
    wait_until_settled "$database"
    peer_roots[branchlight]+=" $postmaster"
}

# What a server does by itself (the hours of another day, the months of availability) would be measured with what it is asked. Its jobs
# pause between their parts: only five quiet seconds say that they are done.
wait_until_settled() { # database
    local quiet=0 busy
    for _ in $(seq 6000); do
        busy=$(psql -X -q -A -t -d "$(conninfo postgres)" -c "select count(*) from pg_stat_activity
            where datname = '$1' and state <> 'idle' or backend_type = 'autovacuum worker'")
        quiet=$((busy == 0 ? quiet + 1 : 0))
        [ "$quiet" -lt 50 ] || return 0
        sleep 0.1
    done
    fail "Branchlight is still busy with its own work"
}

# It listens before its rows are loaded.
wait_until_loaded() {
    for _ in $(seq 2400); do
        ! curl -sf -o "$work/probe" "http://127.0.0.1:${peer_port[branchlight]}/api/v1/branches?limit=1" ||
            ! grep -q '"code"' "$work/probe" || return 0
        sleep 0.05
    done
    fail "Branchlight loaded no branches: $(tail -n 3 "$work/branchlight.log")"
}

# Asks Branchlight for $work/list until its answer is kept.
keep_answer() { # load's options…
    taskset -c "$load_cpus" build/bench/load -d 0.3 -w 0 "$@" "${peer_port[branchlight]}" "$work/list" > "$work/warm" ||
        fail "Branchlight answered wrongly: $(cat "$work/warm")"
}

# Peers of a row must have sent the same bytes, but for a few headers.
bytes_agree() { # row
    awk -F '\t' -v row="$1" '$1 == row { least = least == "" || $10 < least ? $10 : least; most = $10 > most ? $10 : most }
        END { exit most - least > 400 }' "$results/samples.tsv" || fail "the peers didn't send the same bytes in $1"
}

# Takes Branchlight's answer to a target: $work/answer.head, .body and .whole (both).
take_answer() { # target, header…
    local arguments=() header
    for header in "${@:2}"; do
        arguments+=(-H "$header")
    done
    curl -s --raw -D "$work/answer.head" -o "$work/answer.body" "${arguments[@]}" "http://127.0.0.1:${peer_port[branchlight]}$1"
    touch "$work/answer.body"
    cat "$work/answer.head" "$work/answer.body" > "$work/answer.whole"
    chmod 644 "$work"/answer.*
}

# nginx with the bytes of $work/answer.body in a file, and the headers that Branchlight sent (its own instead for what describes
# the file or the connection). Tuned as its manual says for static files: open files are kept, no log, no compression.
start_nginx() { # path of the target
    local folder=$work/nginx
    mkdir -p "$folder"
    cp "$work/answer.body" "$folder/answer"
    cat > "$folder/nginx.conf" <<-END
	daemon off; pid $folder/pid; error_log $folder/error.log error;
	worker_processes $server_count; worker_rlimit_nofile 4096;
	events { worker_connections 1024; }
	http {
	  access_log off; sendfile on; tcp_nopush on; keepalive_requests 1000000000; gzip off; server_tokens off;
	  open_file_cache max=16 inactive=1h; open_file_cache_valid 1h; open_file_cache_min_uses 1;
	  client_body_temp_path $folder/a; proxy_temp_path $folder/b; fastcgi_temp_path $folder/c; uwsgi_temp_path $folder/d; scgi_temp_path $folder/e;
	  types { }
	  default_type '$(header_value content-type)';
	  server {
	    listen 127.0.0.1:$((port + 2)) reuseport backlog=1024;
	    location = $1 { alias $folder/answer; $(nginx_headers) }
	  }
	}
	END
    start nginx "$((port + 2))" /usr/sbin/nginx -p "$folder" -c "$folder/nginx.conf" -e "$folder/error.log"
}

header_value() { # name in lower case
    tr -d '\r' < "$work/answer.head" | awk -v name="$1:" 'tolower($1) == name { sub(/^[^:]*: */, ""); print; exit }'
}

nginx_headers() {
    tr -d '\r' < "$work/answer.head" | awk '
        NR == 1 || $0 == "" { next }
        tolower($1) ~ /^(content-length|content-type|date|server|connection|keep-alive|etag|last-modified|accept-ranges):$/ { next }
        { name = $1; sub(/:$/, "", name); sub(/^[^:]*: */, ""); gsub(/\047/, "\\\047"); printf "add_header %s \047%s\047; ", name, $0 }'
}

start_raw() {
    start raw "$((port + 3))" build/bench/raw_responder "$((port + 3))" "$server_count" "$work/answer.whole"
}

start_fastify() { # database
    psql -X -q -v ON_ERROR_STOP=1 -v clock_offset="$clock_offset" -d "$(conninfo "$1")" -f tests/bench/fastify_peer.sql > "$work/fastify.sql.log" 2>&1 ||
        { cat "$work/fastify.sql.log" >&2; fail "the peer's table could not be made"; }
    start fastify "$((port + 4))" node tests/bench/fastify_peer.mjs "$((port + 4))" "$server_count" "$(conninfo "$1")"
    peer_roots[fastify]+=" $postmaster"
}

start_fastify_pages() { # database
    psql -X -q -v ON_ERROR_STOP=1 -v clock_offset="$clock_offset" -d "$(conninfo "$1")" -f tests/bench/fastify_pages.sql > "$work/eta.sql.log" 2>&1 ||
        { cat "$work/eta.sql.log" >&2; fail "the peer's tables could not be made"; }
    start eta "$((port + 4))" node tests/bench/fastify_pages.mjs "$((port + 4))" "$server_count" "$(conninfo "$1")" "$work/frames"
    peer_roots[eta]+=" $postmaster"
}

# ---- Measuring ----

# One round against one peer: a line of samples.tsv (row, peer, round, answers/s, server µs per answer, p50, p99 µs, share of
# the servers' processors used, of the load's, bytes per answer).
measure() { # row, peer, round, list, load's options…
    local row=$1 peer=$2 round=$3 list=$4 before after result
    shift 4
    # shellcheck disable=SC2086 # a list of numbers
    before=$(cpu_time ${peer_roots[$peer]})
    result=$(taskset -c "$load_cpus" build/bench/load -p -t "$load_count" -d "$seconds" -w 0 "$@" "${peer_port[$peer]}" "$list") ||
        fail "$peer answered wrongly in $row: $result"
    # shellcheck disable=SC2086
    after=$(cpu_time ${peer_roots[$peer]})
    echo "$result" | tr ' ' '\n' | awk -F = -v row="$row" -v peer="$peer" -v round="$round" -v cpu=$((after - before)) \
        -v seconds="$seconds" -v servers="$server_count" -v loads="$load_count" '
        { of[$1] = $2 }
        END {
            printf "%s\t%s\t%d\t%.0f\t%.2f\t%d\t%d\t%.2f\t%.2f\t%.0f\n", row, peer, round, of["rate"], cpu / of["answers"], of["p50"],
                of["p99"], cpu / 1e6 / seconds / servers, of["load_cpu"] / loads, of["bytes"] / of["answers"]
        }' | tee -a "$results/samples.tsv" | awk -F '\t' '{
            printf "  %-22s %-12s round %d: %8d/s  %7.2f us of the server each  p99 %6.2f ms  (server %3d %%, load %3d %% busy)\n",
                $1, $2, $3, $4, $5, $7 / 1000, $8 * 100, $9 * 100 }' >&2
}

# Interleaved rounds against several peers.
race() { # row, "peer peer…", list, load's options…
    local row=$1 peers=$2 list=$3 round peer
    shift 3
    for peer in $peers; do # made responses are kept, files are open, statements are prepared
        taskset -c "$load_cpus" build/bench/load -d 0.5 -w 0 "$@" "${peer_port[$peer]}" "$list" > "$work/warm" ||
            fail "$peer answered wrongly in $row: $(cat "$work/warm")"
    done
    for round in $(seq "$rounds"); do
        for peer in $peers; do # from another place of the list in each, so that what is unseen is so in all
            measure "$row" "$peer" "$round" "$list" -b "$(awk -v i="$round" -v n="$rounds" 'BEGIN { print i / (n + 1) }')" "$@"
        done
    done
}

# A figure that isn't a rate.
value() { # row, number, what it is measured in, round
    printf '%s\t%s\t%s\n' "$1" "$2" "$3" >> "$results/values.tsv"
    say "  $(printf '%-22s' "$1") $2 $3"
}
