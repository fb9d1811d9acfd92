// SPDX-License-Identifier: Apache-2.0
//
// State folders with an embedded database, and the processes that belong to one.
import { execFileSync } from 'node:child_process';
import { chmodSync, existsSync, mkdtempSync, readdirSync, readFileSync, readlinkSync, rmSync, statfsSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { alive, startServer, waitFor } from '../support/server.mjs';

export const root = process.getuid() === 0;

// A killed process loses nothing that it had given to the kernel, so memory is as good as a disk here, and it needs no waiting
// for fsync. (What a power failure does isn't tested by these.)
const memory = '/dev/shm';
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

/**
 * A new empty folder that everybody can enter. `t` removes it in the end, ends what still runs in it, and calls `release` in
 * between.
 */
export function newFolder(t, name, release = () => {}) {
  const made = mkdtempSync(path.join(base, `branchlight-${name}-`));
  chmodSync(made, 0o755);
  t.after(async () => {
    for (const pid of processesOf(made)) end(pid);
    await waitFor('the processes to end', () => processesOf(made).length === 0);
    release(made);
    rmSync(made, { recursive: true, force: true });
  });
  return made;
}

let prepared; // Promise of a state folder with a migrated and seeded database that nothing runs on
/** A copy of a state folder with a database, which nothing runs on. Much faster than making one. */
export async function newState(t) {
  prepared ??= (async () => {
    const state = mkdtempSync(path.join(base, 'branchlight-state-'));
    chmodSync(state, 0o755);
    process.on('exit', () => rmSync(state, { recursive: true, force: true }));
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
