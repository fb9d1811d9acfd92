// SPDX-License-Identifier: Apache-2.0
//
// The audit: who changed what is told to those whose matter it is, can be undone, and can't be tampered with unseen.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { enrol } from '../support/staff.mjs';
import { runBranchlight, startServer, waitFor } from '../support/server.mjs';

let server, ona, rasa, env;
const branch = 'lt-anyksciai', point = 'anyksciai-eso';

before(async () => {
  server = await startServer();
  env = { BRANCHLIGHT_DATABASE: server.database.conninfo };
  ona = await enrol(server, { role: 'librarian', scope: branch, name: 'Ona Marker-name' });
  rasa = await enrol(server, { role: 'coordinator', scope: 'eso', name: 'Rasa' });
});
after(() => server.stop());

const entries = async (who, query = '') => (await who.get(`/api/v1/audit?limit=100${query}`)).json.items;
const audit = (...words) => runBranchlight(['audit', ...words], { env });

test('seeds leave no entry; what people do leaves one each', async () => {
  const before = await entries(rasa);
  assert.ok(!before.some((entry) => ['branch', 'point', 'library'].includes(entry.kind)), 'the seeds are no changes');
  const made = await ona.post(`/api/v1/points/${point}/status-reports`, { status: 'limited', note: 'Marker-note' });
  const [entry, ...others] = (await entries(rasa)).filter((one) => one.kind === 'status_report');
  assert.deepEqual(others, []);
  assert.equal(entry.operation, 'create');
  assert.equal(entry.fields.status.to, 'limited');
  assert.equal(entry.of.code, point);
  assert.equal(entry.name, 'Ona Marker-name');
  assert.equal(entry.request_id, made.headers.get('x-request-id'));
});

test('why something was changed is told beside it', async () => {
  const { headers } = await rasa.get(`/api/v1/staff/points/${point}`);
  const changed = await rasa.patch(`/api/v1/points/${point}`, { website: 'https://why.example', reason: 'Told on the phone' }, { 'If-Match': headers.get('etag') });
  assert.equal(changed.status, 200, changed.text);
  const [entry] = (await entries(rasa)).filter((one) => one.kind === 'point');
  assert.equal(entry.reason, 'Told on the phone');
  assert.deepEqual(Object.keys(entry.fields), ['website']);
  const again = await rasa.patch(`/api/v1/points/${point}`, { website: null }, { 'If-Match': changed.headers.get('etag') });
  assert.equal(again.status, 200, again.text);
  assert.equal((await entries(rasa)).find((one) => one.kind === 'point').reason, null, 'a reason is of one change');
});

test('personal values and secrets are nowhere in it', async () => {
  const all = JSON.stringify(await server.sql('select to_jsonb(e) as entry from audit_entry e'));
  assert.doesNotMatch(all, /Marker-name|Marker-note|example\.org/);
  const [user] = (await server.sql(`select fields from audit_entry where kind = 'user' order by number limit 1`));
  assert.deepEqual(user.fields.email, {});
});

test('who has no such role reads nothing, and nobody reads what isn’t theirs', async () => {
  assert.equal((await ona.get('/api/v1/audit')).status, 403);
  const manager = await enrol(server, { role: 'library_manager', scope: 'pasvalio-vb', name: 'Pasvalys' });
  await ona.post(`/api/v1/branches/${branch}/today`, { cause: 'closed_today' });
  assert.ok((await entries(rasa)).some((entry) => entry.kind === 'hours_exception'));
  assert.ok(!(await entries(manager)).some((entry) => entry.of?.code === branch || entry.of?.code === point));
});

test('filters and pages', async () => {
  assert.deepEqual([...new Set((await entries(rasa, '&kind=hours_exception')).map((entry) => entry.kind))], ['hours_exception']);
  assert.deepEqual(await entries(rasa, '&branch=lt-pasvalys'), []);
  const first = (await rasa.get('/api/v1/audit?limit=2')).json;
  assert.equal(first.items.length, 2);
  assert.equal(first.next, first.items[1].number);
  const second = (await rasa.get(`/api/v1/audit?limit=2&before=${first.next}`)).json;
  assert.ok(second.items[0].number < first.items[1].number);
});

