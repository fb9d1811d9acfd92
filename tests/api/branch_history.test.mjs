// SPDX-License-Identifier: Apache-2.0
//
// The public history of public facts: what was changed, from what to what and in which role, within a second; nobody's name, nothing
// internal, and only what is published.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { enrol, person } from '../support/staff.mjs';
import { startServer, waitFor } from '../support/server.mjs';

let server, rasa, boss, admin, visitor;
const branch = 'lt-anyksciai', point = 'anyksciai-eso';

before(async () => {
  server = await startServer();
  visitor = person(server);
  rasa = await enrol(server, { role: 'coordinator', scope: 'eso', name: 'Rasa Marker-name' });
  admin = await enrol(server, { role: 'admin', name: 'Admin Marker-name' });
  boss = await enrol(server, { role: 'library_manager', scope: 'anyksciu-vb', name: 'Boss Marker-name' });
});
after(() => server?.stop());

const history = async (of = branch) => (await visitor.get(`/api/v1/branches/${of}/history`)).json.items;
const stored = (what) => rasa.get(`/api/v1/staff/${what}`);

/** Changes a row, as who may; then what the public is told of it, which must be there within a second. */
async function changed(who, what, body) {
  const before = JSON.stringify(await history());
  const etag = (await stored(what)).headers.get('etag');
  const answer = await who[what.endsWith('/hours') ? 'put' : 'patch'](`/api/v1/${what}`, body, { 'If-Match': etag });
  assert.equal(answer.status, 200, answer.text);
  await waitFor('the change in the history', async () => JSON.stringify(await history()) !== before, 1000);
  return (await history())[0];
}

test('nothing was changed yet, and of an unknown branch nothing is told', async () => {
  assert.deepEqual(await history(), [], 'seeds are no changes');
  assert.equal((await visitor.get('/api/v1/branches/no-such/history')).status, 404);
});

test('a branch’s facts: from what to what, in which role, within a second', async () => {
  const { json: old } = await stored(`branches/${branch}`);
  const change = await changed(boss, `branches/${branch}`, { phone: '+370 381 11111', name: 'Anykščių biblioteka' });
  assert.deepEqual({ ...change, at: null }, {
    at: null, role: 'library_manager', point: null, utility: null, demo: false,
    facts: [{ field: 'name', from: old.name, to: 'Anykščių biblioteka' }, { field: 'phone', ...(old.phone && { from: old.phone }), to: '+370 381 11111' }],
  });
  assert.ok(Math.abs(Date.parse(change.at) - Date.now()) < 60_000);
  assert.deepEqual((await changed(rasa, `branches/${branch}`, { phone: null })).facts, [{ field: 'phone', from: '+370 381 11111' }]);
});

test('an undone change is a change too', async () => {
  await changed(rasa, `branches/${branch}`, { website: 'https://example.org/new' });
  const [entry] = (await rasa.get('/api/v1/audit?kind=branch&limit=1')).json.items;
  const count = (await history()).length;
  assert.equal((await rasa.post(`/api/v1/audit/${entry.number}/undo`)).status, 201);
  await waitFor('the undoing', async () => (await history()).length > count, 1000);
  const [undone, before] = await history();
  assert.deepEqual([undone.facts[0].from, undone.facts[0].to], [before.facts[0].to, before.facts[0].from]);
});

test('hours: what one saves as it was has not changed', async () => {
  const rule = (weekdays, ...periods) => ({ kind: 'weekly', weekdays, periods });
  const exceptions = [{ first_day: '2030-12-24', last_day: '2030-12-26', periods: [] }];
  await changed(rasa, `branches/${branch}/hours`, { rules: [rule([1, 2, 3, 4, 5], '10:00–18:00')], exceptions });
  const put = await changed(rasa, `branches/${branch}/hours`, { rules: [rule([1, 2, 3, 4], '10:00–18:00'), rule([5], '10:00–13:00', '14:00–17:00')], exceptions: [...exceptions, { first_day: '2030-12-31', last_day: '2030-12-31', periods: ['10:00–14:00'], reason: { en: 'New Year’s Eve' } }] });
  assert.equal(put.role, 'coordinator');
  assert.ok(put.facts.every((fact) => fact.field === 'hours'));
  assert.deepEqual(put.facts.filter((fact) => fact.from).map((fact) => fact.from), [rule([1, 2, 3, 4, 5], '10:00–18:00')], 'the exception that stayed is no change');
  assert.deepEqual(put.facts.filter((fact) => fact.to).map((fact) => fact.to.weekdays ?? fact.to.first_day).sort(), ['2030-12-31', [1, 2, 3, 4], [5]].sort());
  const count = (await history()).length;
  const etag = (await stored(`branches/${branch}/hours`)).headers.get('etag');
  const same = await rasa.put(`/api/v1/branches/${branch}/hours`, { rules: [rule([1, 2, 3, 4], '10:00–18:00'), rule([5], '10:00–13:00', '14:00–17:00')], exceptions: [] }, { 'If-Match': etag });
  assert.equal(same.status, 200, same.text);
  await waitFor('the exceptions’ end', async () => (await history()).length > count, 1000);
  assert.deepEqual((await history())[0].facts.map((fact) => [fact.from?.first_day, fact.to]), [['2030-12-24', undefined], ['2030-12-31', undefined]]);
});

