// SPDX-License-Identifier: Apache-2.0
//
// What the server can't work with: one clear sentence with the remedy on standard error, a non-zero exit, nothing left running.
import assert from 'node:assert/strict';
import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, chownSync, existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import net from 'node:net';
import path from 'node:path';
import { test } from 'node:test';
import { binary, createDatabase, runBranchlight, startServer, waitFor } from '../support/server.mjs';
import { newFolder, newState, nothingLeft, root } from './support.mjs';

const nobody = 65534;
const source = (name) => new URL(`../../${name}`, import.meta.url);
const text = (name) => readFileSync(source(name), 'utf8');

/** Runs it and checks how it refuses: exit status 1, one sentence of ours that matches all patterns. */
async function refuses(parameters, patterns, options) {
  const port = parameters[0] === 'serve' && !parameters.some((word) => word.startsWith('--port=')) ? ['--port=0'] : [];
  const { status, stdout, stderr } = await runBranchlight([...parameters, ...port], options);
  const sentences = stderr.split('\n').filter((line) => line.startsWith('branchlight: ') && !/making a new database/.test(line));
  assert.equal(status, 1, stdout + stderr);
  assert.equal(sentences.length, 1, stderr);
  for (const pattern of patterns) assert.match(sentences[0], pattern);
  return stderr;
}

const lines = (said) => said.split('\n').filter(Boolean);

