// SPDX-License-Identifier: Apache-2.0
//
// Manners that every client may count on, whatever it asks for.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { sendRaw } from '../support/malformed.mjs';
import { startServer, waitFor } from '../support/server.mjs';
import { enrol, person } from '../support/staff.mjs';

let server, visitor, coordinator;
before(async () => {
  server = await startServer({ demo: true });
  visitor = person(server);
  coordinator = await enrol(server, { role: 'coordinator', scope: 'eso', name: 'Rasa' });
});
after(() => server.stop());

const entries = (text, element) => [...text.matchAll(new RegExp(`<${element}>([^<]*)</${element}>`, 'g'))].map(([, value]) => value);

test('pages are alone in their window, and ask for nothing but the place', async () => {
  for (const path of ['/lt/', '/en/branches/lt-pasvalys', '/lt/staff/sign-in', '/lt/none', '/embed/points/pasvalys-eso']) {
    const { headers } = await fetch(new URL(path, server.url));
    assert.equal(headers.get('cross-origin-opener-policy'), 'same-origin', path);
    assert.match(headers.get('permissions-policy'), /^camera=\(\), geolocation=\(self\), microphone=\(\)/, path);
  }
});

test('other sites may read what anybody may, and nothing else', async () => {
  const origin = async (path, options = {}) => {
    const { status, headers } = await fetch(new URL(path, server.url), { headers: { Accept: 'application/json' }, ...options });
    return [status, headers.get('access-control-allow-origin')];
  };
  assert.deepEqual(await origin('/api/v1/points'), [200, '*']);
  assert.deepEqual(await origin('/api/v1/points', { method: 'HEAD' }), [200, '*']);
  assert.deepEqual(await origin('/api/v1/points', { method: 'OPTIONS' }), [204, '*']);
  assert.deepEqual(await origin('/api/v1/nothing'), [404, '*']);
  assert.deepEqual(await origin('/api/v1/agreements', { method: 'POST' }), [401, null]);
  assert.deepEqual(await origin('/api/v1/me'), [401, null]);
  assert.deepEqual(await origin('/api/v1/points', { method: 'PUT' }), [405, null]);
});

test('the description of the API is in English, whatever is asked for', async () => {
  for (const language of ['lt', 'en']) {
    const { headers } = await fetch(new URL('/openapi.json', server.url), { headers: { 'Accept-Language': language } });
    assert.equal(headers.get('content-language'), 'en');
  }
});

test('an address that can’t be read is answered to a browser by a page, in the address’s language; to a program as it was', async () => {
  const browser = 'Accept: text/html,application/xhtml+xml,*/*;q=0.8\r\n';
  const ask = async (target, accept = browser) => {
    const { text, statuses } = await sendRaw(server.port, `GET ${target} HTTP/1.1\r\nHost: localhost\r\n${accept}Connection: close\r\n\r\n`);
    return { statuses, text };
  };
  for (const [language, title] of [['lt', 'Adresas neteisingas'], ['en', 'The address isn']])
    for (const rest of ['%zz', 'branches/%zz', 'branches/a%2Fb', '%2e%2e/x', 'staff/%ff', 'libraries/%00?q=x']) {
      const { statuses, text } = await ask(`/${language}/${rest}`);
      assert.deepEqual(statuses, [400], rest);
      assert.match(text, new RegExp(`<html lang="${language}">[^]*<h1[^>]*>${title}`), rest);
      assert.match(text, /name="q"/, 'there is a way on');
    }
  assert.match((await ask('/lt/%zz', 'Accept: */*\r\n')).text, /application\/problem\+json/);
  assert.match((await ask('/api/v1/points/%zz')).text, /application\/problem\+json/);
  // What is asked for next on the connection is what was asked for.
  const { statuses } = await sendRaw(server.port, `GET /lt/%zz HTTP/1.1\r\nHost: localhost\r\n${browser}\r\nGET /lt/ HTTP/1.1\r\nHost: localhost\r\n${browser}Connection: close\r\n\r\n`);
  assert.deepEqual(statuses, [400, 200]);
});

test('answers that are kept count for their route, too', async () => {
  const counted = async (route) => Number(new RegExp(`^branchlight_http_requests_total\\{route="${route}",status="2xx"\\} (\\d+)$`, 'm').exec((await server.admin('/metrics')).text)?.[1] ?? 0);
  const before = await counted('library_list'), none = await counted('none');
  for (let i = 0; i < 20; i++) assert.equal((await fetch(new URL('/api/v1/libraries?lang=en', server.url))).status, 200);
  await waitFor('the count', async () => (await counted('library_list')) >= before + 20);
  assert.equal(await counted('none'), none);
});

