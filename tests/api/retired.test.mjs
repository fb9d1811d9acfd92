// SPDX-License-Identifier: Apache-2.0
//
// Codes are never used again: an old address leads to what stands for it now, or says that what was there is gone, in the API, on
// pages and at the short addresses in QR codes. Changes show while the server runs, and are there after a start.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { createDatabase, startServer, waitFor } from '../support/server.mjs';

let database, server;
before(async () => {
  database = await createDatabase('demo');
  server = await startServer({ demo: true, database });
});
after(async () => {
  await server?.stop();
  await database?.drop();
});

const ask = (path, headers = {}) => fetch(new URL(path, server.url), { redirect: 'manual', headers });

async function leads(from, to) {
  const answer = await ask(from);
  assert.equal(answer.status, 301, from);
  assert.equal(answer.headers.get('location'), to);
  assert.equal(answer.headers.get('cache-control'), 'no-cache', 'two old redirects must not lead to each other');
}

// Waits for the loader; what it has taken in must show everywhere at once.
const shows = (path, status) => waitFor(`${status} at ${path}`, async () => (await ask(path)).status === status, 5000);

test('a branch with another code is found under the old one, whatever is asked of it', async () => {
  const began = Date.now();
  await server.sql(`update branch set code = 'lt-telsiai-new' where code = 'lt-telsiai'`);
  await shows('/api/v1/branches/lt-telsiai', 301);
  assert.ok(Date.now() - began < 2000, 'woken, not polled');
  await leads('/api/v1/branches/lt-telsiai', '/api/v1/branches/lt-telsiai-new');
  await leads('/api/v1/branches/lt-telsiai.json?lang=en', '/api/v1/branches/lt-telsiai-new.json?lang=en');
  await leads('/api/v1/branches/lt%2Dtelsiai?lang=%65n', '/api/v1/branches/lt-telsiai-new?lang=%65n');
  await leads('/en/branches/lt-telsiai?from=poster', '/en/branches/lt-telsiai-new?from=poster');
  const answer = await ask('/api/v1/branches/lt-telsiai');
  assert.equal(answer.headers.get('access-control-allow-origin'), '*');
  assert.equal((await fetch(new URL('/api/v1/branches/lt-telsiai', server.url), { method: 'HEAD', redirect: 'manual' })).status, 301);
  const followed = await (await fetch(new URL('/api/v1/branches/lt-telsiai', server.url))).json();
  assert.equal(followed.code, 'lt-telsiai-new');
  assert.equal((await ask('/api/v1/branches/lt-telsiai?colour=red')).status, 400, 'mistakes are told first');
  assert.equal((await ask('/api/v1/points/lt-telsiai')).status, 404, 'it was no point’s');
});

test('codes lead on through every change to the one that lives', async () => {
  await server.sql(`update point set code = 'jonava-second' where code = 'jonava-eso'`);
  await server.sql(`update point set code = 'jonava-third' where code = 'jonava-second'`);
  await shows('/api/v1/points/jonava-second', 301);
  for (const code of ['jonava-eso', 'jonava-second']) {
    await leads(`/api/v1/points/${code}`, '/api/v1/points/jonava-third');
    await leads(`/api/v1/points/${code}/status-reports`, '/api/v1/points/jonava-third/status-reports');
    await leads(`/p/${code}`, '/p/jonava-third');
  }
  const short = await ask('/p/jonava-third', { 'accept-language': 'lt' });
  assert.equal(short.headers.get('location'), '/lt/branches/lt-jonava#jonava-third');
  await server.sql(`update point set code = 'jonava-eso' where code = 'jonava-third'`);
  await shows('/api/v1/points/jonava-eso', 200); // its own old code a row may have again
  for (const code of ['jonava-second', 'jonava-third']) await leads(`/p/${code}`, '/p/jonava-eso');
});

