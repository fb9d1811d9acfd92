// SPDX-License-Identifier: Apache-2.0
//
// Requests that other sites make a signed-in browser send are refused, by what browsers say of where a request comes from; and
// what lets somebody in ends when it should.
import assert from 'node:assert/strict';
import http from 'node:http';
import { after, before, test } from 'node:test';
import { startServer } from '../support/server.mjs';
import { enrol, person } from '../support/staff.mjs';

const point = 'anyksciai-eso', branch = 'lt-anyksciai', publicly = 'https://branchlight.example';
let server, named, ona, key;
before(async () => {
  server = await startServer();
  named = await startServer({ database: server.database, parameters: [`--public-url=${publicly}`] });
  ona = await enrol(server, { role: 'librarian', scope: branch, name: 'Ona' });
  key = (await ona.post('/api/v1/keys', { name: 'Kiosk', actions: ['status'], days: 1 })).json?.key;
});
after(async () => {
  await named?.stop();
  await server.stop();
});

/** A report with these headers and no others that a browser would add: its status. */
function report(headers, { to = server, target = `/api/v1/points/${point}/status-reports`, type = 'application/json', body = '{"status":"working"}' } = {}) {
  return new Promise((resolve, reject) => {
    const request = http.request(new URL(target, to.url), { method: 'POST', headers: { 'Content-Type': type, ...headers }, agent: false }, (response) => {
      response.resume();
      response.on('end', () => resolve(response.statusCode));
    });
    request.on('error', reject);
    request.end(body);
  });
}

test('a change takes a browser that says that it comes from here', async () => {
  const own = `http://127.0.0.1:${server.port}`;
  for (const [headers, expected] of [
    [{ 'Sec-Fetch-Site': 'same-origin' }, 201],
    [{ 'Sec-Fetch-Site': 'none' }, 201],
    [{ 'Sec-Fetch-Site': 'same-site' }, 403],
    [{ 'Sec-Fetch-Site': 'cross-site' }, 403],
    [{ 'Sec-Fetch-Site': 'cross-site', Origin: own }, 403],
    [{ Origin: own }, 201],
    [{ Origin: 'http://evil.example' }, 403],
    [{ Origin: `${own}.evil.example` }, 403],
    [{ Origin: 'null' }, 403],
    [{}, 403],
  ])
    assert.equal(await report({ ...headers, Cookie: ona.cookie }), expected, JSON.stringify(headers));
});

test('forms of other sites are refused before anything happens', async () => {
  const count = async () => (await server.sql('select count(*) from status_report'))[0].count;
  const before = await count();
  const form = { target: `/en/staff/points/${point}`, type: 'application/x-www-form-urlencoded', body: 'status=working' };
  for (const headers of [{ 'Sec-Fetch-Site': 'cross-site' }, { Origin: 'http://evil.example' }, {}]) {
    assert.equal(await report({ ...headers, Cookie: ona.cookie }, form), 403, JSON.stringify(headers));
    assert.equal(await report({ ...headers, Cookie: ona.cookie, 'X-Forwarded-Host': 'evil.example' }, form), 403);
  }
  assert.equal(await count(), before);
});

test('with a public address, that one is here and the one behind it isn’t', async () => {
  const { cookie } = ona;
  const secure = cookie.replace(/^[^=]*/, '__Host-branchlight');
  for (const [headers, expected] of [
    [{ Origin: publicly }, 201],
    [{ Origin: `http://127.0.0.1:${named.port}` }, 403],
    [{ Origin: `${publicly}.evil.example` }, 403],
    [{ 'Sec-Fetch-Site': 'cross-site', Origin: publicly }, 403],
  ])
    assert.equal(await report({ ...headers, Host: 'branchlight.example', Cookie: secure }, { to: named }), expected, JSON.stringify(headers));
});

test('a key is sent by no browser on its own: it needs to say nothing', async () => {
  assert.ok(key);
  assert.equal(await report({ Authorization: `Bearer ${key}` }), 201);
});

test('a session ends after 30 minutes without a request and after 12 hours in any case; a phone’s after 90 days', async () => {
  const phone = await enrol(server, { role: 'librarian', scope: branch, name: 'Phone', device: true });
  const session = await enrol(server, { role: 'librarian', scope: branch, name: 'Session' });
  const age = (who, member, interval) =>
    server.sql(`update people.credential c set ${member} = now() ${interval} from people.user u where u.id = c.user_id and u.name = $1`, [who]);
  const lets = async (who) => (await who.get('/api/v1/me')).status;
  assert.deepEqual([await lets(session), await lets(phone)], [200, 200]);
  await age('Session', 'used_at', `- interval '29 minutes'`);
  assert.equal(await lets(session), 200);
  await age('Session', 'used_at', `- interval '31 minutes'`);
  await age('Phone', 'used_at', `- interval '80 days'`);
  assert.deepEqual([await lets(session), await lets(phone)], [401, 200]);
  await age('Session', 'used_at', '');
  assert.equal(await lets(session), 200);
  const left = async (who) => Number((await server.sql(`select extract(epoch from c.expires_at - now()) as left from people.credential c join people.user u on u.id = c.user_id where u.name = $1`, [who]))[0].left);
  assert.ok(Math.abs((await left('Session')) - 12 * 3600) < 120);
  assert.ok(Math.abs((await left('Phone')) - 90 * 86_400) < 120);
  for (const who of ['Session', 'Phone']) await age(who, 'expires_at', `- interval '1 second'`);
  assert.deepEqual([await lets(session), await lets(phone)], [401, 401]);
  assert.equal(await lets(person(server)), 401);
});

test('a key ends on its day, used or not, and by nothing but that', async () => {
  const made = await ona.post('/api/v1/keys', { name: 'Ending', actions: ['status'], days: 2 });
  assert.equal(made.status, 201, made.text);
  const bearer = { Authorization: `Bearer ${made.json.key}` };
  const lets = async () => [(await person(server).get('/api/v1/me', bearer)).status, await report(bearer)];
  const set = (member, value) => server.sql(`update people.credential set ${member} = ${value} where name = 'Ending'`);
  const reports = async () => (await server.sql('select count(*) from status_report'))[0].count;
  assert.ok(Math.abs(Date.parse(made.json.expires_at) - Date.now() - 2 * 86_400_000) < 120_000, made.json.expires_at);
  assert.deepEqual(await lets(), [200, 201]);
  await set('used_at', `now() - interval '40 hours'`); // a session would have ended
  assert.deepEqual(await lets(), [200, 201]);
  const before = await reports();
  await set('expires_at', `now() - interval '1 second'`);
  assert.deepEqual(await lets(), [401, 401]);
  assert.equal(await reports(), before);
});
