// SPDX-License-Identifier: Apache-2.0
//
// Status reports to follow: of a point, a branch, a municipality, as JSON and as Atom (RFC 4287).
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { enrol } from '../support/staff.mjs';
import { startServer, waitFor } from '../support/server.mjs';

let server;
before(async () => {
  server = await startServer({ demo: true });
});
after(() => server.stop());

const get = async (target) => {
  const response = await fetch(new URL(target, server.url));
  return { status: response.status, type: response.headers.get('content-type'), text: await response.text() };
};
const all = (text, element) => [...text.matchAll(new RegExp(`<${element}>([^<]*)</${element}>`, 'g'))].map(([, value]) => value);

for (const [what, address] of [['point', 'points/pasvalys-eso'], ['branch', 'branches/lt-pasvalys'], ['municipality', 'municipalities/LT-34']])
  test(`${what}: twenty at most, newest first, in both forms`, async () => {
    const { items } = JSON.parse((await get(`/api/v1/${address}/status-reports`)).text);
    const feed = await get(`/api/v1/${address}/status-reports.atom?lang=en`);
    assert.equal(feed.status, 200);
    assert.match(feed.type, /^application\/atom\+xml/);
    assert.ok(items.length > 2 && items.length <= 20);
    const times = items.map((item) => item.observed_at);
    assert.deepEqual(times, [...times].sort().reverse());
    const [updated, ...each] = all(feed.text, 'updated');
    assert.deepEqual(each, times);
    assert.equal(updated, times[0]);
    assert.equal(new Set(all(feed.text, 'id')).size, items.length + 1, 'each has an id of its own');
    assert.equal(feed.text.match(/<category term="demo"\/>/g).length, items.length, 'and says that it is demonstration data');
  });

test('ids stay, whatever comes after; a new report is the first entry', async () => {
  const address = '/api/v1/branches/lt-pasvalys/status-reports.atom?lang=en';
  const before = all((await get(address)).text, 'id').slice(1);
  const ona = await enrol(server, { role: 'librarian', scope: 'lt-pasvalys', name: 'Ona & <b>' });
  await ona.post('/api/v1/points/pasvalys-eso/status-reports', { status: 'unknown' });
  const later = await waitFor('the report', async () => {
    const { text } = await get(address);
    return all(text, 'id').length !== before.length + 1 || all(text, 'id')[1] !== before[0] ? text : undefined;
  });
  assert.deepEqual(all(later, 'id').slice(2, 4), before.slice(0, 2));
  assert.match(later, /<title>[^<]*: Not confirmed<\/title>/);
});

test('without a public address the links are of the host that was asked for, and of the language', async () => {
  const { request } = await import('node:http');
  const ask = (host) => new Promise((resolve, reject) =>
    request({ host: '127.0.0.1', port: server.port, path: '/api/v1/branches/lt-telsiai/status-reports.atom?lang=en', headers: { Host: host } }, (response) => {
      let text = '';
      response.setEncoding('utf8').on('data', (part) => (text += part)).on('end', () => resolve(text));
    }).on('error', reject).end());
  for (let i = 0; i < 3; i++) assert.match(await ask('elsewhere.example'), /href="http:\/\/elsewhere\.example\/api/);
  const own = await ask('here.example');
  assert.doesNotMatch(own, /elsewhere/, 'nobody gets another’s');
  assert.match(own, /rel="self"[^>]*href="http:\/\/here\.example\/api\/v1\/branches\/lt-telsiai\/status-reports\.atom\?lang=en"/);
});

test('what isn’t there isn’t found, and lists have no such form', async () => {
  for (const target of ['points/none/status-reports', 'branches/none/status-reports.atom', 'municipalities/LT-99/status-reports.atom', 'branches.atom']) assert.equal((await get(`/api/v1/${target}`)).status, 404, target);
});
