// SPDX-License-Identifier: Apache-2.0
//
// What lets somebody in is nowhere but with them: not in a dump of the database (but for the keys of second factors, each in its
// column, which codes can't be made from otherwise and which alone let nobody in: docs/operations.md), not in the log, not in the
// state directory (but for letters that wait there for want of a mail server, which carry their own link). And what is sent again
// is done once.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { connect } from 'node:net';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import { promisify } from 'node:util';
import { startServer, waitFor } from '../support/server.mjs';
import { accept, codeOf, enrol, invite, keyOf, person } from '../support/staff.mjs';

const branch = 'lt-anyksciai', point = 'anyksciai-eso';
let server;
before(async () => {
  server = await startServer({ demo: true, contract: false, parameters: ['--log-level=debug'] });
});
after(() => server?.stop());

const valueOf = (cookie) => cookie.slice(cookie.indexOf('=') + 1);
const secretOf = (link) => link.split('/').at(-1);

/** Letters that wait in the state directory, once there are that many: {name, text}. */
async function letters(count) {
  const folder = path.join(server.state, 'mail');
  const names = () => readdirSync(folder).filter((name) => name.endsWith('.eml'));
  await waitFor(`${count} letters`, () => names().length >= count);
  return names().map((name) => ({ name, text: readFileSync(path.join(folder, name), 'utf8').replace(/=\r?\n/g, '').replace(/=3D/g, '=') }));
}

/** What all files below a folder say, but for the database's and the letters. */
function filesOf(folder) {
  return readdirSync(folder, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile() && !path.join(entry.parentPath ?? entry.path, entry.name).includes(`${path.sep}mail${path.sep}`))
    .map((entry) => readFileSync(path.join(entry.parentPath ?? entry.path, entry.name), 'latin1'))
    .join('\n');
}

/** A dump without the values of one column: {rest, values}. Fails where the dump has no such column. */
function withoutColumn(dump, table, column) {
  const begin = dump.indexOf(`\nCOPY ${table} (`), from = dump.indexOf('\n', begin + 1) + 1, to = dump.indexOf('\n\\.\n', from);
  const place = /\((.*)\)/.exec(dump.slice(begin, from))[1].split(', ').indexOf(column);
  assert.ok(begin > 0 && to > from && place >= 0, `${table}.${column}`);
  const rows = dump.slice(from, to).split('\n').map((row) => row.split('\t'));
  const values = rows.map((row) => row.splice(place, 1)[0]);
  return { rest: dump.slice(0, from) + rows.map((row) => row.join('\t')).join('\n') + dump.slice(to), values };
}

