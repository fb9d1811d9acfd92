// SPDX-License-Identifier: Apache-2.0
//
// Starts the real binary for a test, on a free port, with a database of its own, and stops it by its pid.
//
//   const server = await startServer({ demo: true });
//   const answer = await fetch(`${server.url}api/v1/branches`);
//   await server.stop();
//
// The database is a clone of a template in the tests' throw-away PostgreSQL (tests/tools/postgres), which tests/run.sh
// starts once for all; a test file that is run alone starts one for itself. With `embedded: true` the server runs its own.
import { execFile, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { chmodSync, mkdtempSync, readFileSync, readlinkSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import http from 'node:http';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import pg from 'pg';
import { watch } from './contract.mjs';

const root = path.join(path.dirname(fileURLToPath(import.meta.url)), '..', '..');
export const binary = process.env.BRANCHLIGHT_BINARY ?? path.join(root, 'build', 'branchlight');
const run = promisify(execFile);

// Numbers that fit are numbers in JavaScript too.
pg.types.setTypeParser(pg.types.builtins.INT8, Number);

/** A sanitizer's build: it starts several times slower, and keeps memory around what it watches. */
export const sanitized = /-(address|thread)\//.test(binary);
const patience = sanitized ? 60_000 : 20_000;

// The end of what a server said, for the message of a failed test.
const tail = (output) => (output.stdout + output.stderr).split('\n').filter((line) => !line.includes('"route":"admin"')).join('\n').slice(-4000);

// A new folder that both root and the unprivileged user whom root starts servers as can enter.
function folder(name) {
  const made = mkdtempSync(path.join(os.tmpdir(), `branchlight-${name}-`));
  chmodSync(made, 0o755);
  return made;
}

/** Removes a folder in which something may still be ending. */
export const remove = (made) => rmSync(made, { recursive: true, force: true, maxRetries: 20, retryDelay: 50 });

const left = new Set();
process.on('exit', () => {
  for (const end of [...left].reverse()) {
    try {
      end();
    } catch (error) {
      console.error(error);
    }
  }
});
// Node would end at once, and run nothing of ours. A further signal while we clean up changes nothing.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => process.exit(128 + os.constants.signals[signal]));

/** What must not outlive this process: `end` ends it, without waiting for events. Gives a function that takes that back. */
export function atEnd(end) {
  const once = () => end(); // the same one may be given twice
  left.add(once);
  return () => left.delete(once);
}

// One folder for all that is temporary, of ours and of what we start; tests/run.sh has made one for all processes.
if (!process.env.BRANCHLIGHT_TEST_DIR) {
  const own = folder('tmp');
  chmodSync(own, 0o1777);
  process.env.TMPDIR = own;
  atEnd(() => remove(own));
}

/** Waits, without events, until a process has ended: whether it has. */
export function ended(pid, milliseconds = 5000) {
  const cell = new Int32Array(new SharedArrayBuffer(4));
  for (const deadline = Date.now() + milliseconds; alive(pid); Atomics.wait(cell, 0, 0, 10)) if (Date.now() > deadline) return false;
  return true;
}

/** Ends the PostgreSQL of a data directory, if one is running, so that it removes its shared memory. */
export function endDatabase(data) {
  try {
    const pid = Number(readFileSync(path.join(data, 'postmaster.pid'), 'utf8').split('\n')[0]);
    if (readlinkSync(`/proc/${pid}/cwd`) !== realpathSync(data)) return; // a file that was left, and somebody else's number
    process.kill(pid, 'SIGQUIT');
    if (!ended(pid)) process.kill(pid, 'SIGKILL');
  } catch (error) {
    if (!['ENOENT', 'ESRCH'].includes(error.code)) throw error;
  }
}

/** Asks `condition` until it gives something true; fails after `milliseconds` with `what`. */
export async function waitFor(what, condition, milliseconds = patience) {
  const deadline = Date.now() + milliseconds;
  for (;;) {
    const found = await condition();
    if (found) return found;
    if (Date.now() > deadline) throw new Error(`waited ${milliseconds} ms in vain for ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

let shared; // Promise of the folder of the throw-away PostgreSQL

function postgres() {
  shared ??= (async () => {
    if (process.env.BRANCHLIGHT_TEST_DIR) return path.join(process.env.BRANCHLIGHT_TEST_DIR, 'postgres');
    const directory = path.join(folder('postgres'), 'p');
    const tool = path.join(root, 'tests', 'tools', 'postgres');
    const starting = run(tool, ['start', directory], { env: { ...process.env, BRANCHLIGHT_BINARY: binary } });
    atEnd(() => {
      // One that is still starting it stops it again.
      if (starting.child.exitCode === null && starting.child.kill('SIGTERM')) ended(starting.child.pid);
      endDatabase(path.join(directory, 'data'));
    });
    await starting;
    return directory;
  })();
  return shared;
}

async function query(host, database, text, values) {
  const client = new pg.Client({ host, database, user: 'postgres' });
  await client.connect();
  try {
    return await client.query(text, values);
  } finally {
    await client.end();
  }
}

/**
 * A database of one's own: {conninfo, host, name, sql(text, values?) → rows, drop()}. `template` is
 * "migrated", "seeded" or "demo".
 */
export async function createDatabase(template) {
  const host = await postgres();
  const name = `test_${randomBytes(6).toString('hex')}`;
  await query(host, 'postgres', `CREATE DATABASE ${name} TEMPLATE ${template}`);
  // A clone has no rights of its template's: those are the server's, not the database's.
  await query(host, 'postgres', 'UPDATE pg_database SET datacl = (SELECT datacl FROM pg_database WHERE datname = $1) WHERE datname = $2', [
    template,
    name,
  ]);
  return {
    host,
    name,
    conninfo: `host=${host} dbname=${name} user=postgres`,
    sql: async (text, values) => (await query(host, name, text, values)).rows,
    drop: () => query(host, 'postgres', `DROP DATABASE IF EXISTS ${name} WITH (FORCE)`),
  };
}

/** The setting of a server whose clock shows `instant` ("2027-02-10T10:20:00+02:00") now, and goes on from there. */
export const clockAt = (instant) => `--clock-offset=${Math.round((Date.parse(instant) - Date.now()) / 1000)}`;

/** GET `target` on a Unix socket: {status, headers, text}. */
export function getFromSocket(socketPath, target) {
  return new Promise((resolve, reject) => {
    const request = http.get({ socketPath, path: target, agent: false, timeout: 2000 }, (response) => {
      let text = '';
      response.setEncoding('utf8');
      response.on('data', (chunk) => (text += chunk));
      response.on('end', () => resolve({ status: response.statusCode, headers: response.headers, text }));
    });
    request.on('timeout', () => request.destroy(new Error('no answer')));
    request.on('error', reject);
  });
}

/** Runs a command of the binary to its end: {status, stdout, stderr}. */
export async function runBranchlight(parameters, { env = {}, timeout = patience } = {}) {
  const child = spawn(binary, parameters, { env: { ...process.env, ...env }, stdio: ['ignore', 'pipe', 'pipe'], timeout });
  const output = collect(child);
  const [status, signal] = await once(child, 'close');
  return { status: status ?? signal, ...output };
}

function collect(child) {
  const output = { stdout: '', stderr: '' };
  for (const name of ['stdout', 'stderr']) {
    child[name].setEncoding('utf8');
    child[name].on('data', (chunk) => (output[name] += chunk));
  }
  return output;
}

// A database that stops takes its file away, and one that starts makes it before it writes into it: both at any moment.
function databasePid(state) {
  try {
    return Number(readFileSync(path.join(state, 'postgres', 'postmaster.pid'), 'utf8').split('\n')[0]) || undefined;
  } catch (error) {
    if (error.code === 'ENOENT') return undefined;
    throw error;
  }
}

/** Whether a process is there (a zombie isn't). */
export function alive(pid) {
  try {
    return !/^\d+ \(.*\) Z/s.test(readFileSync(`/proc/${pid}/stat`, 'utf8'));
  } catch {
    return false;
  }
}

/**
 * Starts `branchlight serve` and waits until it is ready.
 *
 * - `demo`: with demonstration data (default: the facts only)
 * - `embedded`: with the server's own private PostgreSQL instead of a clone
 * - `state`: a state folder to use again; it is then the caller's to remove
 * - `database`: what createDatabase gave, to use it again; it is then the caller's to drop
 * - `binary`: another one than the tested
 * - `env`, `parameters`: more environment and command-line settings
 * - `contract: false`: don't check what is fetched against OpenAPI (for floods, where the checking would be the load)
 * - `ready: false`: don't wait for /readyz (for tests of what happens before)
 *
 * Gives { url (with "/" at its end), port, pid, databasePid, state, adminSocket, database, sql(text, values?), admin(target),
 * output {stdout, stderr}, exited (promise of {status, signal}), kill(signal), stop() }.
 */
export async function startServer(options = {}) {
  const { demo = false, embedded = false, env = {}, parameters = [], ready = true, contract = true } = options;
  const state = options.state ?? folder('state');
  const database = embedded ? undefined : (options.database ?? (await createDatabase(demo ? 'demo' : 'seeded')));
  const adminSocket = path.join(state, 'admin.sock');
  const settings = ['--port=0', `--state=${state}`, `--demo=${demo ? 1 : 0}`, ...parameters];
  const child = spawn(options.binary ?? binary, ['serve', ...settings], {
    env: { ...process.env, ...(database && { BRANCHLIGHT_DATABASE: database.conninfo }), ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const output = collect(child);
  const exited = new Promise((resolve) => child.on('close', (status, signal) => resolve({ status, signal })));
  const gone = () => child.exitCode !== null || child.signalCode !== null;
  const end = () => {
    if (!gone()) child.kill('SIGKILL');
    if (embedded) endDatabase(path.join(state, 'postgres'));
  };
  const mark = process.env.BRANCHLIGHT_TEST_DIR && path.join(process.env.BRANCHLIGHT_TEST_DIR, 'servers', `${child.pid}`);

  if (mark) writeFileSync(mark, '');
  const ending = atEnd(end);
  exited.then(() => {
    ending();
    if (mark) rmSync(mark, { force: true });
  });

  const mustLive = () => {
    if (gone()) throw new Error(`branchlight serve ended (${child.exitCode ?? child.signalCode})`);
  };
  const server = {
    state,
    adminSocket,
    database,
    parameters,
    output,
    exited,
    pid: child.pid,
    get databasePid() {
      return databasePid(state);
    },
    sql: database
      ? database.sql
      : async (text, values) => (await query(path.join(state, 'postgres'), 'branchlight', text, values)).rows,
    admin: (target) => getFromSocket(adminSocket, target),
    kill: (signal) => child.kill(signal),
    /** Asks it to stop, and cleans up; gives {status, signal}. Calling it again does nothing. */
    async stop() {
      end.stopping ??= (async () => {
        if (!gone()) child.kill('SIGTERM');
        await waitFor('the server to stop', gone).catch(() => child.kill('SIGKILL'));
        const result = await exited;
        if (database && !options.database) await database.drop();
        if (!options.state) remove(state);
        return result;
      })();
      return end.stopping;
    },
  };

  try {
    const found = await waitFor('the address', () => {
      mustLive();
      return /http:\/\/(127\.0\.0\.1|localhost):(\d+)\//.exec(output.stdout + output.stderr);
    });
    server.url = found[0];
    server.port = Number(found[2]);
    if (contract) watch(new URL(server.url).origin, binary);
    if (ready)
      await waitFor('/readyz', async () => {
        mustLive();
        return (await server.admin('/readyz').catch(() => ({}))).status === 200;
      });
  } catch (error) {
    await server.stop();
    error.message += `\n${tail(output)}`;
    throw error;
  }
  return server;
}
