// SPDX-License-Identifier: Apache-2.0
//
// Started by root, the server is somebody else before it listens, for good, with all of its threads and its database.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { test } from 'node:test';
import { startServer } from '../support/server.mjs';
import { newFolder, newState, processesOf, root } from './support.mjs';

/** What `reader` gives of a file of /proc; undefined where its process has ended since it was found (a worker of the database). */
function living(reader, file) {
  try {
    return reader(file, 'utf8');
  } catch (error) {
    if (!['ENOENT', 'ESRCH'].includes(error.code)) throw error;
  }
}

/** The four user ids (real, effective, saved, file system), the four group ids and the groups of each thread of a process. */
const identities = (pid) =>
  (living(readdirSync, `/proc/${pid}/task`) ?? []).flatMap((task) => {
    const status = living(readFileSync, `/proc/${pid}/task/${task}/status`);
    if (!status) return [];
    const line = (name) => new RegExp(`^${name}:\\s*(.*)$`, 'm').exec(status)[1].trim().split(/\s+/).map(Number);
    return { users: line('Uid'), groups: [...line('Gid'), ...line('Groups')], capabilities: /^CapEff:\s*(\S+)/m.exec(status)[1] };
  });

test('root: the system user owns the state, and everything runs as it', { skip: !root && 'for root only' }, async (t) => {
  const state = await newState(t);
  const server = await startServer({ embedded: true, contract: false, state });
  t.after(() => server.stop());
  const owner = statSync(state).uid;
  const name = execFileSync('id', ['-un', String(owner)], { encoding: 'utf8' }).trim();
  assert.ok(['branchlight', 'postgres'].includes(name), name);
  assert.equal(statSync(`${state}/postgres`).uid, owner);
  assert.equal(statSync(`${state}/postgres`).mode & 0o777, 0o700, 'nobody else reads the data');
  const groups = execFileSync('id', ['-G', name], { encoding: 'utf8' }).trim().split(' ').map(Number);
  const processes = processesOf(state);
  assert.ok(processes.includes(server.pid) && processes.includes(server.databasePid));
  for (const pid of processes)
    for (const identity of identities(pid)) {
      assert.deepEqual(new Set(identity.users), new Set([owner]));
      for (const group of identity.groups) assert.ok(groups.includes(group), `group ${group} of process ${pid}`);
      assert.equal(BigInt(`0x${identity.capabilities}`), 0n);
    }
});

test('root: folders that are made above the state are for everybody to pass', { skip: !root && 'for root only' }, async (t) => {
  const above = newFolder(t, 'above'), state = `${above}/made/deeper/state`;
  const server = await startServer({ embedded: true, contract: false, state });
  t.after(() => server.stop());
  assert.equal(statSync(`${above}/made/deeper`).mode & 0o777, 0o755);
  assert.ok(readdirSync(state).includes('postgres'), 'the data is where it was wanted');
});

test('root: a directory that belongs to somebody is left to them', { skip: !root && 'for root only' }, async (t) => {
  const state = newFolder(t, 'owned');
  execFileSync('chown', ['nobody', state]);
  const server = await startServer({ embedded: true, contract: false, state });
  t.after(() => server.stop());
  const nobody = statSync(state).uid;
  assert.ok(nobody !== 0);
  assert.equal(statSync(`${state}/postgres`).uid, nobody);
  assert.deepEqual(new Set(identities(server.pid)[0].users), new Set([nobody]));
});
