#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
#
# Fuzzes each target for a while: tests/fuzz/run.sh [seconds each, 60] [target …]. Needs clang. What was found to be
# interesting is kept in build/fuzz/<target>/ and is where the next run goes on; a crash is left beside it, and the
# exit status is not 0.
set -euo pipefail
cd "$(dirname "$0")/../.."

seconds=${1:-60}
shift || true
targets=("$@")
if [ ${#targets[@]} = 0 ]; then
    mapfile -t targets < <(basename -s .c tests/fuzz/*_fuzz.c)
fi

flags=(-std=c11 -D_GNU_SOURCE -Iinclude -g -O1 -fno-omit-frame-pointer "-fsanitize=address,undefined")
named=$(make --silent --no-print-directory print-libraries)
read -ra libraries <<< "$named"
sources=(src/http/{server,request,listen,exchange,encode,reply,kept,live,stream,refuse,deadline,negotiate,admin,decode,gate}.c
    src/core/{metrics,arena,buffer,clock,log,assets}.c build/assets.c
    src/text/{catalogue,i18n,plural,view}.c src/text/template_{compile,html,parse,render}.c)
make --silent build/assets.c

# Whole requests to start from: the corpus of malformed ones, when node is there, and a good one.
seed() {
    printf ' GET /lt/?q=a HTTP/1.1\r\nHost: a\r\nAccept-Encoding: gzip, br;q=0.5\r\nIf-None-Match: "x"\r\n\r\n' > "$1/good"
    printf ' PUT /x HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n' > "$1/chunked"
    command -v node > /dev/null || return 0
    node --input-type=module - "$1" << 'NODE'
import fs from 'node:fs';
const { malformed, wellFormed } = await import(`${process.cwd()}/tests/support/malformed.mjs`);
for (const [index, [, bytes]] of [...malformed, ...wellFormed].entries())
  if (bytes.length < 4096) fs.writeFileSync(`${process.argv[2]}/seed-${index}`, Buffer.from(` ${bytes}`, 'latin1'));
NODE
}

for target in "${targets[@]}"; do
    corpus=build/fuzz/$target
    mkdir -p "$corpus"
    [ "$target" != http_server_fuzz ] || seed "$corpus"
    clang "${flags[@]}" -fsanitize=fuzzer -o "build/fuzz/$target.run" "tests/fuzz/$target.c" "${sources[@]}" \
        -Wl,--as-needed "${libraries[@]}"
    echo "--- $target, $seconds s"
    status=0
    "build/fuzz/$target.run" -max_total_time="$seconds" -max_len=20000 -timeout=30 -print_final_stats=1 \
        -artifact_prefix="build/fuzz/$target-" -dict=tests/fuzz/http.dict "$corpus" > "build/fuzz/$target.log" 2>&1 ||
        status=$?
    grep -E '^==|ERROR|SUMMARY|DONE|deadly|Test unit' "build/fuzz/$target.log" || true
    [ "$status" = 0 ]
done
