// SPDX-License-Identifier: Apache-2.0
//
// The embedded database and its server: started, stopped, killed in every combination, and every row found again.
import assert from 'node:assert/strict';
import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { appendFileSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import pg from 'pg';
import { alive, binary, runBranchlight, startServer, waitFor } from '../support/server.mjs';
import { end, newFolder, newState, nothingLeft, processesOf, root } from './support.mjs';

const start = (state, options) => startServer({ embedded: true, contract: false, state, ...options });

const write = (server, text) =>
  server.sql('create table if not exists kept (line text)').then(() => server.sql('insert into kept values ($1)', [text]));
const lines = async (server) => (await server.sql('select line from kept order by line')).map((row) => row.line);

test('a new state directory: started, stopped, started again with every row, nothing left running', async (t) => {
  const state = newFolder(t, 'new');
  const first = await start(state);
  assert.equal((await first.sql('show data_checksums'))[0].data_checksums, 'on');
  assert.equal((await first.sql('show server_encoding'))[0].server_encoding, 'UTF8');
  assert.equal((await first.sql('show listen_addresses'))[0].listen_addresses, '', 'no TCP');
  await write(first, 'before');
  assert.deepEqual(await first.stop(), { status: 0, signal: null });
  await nothingLeft(state);

  const second = await start(state);
  assert.deepEqual(await lines(second), ['before']);
  assert.equal(Number((await second.sql('select count(*) from municipality'))[0].count), 60);
  second.kill('SIGINT');
  assert.deepEqual(await second.exited, { status: 0, signal: null });
  await nothingLeft(state);
});

test('what was being made when it was killed goes, and nothing of another state directory', async (t) => {
  const parent = newFolder(t, 'unfinished');
  const [state, other] = ['state*', 'state2'].map((name) => path.join(parent, name));
  const unfinished = (folder) => readdirSync(folder).filter((name) => name.startsWith('postgres.new'));
  for (const folder of [state, other])
    for (const name of ['postgres.new', 'postgres.new.1']) {
      mkdirSync(path.join(folder, name, 'base'), { recursive: true });
      writeFileSync(path.join(folder, name, 'base', '1'), 'half');
    }
  if (root) execFileSync('chown', ['-R', 'branchlight:', state, other]);
  const server = await start(state);
  assert.deepEqual(unfinished(state), []);
  assert.deepEqual(unfinished(other), ['postgres.new', 'postgres.new.1'], 'though a pattern of the shell would mean it');
  await server.stop();
});

test('the database is in a session of its own, so that Ctrl-C reaches the server first', async (t) => {
  const server = await start(await newState(t));
  t.after(() => server.stop());
  const session = (pid) => readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1].split(' ')[3];
  assert.equal(session(server.databasePid), String(server.databasePid));
});

test('the terminal goes: the server stops in order; with nohup it stays', async (t) => {
  const state = await newState(t);
  const first = await start(state);
  first.kill('SIGHUP');
  assert.deepEqual(await first.exited, { status: 0, signal: null });
  await nothingLeft(state);

  const nohup = path.join(newFolder(t, 'nohup'), 'branchlight');
  writeFileSync(nohup, `#!/bin/sh\ntrap '' HUP\nexec ${binary} "$@"\n`, { mode: 0o755 });
  const second = await start(state, { binary: nohup });
  second.kill('SIGHUP');
  for (let i = 0; i < 3; i++) assert.equal((await second.admin('/readyz')).status, 200);
  assert.deepEqual(await second.stop(), { status: 0, signal: null });
});

test('the database’s log is cut while it runs, and holds no statements', async (t) => {
  const state = await newState(t);
  const server = await start(state);
  t.after(() => server.stop());
  const log = path.join(state, 'postgres.log');
  appendFileSync(log, `${'a line that fills the log\n'.repeat(100_000)}the last one\n`);
  await waitFor('the cut', () => statSync(log).size < 2 ** 20);
  await waitFor('the copy', () => readFileSync(`${log}.1`, 'utf8').endsWith('the last one\n'));
  assert.equal(statSync(`${log}.1`).size, 2 ** 20);
  await assert.rejects(server.sql(`select 1 / 0 as secret`), /division by zero/);
  const said = await waitFor('the next line', () => /^.*division by zero.*$/m.exec(readFileSync(log, 'utf8')) && readFileSync(log, 'utf8'));
  assert.ok(!said.includes('\0'), 'no hole');
  assert.doesNotMatch(said, /secret/);
});