test('secrets are in no dump, no log and no file', async () => {
  const secrets = new Map();
  const invitation = await invite(server, { role: 'library_manager', scope: 'anyksciu-vb', name: 'Dalia' });
  const session = await accept(invitation.link);
  const dalia = person(server, session);
  secrets.set('invitation', secretOf(invitation.link)).set('session', valueOf(session));

  const passphrase = 'marker violet lantern drizzle', wrong = 'marker wrong orchard teapot';
  assert.equal((await dalia.put('/api/v1/me/passphrase', { passphrase })).status, 200);
  secrets.set('passphrase', passphrase).set('passphrase that is wrong', wrong);
  const signedIn = await person(server).post('/api/v1/sessions', { email: invitation.email, passphrase });
  assert.equal(signedIn.status, 201, signedIn.text);
  secrets.set('session of the passphrase', valueOf(signedIn.headers.get('set-cookie').split(';')[0]));
  assert.equal((await person(server).post('/api/v1/sessions', { email: invitation.email, passphrase: wrong })).status, 422);

  // With keys against sending twice, for whose sake replies are kept.
  const once = { 'Idempotency-Key': 'marker-once' };
  const { key } = (await dalia.post('/api/v1/keys', { name: 'Kiosk', actions: ['read', 'status'], present: passphrase }, once)).json;
  secrets.set('key', key.split('.')[1]);
  secrets.set('invitation through the API', secretOf((await dalia.post('/api/v1/invitations', { kind: 'device', role: 'librarian', scope: branch, name: 'Tablet' }, once)).json.link));
  const factor = '/api/v1/me/second-factor', { secret } = (await dalia.post(factor, {}, once)).json;
  secrets.set('second factor', secret);
  assert.equal((await dalia.post(`${factor}/confirmation`, { secret, code: codeOf(secret, 1), present: passphrase })).json.second_factor, true);
  assert.equal((await person(server).get('/api/v1/me', { Authorization: `Bearer ${key}` })).status, 200);
  const phone = await invite(server, { role: 'librarian', scope: branch, name: 'Phone', device: true });
  secrets.set('invitation of a phone', secretOf(phone.link)).set('phone', valueOf(await accept(phone.link)));

  assert.ok((await person(server).post('/en/staff/sign-in/link', new URLSearchParams({ email: invitation.email }))).status < 400);
  assert.equal((await person(server).post(`/api/v1/points/${point}/followers`, { email: 'marker@example.org', language: 'en' })).status, 201);
  const sent = await letters(2);
  for (const [i, { text }] of sent.entries()) {
    const link = /http:\/\/[^\s]*\/([A-Za-z0-9_-]{43})\b/.exec(text);
    assert.ok(link, text);
    secrets.set(`link of letter ${i}`, link[1]);
    await person(server).get(new URL(link[0]).pathname);
  }

  const whole = (await promisify(execFile)('pg_dump', [server.database.conninfo], { maxBuffer: 1 << 28 })).stdout;
  // The one exception: a second factor's key is what its codes are compared with.
  const { rest: dump, values } = withoutColumn(whole, 'people."user"', 'totp_secret');
  assert.deepEqual(values.filter((value) => value !== '\\N'), [`\\\\x${keyOf(secret).toString('hex')}`], 'confirmed, it is there');
  assert.equal((await dalia.get('/api/v1/devices')).status, 200);
  const names = ['session_create', 'key_create', 'second_factor_confirm', 'point_follower_create', 'device_list'];
  const log = await waitFor('the log of all threads', () => names.every((name) => server.output.stderr.includes(name)) && server.output.stdout + server.output.stderr);
  // What is looked through is what it is thought to be.
  assert.ok(dump.includes(invitation.email) && dump.includes(key.split('.')[0]), 'the dump has people and keys');
  assert.equal(dump.match(/\tPOST \/api\/v1\/(keys|me\/second-factor|invitations)\tmarker-once\t/g).length, 3, 'and replies that were kept');
  assert.match(dump, /"totp_secret": \{\}/, 'and the audit, which tells that there is a second factor now');
  const places = { dump, log, files: filesOf(server.state) };
  for (const [what, secret] of secrets) {
    assert.ok(secret.length >= 20, what);
    const bytes = what === 'second factor' ? [Buffer.from(secret), keyOf(secret)] : [Buffer.from(secret)];
    const spellings = [secret, encodeURIComponent(secret), ...bytes.flatMap((raw) => [raw.toString('hex'), raw.toString('base64').replace(/=+$/, ''), raw.toString('latin1')])];
    for (const [where, text] of Object.entries(places)) for (const spelling of spellings) assert.ok(!text.includes(spelling), `${what} in the ${where}`);
  }
  assert.ok(!log.includes(invitation.email), 'nor are addresses in the log');
});

/** Sends what it is given, and cuts the connection after so many milliseconds. */
const cut = (text, after) =>
  new Promise((resolve) => {
    const socket = connect(server.port, '127.0.0.1', async () => {
      socket.write(text);
      await pause(after);
      socket.resetAndDestroy();
    });
    socket.on('error', () => {});
    socket.on('close', resolve);
  });

async function inTurns(count, width, work) {
  let next = 0;
  await Promise.all(Array.from({ length: width }, async () => { while (next < count) await work(next++); }));
}

test('of 1,000 requests whose connections were cut and that are sent again, each is done once', async () => {
  const ona = await enrol(server, { role: 'librarian', scope: branch, name: 'Ona' });
  const target = `/api/v1/points/${point}/status-reports`, count = 1000;
  const body = (i) => JSON.stringify({ status: 'working', note: `cut ${i}` });
  const request = (i) =>
    [`POST ${target} HTTP/1.1`, `Host: 127.0.0.1:${server.port}`, `Cookie: ${ona.cookie}`, 'Sec-Fetch-Site: same-origin', 'Content-Type: application/json',
      `Idempotency-Key: cut-${i}`, `Content-Length: ${body(i).length}`, '', body(i)].join('\r\n');
  const made = async () => (await server.sql(`select count(*)::int as all, count(distinct note)::int as different from status_report where note like 'cut %'`))[0];

  // Every third before its end; the others whole, and cut while they are done.
  await inTurns(count, 20, (i) => (i % 3 === 0 ? cut(request(i).slice(0, -1), 1) : cut(request(i), i % 12)));
  await waitFor('what was begun to end', async () => {
    const { all } = await made();
    await pause(300);
    return all === (await made()).all;
  });
  const first = await made();
  assert.ok(first.all > 100 && first.all < count * 0.7, `${first.all} were done though nobody heard of it`);

  for (let round = 0; round < 2; round++)
    await inTurns(count, 10, async (i) => {
      const answer = await ona.post(target, body(i), { 'Idempotency-Key': `cut-${i}`, 'Content-Type': 'application/json' });
      assert.equal(answer.status, 201, answer.text);
      assert.equal(answer.json.note, `cut ${i}`);
    });
  assert.deepEqual(await made(), { all: count, different: count });
});
