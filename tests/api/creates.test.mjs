// SPDX-License-Identifier: Apache-2.0
//
// Every operation that creates something (branchlight openapi --operations) is asked twice with one Idempotency-Key, as by somebody
// whose connection broke before the answer came: the same answer, and one row. What is told once and never again isn't told again.
import assert from 'node:assert/strict';
import http from 'node:http';
import { after, before, test } from 'node:test';
import { runBranchlight, startServer } from '../support/server.mjs';
import { enrol, toNoon } from '../support/staff.mjs';

const branch = 'lt-anyksciai', library = 'anyksciu-vb', point = 'anyksciai-eso', stale = 'kelme-eso';
const day = (ahead) => new Date(Date.now() + ahead * 86_400_000).toISOString().slice(0, 10);
const form = (fields) => new URLSearchParams(fields);

// What is sent, and the table that has one row more. A new operation that creates is written down here, or the test fails.
const creates = {
  invitation_create: ['people.invitation', { kind: 'device', role: 'librarian', scope: branch, name: 'Phone' }],
  key_create: ['people.credential', { name: 'Kiosk', actions: ['read'] }],
  second_factor_start: ['people.credential', {}, 0], // it is in force once it is confirmed
  status_report_create: ['status_report', { status: 'limited', note: 'Slow' }],
  branch_create: ['branch', { library, name: 'Kartojamas filialas', confirm_duplicate: true }],
  point_create: ['point', { branch, utility: 'eso', confirm_duplicate: true }],
  library_create: ['library', { name: 'Kartojama biblioteka', confirm_duplicate: true }],
  service_create: ['service', { utility: 'eso', title: { lt: 'Kartojama paslauga' } }],
  agreement_create: ['agreement', { library, utility: 'eso', state: 'draft', starts_on: '2031-01-01' }],
  branch_day_create: ['hours_exception', { cause: 'open_until', until: '23:59' }],
  reminder_create: ['point_reminder', { points: [stale] }],
  incident_create: ['incident', { point, part: 'computer' }],
  planned_work_create: ['planned_work', { starts_at: '2199-01-01T00:00:00Z', ends_at: '2199-01-01T01:00:00Z', reason: { en: 'Work' } }],
  closure_create: ['hours_exception', { first_day: day(3), last_day: day(4), reason: { en: 'Stock-taking' } }],
  directory_point_add: ['point', form({ utility: 'eso', confirm_duplicate: 'true' })],
  staff_planned_work: ['planned_work', form({ from_day: '2030-03-01', from_time: '09:00', until_day: '2030-03-01', until_time: '12:00', 'reason.lt': 'Darbai' })],
  staff_planned_closure: ['hours_exception', form({ first_day: day(13), last_day: day(14), 'reason.lt': 'Remontas' })],
  directory_library_add: ['library', form({ name: 'Kita kartojama biblioteka', confirm_duplicate: 'true' })],
  directory_service_add: ['service', form({ utility: 'eso', 'title.lt': 'Kita kartojama paslauga' })],
  directory_agreement_add: ['agreement', form({ utility: 'eso', state: 'draft', starts_on: '2032' })],
  directory_branch_add: ['branch', form({ name: 'Kitas kartojamas filialas', confirm_duplicate: 'true' })],
  my_point_today: ['hours_exception', form({ cause: 'no_adviser' })],
  my_point_report: ['status_report', form({ fault: 'printer' })],
  problem_report_create: ['public_report', { problem: 'printer' }],
  correction_create: ['public_report', { correction: 'hours' }],
};
// Who signs in again is let in again, and who asks for news again is sent no second letter: there is nothing to make twice.
const harmless = ['session_create', 'point_follower_create', 'branch_follower_create'];
// Their answers hold a secret, which isn't stored: whoever asks again is told that it was told.
const secret = ['invitation_create', 'key_create', 'second_factor_start'];
const stored = ['branch_create', 'point_create', 'library_create', 'service_create', 'agreement_create', 'incident_create'];

const operations = JSON.parse((await runBranchlight(['openapi', '--operations'])).stdout);
const creating = operations.filter((operation) => operation.creates);