test('the server killed: the next start adopts the living database', async (t) => {
  const state = await newState(t);
  const first = await start(state);
  await write(first, 'acknowledged');
  const database = first.databasePid;
  first.kill('SIGKILL');
  await first.exited;
  assert.ok(alive(database), 'the database lives on');

  const second = await start(state, { parameters: [`--port=${first.port}`] });
  assert.equal(second.databasePid, database, 'adopted');
  assert.equal(second.port, first.port, 'the database did not keep the port');
  assert.deepEqual(await lines(second), ['acknowledged']);
  process.kill(database, 'SIGKILL'); // adopted, nobody's child: watched all the same
  await waitFor('a new database', () => second.databasePid && second.databasePid !== database && alive(second.databasePid));
  await second.stop();
  await nothingLeft(state);
});

test('the database killed: started again by the server, and the public never notices', async (t) => {
  const state = await newState(t);
  const server = await start(state);
  t.after(() => server.stop());
  await write(server, 'acknowledged');
  const answers = { good: 0, bad: 0 };
  let asking = true;
  const asked = (async () => {
    while (asking) {
      const answer = await fetch(`${server.url}api/v1/branches`).catch(() => ({}));
      answers[answer.status === 200 ? 'good' : 'bad']++;
      await answer.arrayBuffer?.();
    }
  })();
  for (let i = 0; i < 2; i++) {
    const killed = server.databasePid;
    process.kill(killed, 'SIGKILL');
    await waitFor('a new database', () => server.databasePid && server.databasePid !== killed);
    await waitFor('it to answer', () => lines(server).then((all) => all.length === 1, () => false));
  }
  asking = false;
  await asked;
  assert.deepEqual(await lines(server), ['acknowledged']);
  assert.equal(answers.bad, 0);
  assert.ok(answers.good > 50, `${answers.good} answers`);
  assert.equal(alive(server.pid), true);
});

test('both killed: the next start recovers every acknowledged row', async (t) => {
  const state = await newState(t);
  const first = await start(state);
  for (let i = 0; i < 20; i++) await write(first, `row ${String(i).padStart(2, '0')}`);
  for (const pid of processesOf(state)) end(pid);
  await first.exited;
  const second = await start(state);
  assert.equal((await lines(second)).length, 20);
  assert.deepEqual(await second.stop(), { status: 0, signal: null });
  await nothingLeft(state);
});

test('a pid file whose number belongs to another process by now is seen through', async (t) => {
  const state = await newState(t);
  const stale = `${process.pid}\n${path.join(state, 'postgres')}\n1\n5432\n${path.join(state, 'postgres')}\n\n0 0\nready   \n`;
  writeFileSync(path.join(state, 'postgres', 'postmaster.pid'), stale);
  writeFileSync(path.join(state, 'postgres', '.s.PGSQL.5432.lock'), stale);
  const server = await start(state);
  assert.notEqual(server.databasePid, process.pid);
  await server.stop();
  assert.ok(alive(process.pid));
});

test('a making of the database that was broken off is begun again', async (t) => {
  const state = newFolder(t, 'half');
  mkdirSync(path.join(state, 'postgres.new', 'base'), { recursive: true });
  writeFileSync(path.join(state, 'postgres.new', 'PG_VERSION'), '15\n');
  if (root) execFileSync('chown', ['-R', 'nobody', state]); // root's server becomes whoever owns the directory
  const server = await start(state);
  assert.equal(Number((await server.sql('select count(*) from municipality'))[0].count), 60);
  await server.stop();
});