test('a change is undone by another, but not what was changed since', async () => {
  const phone = async () => (await server.sql('select phone from branch where code = $1', [branch]))[0].phone;
  const old = await phone();
  await server.sql('update branch set phone = $1 where code = $2', ['+370 111 11111', branch]);
  const [entry] = await entries(rasa, '&kind=branch');
  assert.deepEqual(entry.fields.phone, { ...(old && { from: old }), to: '+370 111 11111' });
  assert.equal(entry.user, null, 'made by no person');
  assert.equal((await rasa.post(`/api/v1/audit/${entry.number}/undo`)).status, 201);
  assert.equal(await phone(), old);

  for (const value of ['+370 111 22222', '+370 111 33333']) await server.sql('update branch set phone = $1 where code = $2', [value, branch]);
  const [last, first] = await entries(rasa, '&kind=branch');
  assert.deepEqual([first.fields.phone.to, last.fields.phone], ['+370 111 22222', { from: '+370 111 22222', to: '+370 111 33333' }]);
  const refused = await rasa.post(`/api/v1/audit/${first.number}/undo`);
  assert.equal(refused.status, 409);
  assert.deepEqual(refused.json.errors.map(({ parameter, code }) => [parameter, code]), [['number', 'changed_since']]);
  const page = await rasa.post(`/en/staff/history/${first.number}`, new URLSearchParams());
  assert.equal(page.status, 409);
  assert.match(page.text, /role="alert"[^]*Somebody has changed it since, so it can’t be undone/);
  assert.equal(await phone(), '+370 111 33333', 'nothing of it is lost');
  assert.equal((await entries(rasa, '&kind=branch'))[0].number, last.number, 'nor was anything done');

  // One after the other, the newest first, they can be undone.
  for (const [{ number }, value] of [[last, '+370 111 22222'], [first, old]]) {
    assert.equal((await rasa.post(`/en/staff/history/${number}`, new URLSearchParams())).status, 303);
    assert.equal(await phone(), value);
  }
});

test('verify finds every one of many edits, deletions and insertions, and a chain that was sealed anew', async () => {
  const count = 200;
  await server.sql(`update branch set phone = '+370 222 ' || n from generate_series(1, 1) n where code = $1`, [branch]);
  for (let i = 0; i < 5; i++) await server.sql(`do $$ begin for i in 1..40 loop update branch set phone = '+370 5' || lpad((i * 7)::text, 7, '0') where code = '${branch}'; end loop; end $$`);
  assert.equal((await audit('verify')).status, 0);
  const head = (await audit('head')).stdout.trim();
  assert.match(head, /^\d+:[0-9a-f]{64}$/);
  assert.equal((await audit('verify', `--head=${head}`)).status, 0);

  const last = Number(head.split(':')[0]);
  assert.ok(last > count);
  const tamper = (statement) => server.sql(`begin; alter table audit_entry disable trigger user; ${statement}; alter table audit_entry enable trigger user; commit`);
  const chosen = Array.from({ length: 60 }, (_, i) => 3 + i * 3).filter((number) => number < last);
  await tamper(`update audit_entry set fields = fields || '{"phone": {"to": "x"}}' where number = any ('{${chosen}}')`);
  const faults = await server.sql('select number, fault from audit_faults(1000)');
  assert.deepEqual(faults.map((fault) => fault.number), chosen);
  const told = await audit('verify');
  assert.equal(told.status, 1);
  assert.match(told.stdout, /entry 3: was altered/);

  await tamper(`update audit_entry e set hash = sha256(e.previous_hash || audit_text(e))`);
  assert.notEqual((await audit('verify')).status, 0, 'the ones behind don’t follow any more');
  await tamper(`do $x$ declare e audit_entry; before bytea := decode(repeat('00', 32), 'hex'); begin
    for e in select * from audit_entry order by number loop
      update audit_entry set previous_hash = before where number = e.number returning * into e;
      update audit_entry set hash = sha256(e.previous_hash || audit_text(e)) where number = e.number returning hash into before;
    end loop; end $x$`);
  assert.equal((await audit('verify')).status, 0, 'sealed anew by one who may do everything');
  const found = await audit('verify', `--head=${head}`);
  assert.equal(found.status, 1, 'but not where a head was noted');
  assert.match(found.stdout, /isn't the one whose head was noted/);
  await tamper(`delete from audit_entry where number = 5`);
  assert.match((await audit('verify')).stdout, /entry 6: entries before it are missing/);
});

test('entries are sealed in the order of commits, by however many writers', async () => {
  const before = (await server.sql('select max(number) as last from audit_entry'))[0].last;
  await Promise.all(Array.from({ length: 30 }, (_, i) => ona.post(`/api/v1/points/${point}/status-reports`, { status: 'working', note: `n${i}` })));
  const rows = await server.sql(`select number from audit_entry where number > $1 and kind = 'status_report' order by number`, [before]);
  assert.equal(rows.length, 30);
  assert.deepEqual(rows.map((row) => row.number), Array.from({ length: 30 }, (_, i) => before + 1 + i));
});

test('the head is logged, for whoever keeps logs elsewhere', async () => {
  const other = await startServer({ database: server.database, contract: false });
  try {
    await waitFor('the head in the log', () => /"event":"audit_head","number":\d+,"hash":"[0-9a-f]{64}"/.test(other.output.stdout + other.output.stderr));
  } finally {
    await other.stop();
  }
});
