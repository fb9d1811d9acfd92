// SPDX-License-Identifier: Apache-2.0
//
// The live stream: what changes is told at once, missed events are told later, and dead or many listeners cost little.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import http from 'node:http';
import { after, before, test } from 'node:test';
import { enrol } from '../support/staff.mjs';
import { sanitized, startServer, waitFor } from '../support/server.mjs';

let server, ona;
const point = 'anyksciai-eso';

before(async () => {
  server = await startServer({ demo: true, contract: false });
  ona = await enrol(server, { role: 'librarian', scope: 'lt-anyksciai', name: 'Ona' });
});
after(() => server?.stop());

const report = (status = 'working') => ona.post(`/api/v1/points/${point}/status-reports`, { status });

/** A listener on a connection of its own: {events[], text, close()}. */
function listen(headers = {}, to = server, query = '') {
  return new Promise((resolve, reject) => {
    const listener = { text: '', close: () => request.destroy() };
    Object.defineProperty(listener, 'events', {
      get: () => [...listener.text.matchAll(/(?:id: (\d+)\n)?event: (\w+)\ndata: (.*)\n/g)].map(([, id, event, data]) => ({ id: Number(id), event, ...JSON.parse(data) })),
    });
    const request = http.get({ port: to.port, host: '127.0.0.1', path: `/api/v1/stream${query}`, agent: false, headers }, (response) => {
      response.setEncoding('utf8');
      response.on('data', (text) => {
        listener.text += text;
        if (listener.text.includes('retry:')) resolve(listener);
      });
      response.on('error', () => {}); // closed by us
    });
    request.on('error', reject);
  });
}

test('a change reaches whoever listens, with its number, within a second of its commit', async () => {
  const listeners = await Promise.all([listen(), listen(), listen()]);
  const started = Date.now();
  assert.equal((await report('limited')).status, 201);
  for (const listener of listeners) await waitFor('the event', () => listener.events.length > 0);
  assert.ok(Date.now() - started < 1000);
  for (const listener of listeners) {
    const [{ id, ...event }] = listener.events;
    assert.deepEqual(event, { event: 'change', kind: 'point', code: point, operation: 'update' });
    assert.equal(id, (await server.sql('select max(number) as last from change'))[0].last);
    listener.close();
  }
});

test('who comes again misses nothing; who was away too long is told to look anew', async () => {
  const first = await listen();
  await report();
  await waitFor('the event', () => first.events.length > 0);
  first.close();
  const last = first.events.at(-1).id;
  for (let i = 0; i < 3; i++) await report(i % 2 ? 'working' : 'limited');
  const second = await listen({ 'Last-Event-ID': String(last) });
  // Changes of one row that come together are told as one, with the number of the last.
  const [{ last: newest }] = await server.sql('select max(number) as last from change');
  await waitFor('what was missed', () => second.events.at(-1)?.id === newest);
  assert.ok(second.events.every(({ id }, i, all) => id > (i ? all[i - 1].id : last)));
  second.close();
  const third = await listen({ 'Last-Event-ID': '1' });
  await waitFor('reload', () => third.events.some(({ event }) => event === 'reload'));
  third.close();
});

test('who listens for the first time goes on behind the change that its page is of', async () => {
  const address = new URL('/lt/branches/lt-pasvalys', server.url);
  const changeOf = (html) => Number(/<template data-change="(\d+)">/.exec(html)[1]);
  const known = async () => (await server.sql('select max(number) as last from change'))[0].last;
  const answer = await fetch(address);
  const made = changeOf(await answer.text());
  assert.equal(made, await known());
  await report('limited');
  const listener = await listen({}, server, `?after=${made}`);
  await waitFor('what came before it listened', () => listener.events.length > 0);
  assert.ok(listener.events.every(({ event, id }) => event === 'change' && id > made));
  listener.close();
  // Nothing has happened since: no reason to look anew, and none to send another page than the one that is known.
  const same = await fetch(address, { headers: { 'If-None-Match': answer.headers.get('ETag') } });
  assert.equal(same.status, 304, 'a change elsewhere makes no other page');
  const now = changeOf(await (await fetch(address)).text());
  assert.equal(now, await known());
  const quiet = await listen({}, server, `?after=${now}`);
  await report('working');
  await waitFor('the next', () => quiet.events.length > 0);
  assert.ok(quiet.events.every(({ event, id }) => event === 'change' && id > now));
  quiet.close();
  const wrong = await fetch(new URL('/api/v1/stream?after=yesterday', server.url));
  assert.equal(wrong.status, 400);
  assert.match(await wrong.text(), /"after"/);
});

test('on a server that has just started, too', async () => {
  const other = await startServer({ contract: false });
  try {
    const page = await (await fetch(new URL('/lt/', other.url))).text();
    const listener = await listen({}, other, `?after=${/<template data-change="(\d+)">/.exec(page)[1]}`);
    assert.deepEqual(listener.events, []);
    listener.close();
  } finally {
    await other.stop();
  }
});

test('the answer is a stream of events and nothing else', async () => {
  const response = await fetch(new URL('/api/v1/stream', server.url), { headers: { Accept: 'text/event-stream' } });
  assert.equal(response.status, 200);
  assert.equal(response.headers.get('content-type'), 'text/event-stream');
  assert.equal(response.headers.get('cache-control'), 'no-store');
  assert.equal(response.headers.get('content-encoding'), null);
  await response.body.cancel();
});

test('five hundred listeners: each is told, none costs more than 22 KiB', async () => {
  const memory = () => Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${server.pid}/status`, 'utf8'))[1]);
  const before = memory();
  const listeners = await Promise.all(Array.from({ length: 500 }, () => listen()));
  const each = (memory() - before) / 500;
  if (!sanitized) assert.ok(each < 22, `${each} KiB`); // a sanitizer keeps books of its own about each
  await report('limited');
  await waitFor('everybody', () => listeners.every((listener) => listener.events.length > 0));
  for (const listener of listeners) listener.close();
  await report();
});

// Half a minute of waiting: for the longer proof (make prove PARTS=minute).
if (process.env.BRANCHLIGHT_PROVE)
  test('where nothing happens, every quarter of a minute something is said, which is no event', async () => {
    const quiet = await startServer({ contract: false });
    try {
      const listener = await listen({}, quiet);
      const moments = [];
      for (let beat = 1; beat <= 2; beat++) {
        await waitFor(`beat ${beat}`, () => listener.text.split('\n').filter((line) => line.startsWith(':')).length >= beat, 17_000);
        moments.push(Date.now());
      }
      assert.ok(Math.abs(moments[1] - moments[0] - 15_000) < 2000, `${moments[1] - moments[0]} ms`);
      assert.deepEqual(listener.events, []);
      listener.close();
    } finally {
      await quiet.stop();
    }
  });

test('a server that stops ends its streams, and stops in time', async () => {
  const other = await startServer({ contract: false });
  const response = await fetch(new URL('/api/v1/stream', other.url));
  const started = Date.now();
  const ended = response.text();
  assert.deepEqual(await other.stop(), { status: 0, signal: null });
  assert.match(await ended, /retry/);
  assert.ok(Date.now() - started < 5000);
});
