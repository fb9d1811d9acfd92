// SPDX-License-Identifier: Apache-2.0
//
// State folders with an embedded database, and the processes that belong to one.
import { execFileSync } from 'node:child_process';
import { chmodSync, existsSync, mkdtempSync, readdirSync, readFileSync, readlinkSync, statfsSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { alive, atEnd, ended, endDatabase, remove, startServer, waitFor } from '../support/server.mjs';

export const root = process.getuid() === 0;

// A killed process loses nothing that it had given to the kernel, so memory is as good as a disk here, and it needs no waiting
// for fsync. (What a power failure does isn't tested by these.)
const memory = process.env.BRANCHLIGHT_TEST_MEMORY ?? '/dev/shm';
const roomy = existsSync(memory) && statfsSync(memory).bavail * statfsSync(memory).bsize > 2 ** 31;
const base = roomy ? memory : os.tmpdir();

/** Kills a process, which may have ended since it was found. */
export function end(pid) {
  try {
    process.kill(pid, 'SIGKILL');
  } catch (error) {
    if (error.code !== 'ESRCH') throw error;
  }
}

// Ends all that runs in a folder. A killed PostgreSQL would leave its shared memory to the machine, so those are asked, last: a
// living server would start them again.
function clear(folder) {
  const data = (pid) => read(pid, 'cwd', readlinkSync);
  const pids = processesOf(folder), databases = new Set(pids.map(data).filter((cwd) => existsSync(path.join(cwd, 'postmaster.pid'))));
  for (const pid of pids.filter((one) => !databases.has(data(one)))) end(pid);
  for (const one of databases) endDatabase(one);
  for (const pid of processesOf(folder)) {
    end(pid);
    ended(pid);
  }
}

function make(name, release) {
  const made = mkdtempSync(path.join(base, `branchlight-${name}-`));
  chmodSync(made, 0o755);
  const away = () => {
    clear(made);
    release(made);
    remove(made);
  };
  const done = atEnd(away);
  return { made, away: () => (away(), done()) };
}

/**
 * A new empty folder that everybody can enter. `t` removes it in the end, ends what still runs in it, and calls `release` in
 * between.
 */
export function newFolder(t, name, release = () => {}) {
  const { made, away } = make(name, release);
  t.after(away);
  return made;
}

let prepared; // Promise of a state folder with a migrated and seeded database that nothing runs on
/** A copy of a state folder with a database, which nothing runs on. Much faster than making one. */
export async function newState(t) {
  prepared ??= (async () => {
    const state = make('state', () => {}).made;
    const server = await startServer({ embedded: true, contract: false, state });
    await server.stop();
    return state;
  })();
  const state = newFolder(t, 'state');
  execFileSync('cp', ['-a', `${await prepared}/.`, state]);
  return state;
}

function read(pid, what, reader) {
  try {
    return reader(`/proc/${pid}/${what}`);
  } catch {
    return ''; // it has ended, or is somebody else's
  }
}

/** Living processes that work in `folder` or name it on their command line. */
export function processesOf(folder) {
  return readdirSync('/proc')
    .map(Number)
    .filter((pid) => pid && pid !== process.pid && alive(pid))
    .filter(
      (pid) =>
        read(pid, 'cwd', readlinkSync).startsWith(folder) ||
        read(pid, 'cmdline', (file) => readFileSync(file, 'utf8'))
          .split('\0')
          .some((word) => word === folder || word === `--state=${folder}` || word.startsWith(`${folder}/`)),
    );
}

/** Waits until nothing of that folder runs. */
export const nothingLeft = (folder) => waitFor('all processes to end', () => processesOf(folder).length === 0, 10_000);