let server, admin;
before(async () => {
  server = await startServer({ demo: true });
  admin = await enrol(server, { role: 'admin', name: 'Admin' });
  await enrol(server, { role: 'librarian', scope: 'lt-kelme', name: 'Ona' }); // somebody who can be reminded
  await server.sql(`update point_status set valid_until = now() - interval '1 hour', observed_at = now() - interval '9 days' where point_id = (select id from point where code = $1)`, [stale]);
  await toNoon(server, branch);
});
after(() => server?.stop());

const told = ({ status, headers, text }) => ({ status, text, type: headers.get('content-type'), location: headers.get('location'), etag: headers.get('etag') });
const replayed = (answer) => answer.headers.get('idempotency-replayed');

test('what is created by the API takes a key', () => {
  const left = operations.filter(({ name }) => /_create$/.test(name) && !creating.some((one) => one.name === name));
  assert.deepEqual(left.map(({ name }) => name).sort(), harmless.sort());
  assert.deepEqual(creating.map(({ name }) => name).sort(), Object.keys(creates).sort());
});

for (const { name, path } of creating)
  test(`${name} twice with one key`, async () => {
    const [table, body, more = 1] = creates[name] ?? [];
    const target = path.replace('{lang}', 'en').replace('{branch}', branch).replace('{library}', library).replace('{point}', point).replace('{organization}', 'eso');
    const rows = async () => Number((await server.sql(`select count(*) from ${table}`))[0].count);
    const ask = (key) => admin.post(target, body, { 'Idempotency-Key': key });
    const before = await rows();
    const first = await ask(`once-${name}`), second = await ask(`once-${name}`);
    assert.equal(first.status, body instanceof URLSearchParams ? 303 : 201, first.text);
    assert.equal(replayed(first), null);
    assert.equal(await rows(), before + more);
    if (secret.includes(name)) {
      assert.equal(second.status, 409, second.text);
      assert.equal(second.json.errors[0].code, 'replay_secret');
      return;
    }
    assert.deepEqual(told(second), told(first));
    assert.equal(replayed(second), 'true');
    if (stored.includes(name)) assert.match(second.headers.get('etag') ?? 'none', /^"v\d+"$/, 'to go on with: If-Match takes it');
  });

/** A visitor's report from a network of this machine. */
function report(from, key, text) {
  return new Promise((resolve, reject) => {
    const headers = { 'Content-Type': 'application/json', 'Sec-Fetch-Site': 'none', 'Idempotency-Key': key };
    const asked = http.request(new URL(`/api/v1/points/${point}/problem-reports`, server.url), { method: 'POST', localAddress: from, agent: false, headers }, (answer) => {
      let body = '';
      answer.setEncoding('utf8').on('data', (part) => (body += part));
      answer.on('end', () => resolve({ status: answer.statusCode, replayed: answer.headers['idempotency-replayed'], json: JSON.parse(body) }));
    });
    asked.on('error', reject);
    asked.end(JSON.stringify({ problem: 'printer', text }));
  });
}

test('a visitor’s key is known by the network that it comes from, and stands nowhere', async () => {
  const rows = async () => Number((await server.sql('select count(*) from public_report'))[0].count), before = await rows();
  const first = await report('127.0.0.1', 'mine', 'Paper'), again = await report('127.0.0.1', 'mine', 'Paper');
  assert.deepEqual([first.status, first.replayed, again.status, again.replayed], [201, undefined, 201, 'true']);
  assert.deepEqual(again.json, first.json);
  const other = await report('127.0.0.2', 'mine', 'Paper');
  assert.deepEqual([other.status, other.replayed], [201, undefined], 'somebody else who chose the same key');
  assert.equal(await rows(), before + 2);
  const changed = await report('127.0.0.1', 'mine', 'Toner');
  assert.equal(changed.status, 422);
  assert.equal(changed.json.errors[0].code, 'replay_other');
  const kept = await server.sql('select key from idempotent_reply where user_id is null');
  assert.ok(kept.length >= 2);
  for (const { key } of kept) assert.match(key, /^\\x[0-9a-f]{64}$/);
  assert.equal((await report('127.0.0.1', 'k'.repeat(101), 'Paper')).status, 400);
});
