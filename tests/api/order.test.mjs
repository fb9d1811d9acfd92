// SPDX-License-Identifier: Apache-2.0
//
// The order of numbers is the order of commits. The loader asks for what is above the last number that it has seen, so a number
// that became visible after a higher one would be a change that the public never sees. change_number() (migration 0006) takes
// numbers under an advisory lock that ends with the transaction; here commits are made to overtake each other, and a reader looks
// on. The same is done once without the lock, which shows that the reader would notice.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import pg from 'pg';
import { createDatabase, startServer, waitFor } from '../support/server.mjs';

const loaders = readFileSync(new URL('../../sql/queries/snapshot_change.sql', import.meta.url), 'utf8');
const rename = 'update branch set name = $2 where code = $1';

/** A database of one's own (the server's, if there is one) with connect(), whose connections end before the database does. */
async function prepare(t, server) {
  const database = server?.database ?? (await createDatabase('seeded'));
  const clients = [];
  t.after(async () => {
    await Promise.all(clients.map((client) => client.end()));
    await (server ? server.stop() : database.drop());
  });
  const connect = async () => {
    const client = new pg.Client({ host: database.host, database: database.name, user: 'postgres' });
    await client.connect();
    clients.push(client);
    return client;
  };
  return { ...database, connect };
}

const numberOfLast = async (database) => (await database.sql('select coalesce(max(number), 0) as number from change'))[0].number;
const numbersAbove = (database, number) =>
  database.sql('select number, code from change where number > $1 order by number', [number]);

/** Polls as the loader does: every change in `seen`, and in `last` the highest number of each row by the loader's statement. */
async function reader(database) {
  const client = await database.connect();
  const from = await numberOfLast(database);
  await client.query('set role branchlight_visitor');
  const all = { at: from, seen: [] };
  const some = { at: from, last: {} }; // of few rows at a time, so that it often stops in between
  return {
    from,
    seen: all.seen,
    last: some.last,
    async poll() {
      const { rows } = await client.query('select number, code from published.change where number > $1 order by number', [all.at]);
      for (const row of rows) {
        all.seen.push(row);
        all.at = row.number;
      }
      for (;;) {
        const changes = (await client.query(loaders, [some.at, 3])).rows;
        if (changes.length === 0) return;
        for (const row of changes) some.last[row.id] = row.number;
        some.at = Math.max(some.at, ...changes.map((row) => row.number));
      }
    },
  };
}

/** What `client` was asked to do is done, or waits for another's lock. */
async function doneOrWaiting(database, client, asked) {
  let done = false;
  const finish = () => (done = true);
  asked.then(finish, finish);
  await waitFor('a commit to end or to wait', async () => {
    if (done) return true;
    const rows = await database.sql('select from pg_locks where pid = $1 and not granted', [client.processID]);
    return rows.length === 1;
  });
  return done ? 'done' : 'waiting';
}

/**
 * The first transaction has its number, but isn't committed, when the second one commits; the reader looks in between. Immediate
 * constraints give a transaction its numbers before its commit: the moment in which another can overtake it, held open.
 */
async function overtake(database, { end = 'commit' } = {}) {
  const [first, second] = [await database.connect(), await database.connect()];
  const watching = await reader(database);
  await second.query('begin');
  await first.query('begin');
  await first.query(rename, ['lt-telsiai', 'Pirmas']);
  await second.query(rename, ['lt-pasvalys', 'Antras']);
  await first.query('set constraints all immediate');
  const committing = second.query('commit');
  const state = await doneOrWaiting(database, second, committing);
  await watching.poll();
  const between = watching.seen.length;
  await first.query(end);
  await committing;
  await watching.poll();
  return { state, between, watching, truth: await numbersAbove(database, watching.from) };
}

async function withoutLock(database) {
  const [{ text }] = await database.sql(`select pg_get_functiondef('public.change_number'::regproc) as text`);
  const bare = text.replace(/perform pg_advisory_xact_lock\(.*\);/, '');
  assert.notEqual(bare, text, 'the lock was there');
  await database.sql(bare);
  // The audit is sealed under the same lock.
  await database.sql('alter table branch disable trigger branch_audited');
}

test('a commit waits for the one that has a lower number; reader and public see both', async (t) => {
  const server = await startServer();
  const database = await prepare(t, server);
  const { state, between, watching, truth } = await overtake(database);
  assert.equal(state, 'waiting');
  assert.equal(between, 0, 'nothing is to be seen while the first has its number only');
  assert.deepEqual(truth.map((row) => row.code), ['lt-telsiai', 'lt-pasvalys']);
  assert.deepEqual(watching.seen, truth);
  for (const [code, name] of [['lt-telsiai', 'Pirmas'], ['lt-pasvalys', 'Antras']])
    await waitFor(name, async () => (await (await fetch(`${server.url}api/v1/branches/${code}`)).json()).name === name, 5000);
});

test('a transaction that is rolled back with its number hides nothing and holds up nobody', async (t) => {
  const database = await prepare(t);
  const { state, watching, truth } = await overtake(database, { end: 'rollback' });
  assert.equal(state, 'waiting');
  assert.deepEqual(truth.map((row) => row.code), ['lt-pasvalys']);
  assert.deepEqual(watching.seen, truth);
});

test('without the lock the second overtakes, and the reader never sees the first', async (t) => {
  const database = await prepare(t);
  await withoutLock(database);
  const { state, watching, truth } = await overtake(database);
  assert.equal(state, 'done');
  assert.deepEqual(truth.map((row) => row.code), ['lt-telsiai', 'lt-pasvalys']);
  assert.deepEqual(watching.seen.map((row) => row.code), ['lt-pasvalys'], 'what the lock is for');
});

test('twenty writers at once: every change is seen once, in order', async (t) => {
  const database = await prepare(t);
  const branches = await database.sql('select code from branch order by code');
  const watching = await reader(database);
  let writing = branches.length;
  let committed = 0;
  // Each writer has a branch of its own, so that nothing but the lock makes one wait for another; how a transaction ends takes turns.
  const write = async ({ code }, writer) => {
    const client = await database.connect();
    for (let round = 0; round < 12; round++) {
      const how = (writer + round) % 4;
      await client.query('begin');
      await client.query(rename, [code, `${code} ${round}`]);
      if (how % 2 === 1) {
        await client.query('set constraints all immediate');
        await lookedAt(); // numbered, not committed: whoever overtakes is seen now
      }
      await client.query(how === 3 ? 'rollback' : 'commit');
      if (how !== 3) committed++;
    }
  };
  const waiting = [];
  const lookedAt = () => new Promise((resolve) => waiting.push(resolve));
  const look = async () => {
    while (writing > 0) {
      const asked = waiting.splice(0);
      await watching.poll();
      for (const resolve of asked) resolve();
    }
  };
  await Promise.all([look(), ...branches.map((branch, writer) => write(branch, writer).finally(() => writing--))]);
  await watching.poll();
  const truth = await numbersAbove(database, watching.from);
  assert.equal(truth.length, committed);
  assert.deepEqual(watching.seen, truth);
  const last = await database.sql('select id, max(number) as number from change where number > $1 group by id', [watching.from]);
  assert.deepEqual(watching.last, Object.fromEntries(last.map((row) => [row.id, row.number])), 'by the loader’s statement');
});
