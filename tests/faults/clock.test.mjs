// SPDX-License-Identifier: Apache-2.0
//
// The clock is set while the server runs: a library in front of libc's adds to CLOCK_REALTIME what a file says. The
// database keeps its own clock.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { sanitized, startServer, waitFor } from '../support/server.mjs';
import { newFolder } from './support.mjs';

const source = `
#define _GNU_SOURCE
#include <fcntl.h>
#include <stdlib.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>
int clock_gettime(clockid_t clock, struct timespec *now)
{
    const long failed = syscall(SYS_clock_gettime, clock, now);
    char text[32] = { 0 };
    const int file = clock == CLOCK_REALTIME ? open(getenv("CLOCK_FILE"), O_RDONLY | O_CLOEXEC) : -1;
    if (file >= 0) {
        now->tv_sec += read(file, text, sizeof text - 1) > 0 ? atol(text) : 0;
        close(file);
    }
    return (int)failed;
}
`;
const HOUR = 3600, DAY = 24 * HOUR;

test('a clock that is set: the directory is read again until its hours are of today, and the database stays up', { skip: sanitized && 'a sanitizer wants to be the first library' }, async (t) => {
  const folder = newFolder(t, 'clock');
  const library = path.join(folder, 'clock.so'), file = path.join(folder, 'offset');
  execFileSync('cc', ['-shared', '-fPIC', '-x', 'c', '-o', library, '-'], { input: source });
  const set = (offset) => writeFileSync(file, `${offset}`);
  set(0);
  const server = await startServer({ demo: true, env: { LD_PRELOAD: library, CLOCK_FILE: file } });
  const loaded = (times) =>
    waitFor(`load ${times}`, async () => {
      await server.sql('notify branchlight_change');
      return server.output.stderr.split('"directory_loaded"').length - 1 >= times;
    });
  const told = async () => JSON.parse((await server.admin('/readyz')).text);
  try {
    await loaded(1);
    set(HOUR);
    assert.equal((await told()).database, 'up');
    set(-3 * DAY); // hours are compiled to the 70th day of the database's clock: of ours the 73rd
    assert.ok((await told()).database_contact_age_s >= 0);
    await loaded(2);
    set(-3 * DAY + 11 * 60);
    await loaded(3);
    assert.equal((await told()).database, 'up');
  } finally {
    await server.stop();
  }
});