test('a state directory with a long path and strange characters', async (t) => {
  const parent = newFolder(t, 'long');
  const state = path.join(parent, `it's "one", \\ two ${'x'.repeat(90)}`);
  assert.equal((await runBranchlight(['migrate', `--state=${state}`])).status, 0);
  const { status: well, stdout: said } = await runBranchlight(['doctor', `--state=${state}`]);
  assert.match(said, /Everything is well/);
  assert.equal(well, 0);
  assert.deepEqual(processesOf(state), []);
});

test('doctor makes nothing: neither a database, nor a state directory, nor a lock in one', async (t) => {
  const parent = newFolder(t, 'doctor');
  const state = path.join(parent, 'state');
  const look = async () => {
    const { status, stdout, stderr } = await runBranchlight(['doctor', `--state=${state}`]);
    assert.equal(status, 1, stdout + stderr);
    assert.match(stderr, /^branchlight: there is no database in the state directory .*serve makes one.*\n$/);
  };
  await look();
  assert.deepEqual(readdirSync(parent), []);
  mkdirSync(state);
  await look();
  assert.deepEqual(readdirSync(state), []);
});

test('doctor makes nothing where the making of the database was interrupted', async (t) => {
  const state = await newState(t);
  const server = await start(state);
  const client = new pg.Client({ host: path.join(state, 'postgres'), database: 'postgres', user: 'postgres' });
  await client.connect();
  await client.query('drop database branchlight with (force)');
  await client.end();
  await server.stop();
  for (let i = 0; i < 2; i++) {
    const { status, stderr } = await runBranchlight(['doctor', `--state=${state}`]);
    assert.equal(status, 1, stderr);
    assert.match(stderr, /was interrupted; run: branchlight migrate/);
  }
  assert.equal((await runBranchlight(['migrate', `--state=${state}`])).status, 0);
  assert.deepEqual(processesOf(state), []);
});

test('a second server on the same directory is refused, commands work beside the first', async (t) => {
  const state = await newState(t);
  const server = await start(state);
  t.after(() => server.stop());
  const database = server.databasePid;
  const [refused, doctor] = await Promise.all([
    runBranchlight(['serve', '--port=0', `--state=${state}`]),
    runBranchlight(['doctor', `--state=${state}`]),
  ]);
  assert.equal(refused.status, 1);
  assert.match(refused.stderr, new RegExp(`another branchlight \\(process ${server.pid}\\) runs .*--state=`));
  assert.equal(doctor.status, 0, doctor.stdout + doctor.stderr);
  assert.equal(server.databasePid, database, 'left running');
  assert.equal((await server.admin('/readyz')).status, 200);
});

test('asked to stop while the database is being made, it stops and leaves nothing running', async (t) => {
  const state = newFolder(t, 'early');
  const child = spawn(binary, ['serve', '--port=0', `--state=${state}`], { stdio: ['ignore', 'ignore', 'pipe'] });
  const exited = once(child, 'exit');
  let said = '';
  child.stderr.on('data', (chunk) => (said += chunk));
  await waitFor('it to begin', () => said.includes('making a new database'));
  child.kill('SIGINT');
  assert.deepEqual(await exited, [1, null]);
  assert.match(said, /stopped while the database was starting/);
  await nothingLeft(state);
});

test('tests that are interrupted leave neither a server nor its database nor a folder', async (t) => {
  const state = await newState(t), temporary = newFolder(t, 'temporary');
  const { BRANCHLIGHT_TEST_DIR: _, ...env } = process.env; // as where one file is run by itself
  const script = `import { startServer } from ${JSON.stringify(new URL('../support/server.mjs', import.meta.url).href)};
    await startServer({ embedded: true, contract: false, state: ${JSON.stringify(state)} });
    console.log('started');`;
  const child = spawn(process.execPath, ['--input-type=module', '--eval', script], { env: { ...env, TMPDIR: temporary }, stdio: ['ignore', 'pipe', 'inherit'] });
  const exited = once(child, 'exit');
  await once(child.stdout, 'data');
  assert.equal(readdirSync(temporary).length, 1);
  assert.ok(processesOf(state).length > 1);
  child.kill('SIGINT');
  assert.deepEqual(await exited, [130, null]);
  await nothingLeft(state);
  assert.deepEqual(readdirSync(temporary), []);
});