test('each command tells how it is used, and refuses what it doesn’t know', async (t) => {
  const { stdout: all } = await runBranchlight(['help']);
  const names = [.../^Commands:\n((?: {2}\S.*\n)+)/m.exec(all)[1].matchAll(/^ {2}([a-z]+)/gm)].map(([, name]) => name);
  // Every one that the program has, and that docs/operations.md tells of.
  const own = readdirSync(source('src/commands')).flatMap((file) => [...text(`src/commands/${file}`).matchAll(/^const struct command command_([a-z]+) = /gm)].map(([, name]) => name));
  assert.ok(own.length >= 7);
  assert.deepEqual([...names].sort(), [...own, 'help', 'version'].sort());
  const documented = new Set([...text('docs/operations.md').matchAll(/^\| `branchlight ([a-z]+)/gm)].map(([, name]) => name));
  assert.deepEqual([...documented, 'help'].sort(), [...names].sort());

  const state = newFolder(t, 'unused');
  for (const name of names) {
    for (const words of [[name, '--help'], [name, '-h'], ['help', ...(own.includes(name) ? [name] : [])]]) {
      const { status, stdout, stderr } = await runBranchlight(words);
      assert.deepEqual([status, stderr], [0, ''], words.join(' '));
      assert.match(stdout, own.includes(name) ? new RegExp(`^Usage: branchlight ${name}\\b`) : /^Usage: branchlight COMMAND/m);
      assert.match(stdout, /^Settings:\n {2}--config /m, words.join(' '));
    }
    for (const wrong of ['nope', '--nope', '--nope=1', ...(name === 'help' ? [] : ['--port=nope'])]) {
      const { status, stdout, stderr } = await runBranchlight([name, wrong, ...(own.includes(name) ? [`--state=${state}`] : [])]);
      assert.deepEqual([status, stdout, lines(stderr).length], [2, '', 1], `${name} ${wrong}: ${stderr}`);
      assert.match(stderr, /^branchlight: .*\.\n$/, `${name} ${wrong}`);
    }
  }
  assert.deepEqual(readdirSync(state), [], 'nothing was begun');
});

test('a port in use is told before a database is made for nothing', async (t) => {
  const taken = net.createServer().listen(0, '127.0.0.1');
  await once(taken, 'listening');
  t.after(() => taken.close());
  const state = newFolder(t, 'port'), { port } = taken.address();
  const { status, stderr } = await runBranchlight(['serve', `--port=${port}`, `--state=${state}/new`]);
  assert.equal(status, 1);
  assert.equal(stderr, `Port ${port} is in use. Stop what uses it, or choose another: make run PORT=${port + 1}, or --port=${port + 1}.\n`);
  assert.deepEqual(readdirSync(state), []);
});

test('a database that can’t be looked into isn’t told to be in the way', { skip: !root && 'for root only' }, async (t) => {
  const state = newFolder(t, 'foreign');
  chownSync(state, nobody, nobody);
  mkdirSync(`${state}/postgres`, { mode: 0o700 });
  const said = await refuses(['serve', '--port=0', `--state=${state}`], [/can't look into .*\/postgres \(Permission denied\); give it to the user .*chown/]);
  assert.doesNotMatch(said, /making a new database|move it away/);
});

test('make run takes a state directory with blanks in its name', () => {
  const said = execFileSync('make', ['-n', 'run', 'STATE=some where/here'], { cwd: source('.'), encoding: 'utf8' });
  const [line] = said.split('\n').filter((one) => one.includes('branchlight serve'));
  assert.equal(execFileSync('sh', ['-c', `${line.replace(/^.*branchlight serve/, "printf '%s|'").replace(/\\$/, "")}`], { cwd: source('.'), encoding: 'utf8' }), `--state=${source('some%20where/here').pathname.replace('%20', ' ')}|`);
});

test('the version, and how the commands are listed', async () => {
  const version = /^VERSION := (\S+)$/m.exec(text('Makefile'))[1];
  for (const word of ['version', '--version']) assert.deepEqual(await runBranchlight([word]), { status: 0, stdout: `branchlight ${version}\n`, stderr: '' });
  const { stdout } = await runBranchlight(['help']);
  for (const words of [[], ['--help'], ['-h']]) assert.deepEqual(await runBranchlight(words), { status: 0, stdout, stderr: '' });
});

test('wrong use exits with 2, output that cannot be written with 1', async () => {
  for (const words of [['nope'], ['--nope'], ['help', 'nope'], ['doctor', 'nope'], ['openapi', 'nope'], ['version', 'nope'], ['--check-config', '--nope']]) {
    const { status, stdout, stderr } = await runBranchlight(words);
    assert.deepEqual([status, stdout, lines(stderr).length], [2, '', 1], words.join(' '));
    assert.match(stderr, /^branchlight: .*"(--)?nope".*\.\n$/);
  }
  for (const words of [['--help'], ['help', 'seed'], ['seed', '--help'], ['--version'], ['--dump-config'], ['--check-config'], ['openapi']]) {
    const child = spawn('sh', ['-c', 'exec "$@" >/dev/full', 'sh', binary, ...words], { stdio: ['ignore', 'ignore', 'pipe'] });
    let said = '';
    child.stderr.on('data', (chunk) => (said += chunk));
    const [status] = await once(child, 'close');
    assert.equal(status, 1, words.join(' '));
    assert.match(said, /^branchlight: the output could not be written/);
  }
});

test('mail settings are looked at with the others, before anything starts', async () => {
  for (const words of [['--mail-server=smtps://mail.example.org:465'], ['--mail-server=mail.example.org', '--mail-from=a@example.org']]) {
    const { status, stderr } = await runBranchlight(['--check-config', ...words]);
    assert.equal(status === 0, false, words.join(' '));
    assert.match(stderr, /mail-server is smtp:\/\/HOST:PORT.*mail-from/);
  }
  assert.equal((await runBranchlight(['--check-config', '--mail-server=smtp://localhost:25', '--mail-from=a@example.org'])).status, 0);
});

test('a database that can’t be meant is told of by --check-config, without what stands in it', async () => {
  for (const wrong of ['hunter2', 'host=db1 dbnam=hunter2', 'postgresql://[hunter2']) {
    const { status, stdout, stderr } = await runBranchlight(['--check-config'], { env: { BRANCHLIGHT_DATABASE: wrong } });
    assert.deepEqual([status, stdout, lines(stderr).length], [1, '', 1], wrong);
    assert.match(stderr, /^branchlight: database is a connection string of libpq, such as .*\.\n$/);
    assert.doesNotMatch(stderr, /hunter2/);
  }
  for (const right of ['', 'host=db1,db2 dbname=branchlight', 'postgresql://db1/branchlight'])
    assert.equal((await runBranchlight(['--check-config'], { env: { BRANCHLIGHT_DATABASE: right } })).status, 0, right);
});

test('a port in use', async (t) => {
  const state = await newState(t);
  const taken = net.createServer().listen(0, '127.0.0.1');
  await once(taken, 'listening');
  t.after(() => taken.close());
  const { port } = taken.address();
  const { status, stderr } = await runBranchlight(['serve', `--port=${port}`, `--state=${state}`]);
  assert.equal(status, 1);
  assert.match(stderr, new RegExp(`\\b${port}\\b.*(in use|used)`));
  assert.match(stderr, /--port|PORT/);
  await nothingLeft(state);
});

test('a state directory without the right to write', async (t) => {
  const parent = newFolder(t, 'right');
  const state = path.join(parent, 'state');
  mkdirSync(state);
  if (root) chownSync(state, nobody, nobody); // the server becomes its owner
  chmodSync(state, 0o500);
  await refuses(['serve', `--state=${state}`], [/no right to it/, /--state=/]);
});

test('a file where the state directory should be', async (t) => {
  const parent = newFolder(t, 'file');
  writeFileSync(path.join(parent, 'file'), '');
  await refuses(['serve', `--state=${path.join(parent, 'file', 'state')}`], [/file in the way/, /--state=/]);
  await refuses(['serve', `--state=${path.join(parent, 'file')}`], [/file in the way/, /--state=/]);
});

test('a state directory made by another version of PostgreSQL', async (t) => {
  const state = await newState(t);
  writeFileSync(path.join(state, 'postgres', 'PG_VERSION'), '13\n');
  await refuses(['serve', `--state=${state}`], [/made by PostgreSQL 13/, /install postgresql-13/, /pg_upgrade/, /--state=/]);
});

test('something else in the place of the data', async (t) => {
  const state = newFolder(t, 'else');
  mkdirSync(path.join(state, 'postgres'));
  writeFileSync(path.join(state, 'postgres', 'diary.txt'), 'not yours');
  if (root) execFileSync('chown', ['-R', 'nobody', state]);
  await refuses(['serve', `--state=${state}`], [/in the way/, /move it away/]);
  assert.ok(existsSync(path.join(state, 'postgres', 'diary.txt')));
});

test('a disk that is too full to make a database', async (t) => {
  const state = disk(t, '30m');
  if (state) await refuses(['serve', `--state=${state}`], [/too full/, /free some space/, /--state=/]);
});

test('a disk that is full when the database starts', async (t) => {
  const state = disk(t, '200m');
  if (!state) return;
  execFileSync('cp', ['-a', `${await newState(t)}/.`, state]);
  execFileSync('sh', ['-c', `dd if=/dev/zero of=${state}/lost+found bs=1M 2>/dev/null || true`]);
  await refuses(['serve', `--state=${state}`], [/disk is full/, /free some space/]);
  await nothingLeft(state);
});

test('a disk that fills up under a living server: the public is answered, and it goes on when there is space', async (t) => {
  const state = disk(t, '200m');
  if (!state) return;
  execFileSync('cp', ['-a', `${await newState(t)}/.`, state]);
  const server = await startServer({ embedded: true, contract: false, state });
  t.after(() => server.stop());
  execFileSync('sh', ['-c', `dd if=/dev/zero of=${state}/lost+found bs=1M 2>/dev/null || true`]);
  await assert.rejects(server.sql('create table big as select repeat(md5(n::text), 100) as text from generate_series(1, 100000) n'));
  for (let i = 0; i < 20; i++) {
    const answer = await fetch(`${server.url}api/v1/branches`);
    assert.equal(answer.status, 200);
    await answer.arrayBuffer();
  }
  execFileSync('rm', [`${state}/lost+found`]);
  await waitFor('a write to go through', () => server.sql('create table small (n integer)').then(() => true, () => false));
});

/** A small file system of its own, or a skipped test. */
function disk(t, size) {
  let mounted = false;
  const state = newFolder(t, 'disk', () => mounted && execFileSync('umount', ['-l', state]));
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${size},mode=755`, 'tmpfs', state], { stdio: 'pipe' });
    mounted = true;
    return state;
  } catch {
    t.skip('a small file system can be mounted by root only');
    return undefined;
  }
}

test('root: a directory that holds other things is not taken over', { skip: !root && 'for root only' }, async (t) => {
  const state = newFolder(t, 'home');
  writeFileSync(path.join(state, 'letters.txt'), '');
  mkdirSync(path.join(state, 'mail')); // our own
  await refuses(['serve', `--state=${state}`], [/letters\.txt/, /--state=/]);
  assert.equal(statSync(state).uid, 0, 'still root\'s');
});

test('root: a parent directory that the server could not enter', { skip: !root && 'for root only' }, async (t) => {
  const parent = newFolder(t, 'closed');
  chmodSync(parent, 0o700);
  const inside = path.join(parent, 'state');
  // In a mount namespace of its own: /var/lib/branchlight of this machine isn't touched.
  const words = ['--mount', 'sh', '-c', 'mount -t tmpfs none /var/lib && exec "$0" "$@"', binary, 'serve', '--port=0', `--state=${inside}`];
  const child = spawn('unshare', words, { stdio: ['ignore', 'pipe', 'pipe'] });
  const exited = once(child, 'exit');
  let said = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (said += chunk));
  t.after(() => child.exitCode === null && child.kill('SIGKILL'));
  await waitFor('its end or its address', () => child.exitCode !== null || /http:\/\//.test(said));
  if (/unshare/.test(said)) return t.skip('no mount namespace here');
  child.kill('SIGTERM');
  assert.deepEqual(await exited, [0, null], said);
  assert.match(said, /can't enter the directories above .*closed.*: the data is kept in \/var\/lib\/branchlight/);
  assert.equal(existsSync(inside), false, 'nothing left behind');
});

test('a configured database that cannot be reached', async (t) => {
  const env = { BRANCHLIGHT_DATABASE: 'host=/nonexistent dbname=x password=hunter2' };
  for (const command of ['serve', 'migrate']) {
    const said = await refuses([command, `--state=${newFolder(t, 'unused')}`], [/can't be reached/, /database/], { env });
    assert.doesNotMatch(said, /hunter2/);
  }
});

test('a database of somebody else', async (t) => {
  const database = await createDatabase('template1');
  t.after(() => database.drop());
  await database.sql('create table invoice (number integer)');
  await refuses(['migrate'], [/not Branchlight's/, /empty database/], { env: { BRANCHLIGHT_DATABASE: database.conninfo } });
  const [{ left }] = await database.sql('select count(*)::int as left from pg_tables where schemaname = \'public\'');
  assert.equal(left, 1, 'untouched');
});

test('a schema that is newer, and one that was changed', async (t) => {
  const database = await createDatabase('migrated');
  t.after(() => database.drop());
  const options = { env: { BRANCHLIGHT_DATABASE: database.conninfo } };
  assert.equal((await runBranchlight(['migrate'], options)).status, 0);
  await database.sql(`insert into migration (number, name, sha256) values (9999, '9999_future.sql', repeat('0', 64))`);
  await refuses(['migrate'], [/newer/, /9999_future/, /install the newer version/], options);
  await database.sql('delete from migration where number = 9999');
  await database.sql(`update migration set sha256 = repeat('0', 64) where number = 2`);
  await refuses(['serve', `--state=${newFolder(t, 'unused')}`], [/0002_/, /isn't the one/], options);
});

test('two that migrate one database at once: each migration is applied once', async (t) => {
  const database = await createDatabase('template1');
  t.after(() => database.drop());
  const options = { env: { BRANCHLIGHT_DATABASE: database.conninfo } };
  const both = await Promise.all([runBranchlight(['migrate'], options), runBranchlight(['migrate'], options)]);
  for (const { status, stdout, stderr } of both) assert.equal(status, 0, stdout + stderr);
  const applied = both.flatMap(({ stdout }) => stdout.match(/applied \S+/g) ?? []);
  assert.ok(applied.length > 0);
  assert.equal(new Set(applied).size, applied.length);
});

test('a migration that fails leaves nothing of itself', async (t) => {
  const database = await createDatabase('migrated');
  t.after(() => database.drop());
  const [last] = await database.sql('select number, name from migration order by number desc limit 1');
  await database.sql('delete from migration where number = $1', [last.number]);
  await database.sql("create function refuse() returns event_trigger language plpgsql as $$ begin raise exception 'not today'; end $$");
  await database.sql('create event trigger refuse on ddl_command_start execute function refuse()');
  const { status, stderr } = await runBranchlight(['migrate'], { env: { BRANCHLIGHT_DATABASE: database.conninfo } });
  assert.equal(status, 1);
  assert.match(stderr, new RegExp(`${last.name} failed, and nothing of it was kept: .*not today`));
  assert.deepEqual(await database.sql('select from migration where number = $1', [last.number]), []);
});