test('an empty object says nothing, and is no mistake', async () => {
  const before = await coordinator.get('/api/v1/staff/branches/lt-pasvalys');
  const answer = await coordinator.patch('/api/v1/branches/lt-pasvalys', { notes: {} }, { 'If-Match': before.headers.get('etag') });
  assert.equal(answer.status, 200, answer.text);
  assert.deepEqual(answer.json.notes, before.json.notes);
  const report = await coordinator.post('/api/v1/points/pasvalys-eso/status-reports', { status: 'working', components: {} });
  assert.equal(report.status, 201, report.text);
  assert.equal((await coordinator.post('/api/v1/points/pasvalys-eso/status-reports', { status: 'working', parts: {} })).status, 422, 'of what isn’t known');
});

test('a mark that no list of ours gave is a mistake of who sends it', async () => {
  for (const problem of ['printer', 'network']) assert.equal((await visitor.post('/api/v1/points/pasvalys-eso/problem-reports', { problem })).status, 201);
  const { next } = (await coordinator.get('/api/v1/public-reports?limit=1')).json;
  const after = Buffer.from(new URL(next, server.url).searchParams.get('after'), 'base64url');
  assert.equal((await coordinator.get(next)).status, 200);
  for (const bytes of [Buffer.alloc(36, 0xff), Buffer.from('x'.repeat(36)), Buffer.from('a'), Buffer.alloc(0)]) {
    const mark = Buffer.concat([after.subarray(0, -36), bytes]).toString('base64url');
    const answer = await coordinator.get(`/api/v1/public-reports?limit=1&after=${mark}`);
    assert.equal(answer.status, 400, answer.text);
    assert.equal(answer.json.errors[0].parameter, 'after');
  }
});

test('Atom: two reports of one second are two entries; a feed without any stays the same', async () => {
  const address = '/api/v1/points/anyksciai-eso/status-reports';
  const at = new Date(Math.floor(Date.now() / 1000) * 1000 - 60_000).toISOString();
  for (const status of ['working', 'limited']) assert.equal((await coordinator.post(address, { status, observed_at: at })).status, 201);
  const feed = await waitFor('both', async () => {
    const text = await (await fetch(new URL(`${address}.atom?lang=en`, server.url))).text();
    return entries(text, 'updated').filter((updated) => updated === at.replace('.000', '')).length === 3 ? text : undefined;
  });
  const ids = entries(feed, 'id');
  assert.equal(new Set(ids).size, ids.length);
  assert.deepEqual(ids.slice(1, 3), [`${ids[2]}/2`, ids[2]], 'the older keeps its own');
  const asked = await (await fetch(new URL(`${address}?lang=en`, server.url), { headers: { Accept: 'application/atom+xml' } })).text();
  assert.equal(entries(asked, 'id')[0], ids[0], 'its address leads to a feed, however it was asked for');
  await server.sql(`set session_replication_role = replica; delete from point_status where point_id = (select id from point where code = 'telsiai-eso')`);
  await server.sql(`set session_replication_role = origin; update point set notes = '{"lt": "x"}' where code = 'telsiai-eso'`);
  const empty = await waitFor('no entries', async () => {
    const text = await (await fetch(new URL('/api/v1/points/telsiai-eso/status-reports.atom', server.url))).text();
    return text.includes('<entry>') ? undefined : text;
  });
  assert.deepEqual(entries(empty, 'updated'), ['1970-01-01T00:00:00Z']);
});

test('whoever asks whether the process lives is told so; who must sign in is told how', async () => {
  const alive = await fetch(new URL('/livez', server.url), { headers: { Accept: 'text/plain' } });
  assert.equal(alive.status, 200);
  assert.equal(await alive.text(), 'alive\n');
  const page = await fetch(new URL('/lt/staff/', server.url));
  assert.equal(page.status, 401);
  assert.equal(page.headers.get('www-authenticate'), 'Bearer');
});

test('what was taken out while the server runs is an unknown code, as after its next start', async () => {
  const list = (utility) => visitor.get(`/api/v1/points?utility=${utility}`);
  await server.sql(`insert into organization (code, kind, name, name_language, country) values ('gone-utility', 'utility', 'Gone', 'en', 'LT')`);
  await waitFor('it to be there', async () => (await list('gone-utility')).status === 200);
  await server.sql(`delete from organization where code = 'gone-utility'`);
  await waitFor('it to be gone', async () => (await list('gone-utility')).status === 400);
});

test('OpenAPI tells what staff’s reads answer of retired codes, and of the stream no “not modified”', async () => {
  const { paths } = (await visitor.get('/openapi.json')).json;
  for (const status of ['301', '410']) assert.ok(paths['/api/v1/staff/branches/{branch}'].get.responses[status], status);
  assert.equal(paths['/api/v1/stream'].get.responses['304'], undefined);
  assert.ok(paths['/api/v1/branches'].get.responses['304']);
});