test('what was removed is gone, in the reader’s language', async () => {
  await server.sql(`update point set lifecycle = 'removed' where code = 'varena-eso'`);
  await shows('/api/v1/points/varena-eso', 410);
  const english = await ask('/api/v1/points/varena-eso', { 'accept-language': 'en' });
  assert.match(english.headers.get('content-type'), /^application\/problem\+json/);
  const problem = await english.json();
  assert.equal(problem.type, '/docs/api#problem-gone');
  assert.equal(problem.title, 'Gone');
  assert.equal((await (await ask('/api/v1/points/varena-eso?lang=lt')).json()).title, 'Pašalinta');
  assert.equal((await ask('/api/v1/points/varena-eso/status-reports')).status, 410);
  const page = await ask('/p/varena-eso', { 'accept-language': 'lt' });
  assert.equal(page.status, 410);
  assert.match(page.headers.get('content-type'), /^text\/html/);
  assert.match(await page.text(), /<h1>Šio puslapio nebėra<\/h1>/);
  await server.sql(`update point set lifecycle = 'active' where code = 'varena-eso'`);
  await shows('/api/v1/points/varena-eso', 200);
});

test('a row that was merged into another, told at once or later', async () => {
  await server.sql(`insert into branch (code, library_id, kind, name, name_language, country, time_zone)
    values ('lt-a', (select library_id from branch where code = 'lt-pasvalys'), 'branch', 'A', 'lt', 'LT', 'Europe/Vilnius'),
           ('lt-b', (select library_id from branch where code = 'lt-pasvalys'), 'branch', 'B', 'lt', 'LT', 'Europe/Vilnius')`);
  await shows('/lt/branches/lt-b', 200);
  await server.sql(`delete from branch where code = 'lt-a'`);
  await shows('/lt/branches/lt-a', 410);
  assert.match(await (await ask('/lt/branches/lt-a')).text(), /<h1>Šio puslapio nebėra<\/h1>/);
  await server.sql(`update retired_code set successor_code = 'lt-b' where kind = 'branch' and code = 'lt-a'`);
  await shows('/lt/branches/lt-a', 301);
  await leads('/lt/branches/lt-a', '/lt/branches/lt-b');
  await server.sql(`begin; delete from branch where code = 'lt-b';
    update retired_code set successor_code = 'lt-pasvalys' where kind = 'branch' and code = 'lt-b'; commit`);
  await shows('/lt/branches/lt-b', 301);
  await leads('/lt/branches/lt-b', '/lt/branches/lt-pasvalys');
  await leads('/lt/branches/lt-a', '/lt/branches/lt-pasvalys');
});

test('libraries and events too; filters mean the successor', async () => {
  const { items: before } = await (await ask('/api/v1/points?utility=eso&limit=100')).json();
  const [event] = (await (await ask('/api/v1/events?from=2000-01-01&limit=1')).json()).items;
  await server.sql(`update library set code = 'pasvalys-library' where code = 'pasvalio-vb';
    update event set demo = false where code = '${event.code}';
    update event set code = 'another-code' where code = '${event.code}';
    update organization set code = 'eso-new' where code = 'eso'`);
  await shows('/api/v1/libraries/pasvalio-vb', 301);
  await leads('/api/v1/libraries/pasvalio-vb', '/api/v1/libraries/pasvalys-library');
  await leads(`/api/v1/events/${event.code}`, '/api/v1/events/another-code');
  const { items: now } = await (await ask('/api/v1/points?utility=eso&limit=100')).json();
  assert.deepEqual(now.map((point) => point.code), before.map((point) => point.code));
  assert.ok(now.every((point) => point.utility.code === 'eso-new'));
  assert.equal((await ask('/api/v1/points?utility=never-heard-of')).status, 400);
  assert.match(await (await ask('/en/?utility=eso')).text(), /<option value="eso-new" selected>/, 'the form shows it');
  const { items: there } = await (await ask('/api/v1/events?branch=lt-telsiai&from=2000-01-01&limit=100')).json();
  const { items: expected } = await (await ask('/api/v1/events?branch=lt-telsiai-new&from=2000-01-01&limit=100')).json();
  assert.deepEqual(there, expected);
});

test('and after a start', async () => {
  const paths = ['/api/v1/branches/lt-telsiai', '/p/jonava-second', '/lt/branches/lt-a', '/api/v1/libraries/pasvalio-vb', '/api/v1/points/nowhere'];
  const answers = async () => Promise.all(paths.map(async (path) => {
    const answer = await ask(path);
    return [answer.status, answer.headers.get('location')];
  }));
  await server.sql(`delete from point where code = 'kelme-eso'`);
  await shows('/p/kelme-eso', 410);
  const before = await answers();
  await server.stop();
  server = await startServer({ demo: true, database });
  assert.deepEqual(await answers(), before);
  assert.equal((await ask('/p/kelme-eso')).status, 410);
});