test('one tap of today, reports and what is internal aren’t told', async () => {
  const before = await history();
  const number = async () => (await server.sql('select max(number) as last from change'))[0].last;
  const start = await number();
  assert.equal((await boss.post(`/api/v1/branches/${branch}/today`, { cause: 'closed_today' })).status, 201);
  await boss.post(`/api/v1/points/${point}/status-reports`, { status: 'limited', note: 'Marker-note' });
  await server.sql(`update branch set address_source = 'Marker-source', area = 'rural' where code = $1`, [branch]);
  await server.sql(`update point set source = 'Marker-source', valid_days = 3 where code = $1`, [point]);
  assert.ok((await number()) > start, 'the public is told something');
  await new Promise((resolve) => setTimeout(resolve, 300));
  assert.deepEqual(await history(), before);
  const told = (await visitor.get(`/api/v1/branches/${branch}/history`)).text + JSON.stringify(await server.sql('select to_jsonb(c) as c from fact_change c'));
  assert.doesNotMatch(told, /Marker-/);
  const ids = (await server.sql('select id::text from people.user union select id::text from people.credential')).map(({ id }) => id);
  assert.ok(ids.every((id) => !told.includes(id)), 'nor whose it was');
});

test('a point’s lifecycle, and of one that is gone only that it went', async () => {
  const paused = await changed(rasa, `points/${point}`, { lifecycle: 'suspended', notes: { en: 'Marker-gone' } });
  assert.deepEqual([paused.point, paused.utility, paused.facts[0].field, paused.facts[0].to], [point, 'eso', 'lifecycle', 'suspended']);
  await changed(rasa, `points/${point}`, { website: 'https://example.org/marker-gone' });
  const gone = await changed(rasa, `points/${point}`, { lifecycle: 'removed' });
  assert.deepEqual(gone.facts, [{ field: 'lifecycle', from: 'suspended', to: 'removed' }]);
  assert.doesNotMatch(JSON.stringify(await history()), /marker-gone/i);
  const made = await admin.post('/api/v1/points', { code: 'anyksciai-antra', branch, utility: 'eso', lifecycle: 'planned', confirm_duplicate: true });
  assert.equal(made.status, 201, made.text);
  await waitFor('the new point', async () => (await history())[0].point === 'anyksciai-antra', 1000);
  assert.deepEqual([(await history())[0].role, (await history())[0].facts], ['admin', [{ field: 'lifecycle', to: 'planned' }]]);
});

test('the newest ten are kept, those of a program too', async () => {
  for (let i = 0; i < 12; i++) await server.sql('update branch set phone = $1 where code = $2', [`+370 381 2000${i % 10}`, branch]);
  await waitFor('the last of them', async () => (await history())[0].facts[0].to === '+370 381 20001', 1000);
  const items = await history();
  assert.equal(items.length, 10);
  assert.ok(items.every((item, i) => item.role === 'system' && (i === 0 || item.at <= items[i - 1].at)));
  assert.equal((await server.sql('select count(*) from fact_change c join branch b on b.id = c.branch_id where b.code = $1', [branch]))[0].count, 10);
});

test('a point takes its history to the branch that stays, and another server reads the same', async () => {
  const target = 'lt-jonava';
  await server.sql('update point set branch_id = (select id from branch where code = $1) where code = $2', [target, 'anyksciai-antra']);
  await server.sql(`update point set lifecycle = 'active' where code = 'anyksciai-antra'`);
  await waitFor('the point’s history', async () => (await history(target)).length === 1, 1000);
  const other = await startServer({ database: server.database });
  try {
    assert.deepEqual((await person(other).get(`/api/v1/branches/${target}/history`)).json.items, await history(target), 'read whole as read by changes');
  } finally {
    await other.stop();
  }
  await server.sql('delete from fact_change');
  await waitFor('the end of it', async () => (await history(target)).length === 0, 1000);
});
