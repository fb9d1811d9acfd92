// SPDX-License-Identifier: Apache-2.0
//
// Services that people keep: whose they are, which points can take them up, and what becomes of one that isn't offered any more.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { startServer, waitFor } from '../support/server.mjs';
import { enrol, person } from '../support/staff.mjs';

const point = 'pasvalys-eso';
let server, visitor, coordinator, stranger, manager, admin;

before(async () => {
  server = await startServer();
  await server.sql(`insert into organization (code, kind, name, name_language, country) values ('vandenys', 'utility', 'Vandenys', 'lt', 'LT')`);
  visitor = person(server);
  coordinator = await enrol(server, { role: 'coordinator', scope: 'eso', name: 'Rasa' });
  stranger = await enrol(server, { role: 'coordinator', scope: 'vandenys', name: 'Vaiva' });
  manager = await enrol(server, { role: 'library_manager', scope: 'pasvalio-vb', name: 'Danguole' });
  admin = await enrol(server, { role: 'admin', name: 'Admin' });
});
after(() => server.stop());

const problems = (answer) => (answer.json.errors ?? []).map((error) => `${error.pointer ?? error.parameter} ${error.code}`);
const read = async (who, target) => {
  const answer = await who.get(target);
  assert.equal(answer.status, 200, answer.text);
  return { row: answer.json, etag: answer.headers.get('etag') };
};
async function make(body, who = coordinator) {
  const answer = await who.post('/api/v1/services', { utility: 'eso', ...body });
  assert.equal(answer.status, 201, answer.text);
  return answer.json;
}
/** Reads, then changes: the answer. */
async function change(who, kind, code, body) {
  const { etag } = await read(who, `/api/v1/staff/${kind}/${code}`);
  return who.patch(`/api/v1/${kind}/${code}`, body, { 'If-Match': etag });
}
const shown = async (code) => (await visitor.get('/api/v1/services?limit=100&lang=lt')).json.items.find((service) => service.code === code);
const offered = async () => (await visitor.get(`/api/v1/points/${point}`)).json.services.map(({ code }) => code);
const take = async (codes, who = coordinator) => change(who, 'points', point, { services: codes });

test('a service is made once, of a name, and visitors can read it at once', async () => {
  const body = { utility: 'eso', title: { lt: 'Pranešti apie persikraustymą', en: 'Tell of a move' }, bring: { lt: 'Rodmenis' } };
  const key = { 'Idempotency-Key': 'service-once' };
  const made = await coordinator.post('/api/v1/services', body, key);
  assert.equal(made.status, 201, made.text);
  assert.equal(made.json.code, 'pranesti-apie-persikraustyma');
  assert.equal(made.headers.get('location'), '/api/v1/staff/services/pranesti-apie-persikraustyma');
  assert.equal((await coordinator.post('/api/v1/services', body, key)).text, made.text, 'said again it isn’t made again');
  assert.deepEqual([made.json.utility, made.json.active, made.json.description], ['eso', true, null]);
  await waitFor('the list', () => shown(made.json.code));
  const public_ = await shown(made.json.code);
  assert.deepEqual([public_.utility, public_.active, public_.title, public_.bring, public_.points], ['eso', true, 'Pranešti apie persikraustymą', 'Rodmenis', 0]);
  assert.equal((await shown('pay-bills')).utility, null, 'what came with the registry is everybody’s');
});

test('what is wrong is told at its place', async () => {
  assert.deepEqual(problems(await coordinator.post('/api/v1/services', { utility: 'eso' })), ['/title/lt required']);
  assert.deepEqual(problems(await coordinator.post('/api/v1/services', { title: { lt: 'Be teikėjo' } })), ['/utility required'], 'of all utilities an administrator makes one');
  assert.deepEqual(problems(await coordinator.post('/api/v1/services', { utility: 'vandenys', title: { lt: 'Svetima' } })), ['/utility not_yours']);
  assert.deepEqual(problems(await coordinator.post('/api/v1/services', { utility: 'eso', code: 'pay-bills', title: { lt: 'Mokėti' } })), ['/code code_taken']);
  const { code } = await make({ title: { lt: 'Keisti planą' } });
  assert.deepEqual(problems(await change(coordinator, 'services', code, { title: null })), ['/title/lt required']);
  assert.deepEqual(problems(await change(coordinator, 'services', code, { active: null })), ['/active required']);
  assert.equal((await coordinator.patch(`/api/v1/services/${code}`, { title: { lt: 'X' } })).status, 428);
  const { etag } = await read(coordinator, `/api/v1/staff/services/${code}`);
  assert.equal((await coordinator.patch(`/api/v1/services/${code}`, { bring: { lt: 'Sutartį' } }, { 'If-Match': etag })).status, 200);
  const second = await coordinator.patch(`/api/v1/services/${code}`, { bring: { lt: 'Pasą' } }, { 'If-Match': etag });
  assert.equal(second.status, 412);
  assert.deepEqual(second.json.differences, [{ pointer: '/bring/lt', current: 'Sutartį', sent: 'Pasą' }]);
});

test('a utility’s own is kept by its coordinators, one of all utilities by administrators', async () => {
  const { code } = await make({ title: { lt: 'Mūsų paslauga' } });
  for (const who of [stranger, manager]) {
    assert.equal((await who.get(`/api/v1/staff/services/${code}`)).status, 403);
    assert.equal((await who.patch(`/api/v1/services/${code}`, { active: false }, { 'If-Match': '"v1"' })).status, 403);
  }
  assert.equal((await coordinator.patch('/api/v1/services/pay-bills', { active: false }, { 'If-Match': '"v1"' })).status, 403);
  assert.equal((await change(admin, 'services', 'pay-bills', { bring: { lt: 'Sąskaitą', en: 'The bill' } })).status, 200);
  const common = await admin.post('/api/v1/services', { title: { lt: 'Visų teikėjų' } });
  assert.equal(common.json.utility, null, common.text);
});

test('a point takes up what its utility offers, and nothing of another or retired', async () => {
  const { code } = await make({ title: { lt: 'Pasirašyti sutartį' } });
  const foreign = await make({ title: { lt: 'Vandens skaitiklis' }, utility: 'vandenys' }, stranger);
  const before = await offered();
  assert.deepEqual(problems(await take([...before, foreign.code])), ['/services not_offered']);
  assert.equal((await take([...before, code])).status, 200);
  await waitFor('the point', async () => (await offered()).includes(code));
  assert.equal((await change(coordinator, 'services', code, { active: false })).status, 200);
  await waitFor('the point without it', async () => !(await offered()).includes(code));
  assert.deepEqual([(await shown(code)).active, (await shown(code)).points], [false, 0], 'what it was called is still told');
  const { row } = await read(coordinator, `/api/v1/staff/points/${point}`);
  assert.ok(row.services.includes(code), 'the point keeps it');
  assert.equal((await take([...row.services].reverse())).status, 200, 'and who sends the list as it was is not refused');
  assert.equal((await take(row.services.filter((one) => one !== code))).status, 200);
  assert.deepEqual(problems(await take([...before, code])), ['/services not_offered']);
  assert.equal((await change(coordinator, 'services', code, { active: true })).status, 200);
  assert.equal((await take([...before, code])).status, 200);
  await waitFor('the point again', async () => (await offered()).includes(code));
});

test('the history tells of it, and takes it back', async () => {
  const { code } = await make({ title: { lt: 'Grąžinama' } });
  assert.equal((await change(coordinator, 'services', code, { active: false })).status, 200);
  const entries = (await coordinator.get('/api/v1/audit?kind=service')).json.items.filter(({ of }) => of?.code === code);
  assert.deepEqual(entries.map(({ operation }) => operation), ['update', 'create']);
  assert.deepEqual(entries[0].of, { kind: 'service', code, name: 'Grąžinama' });
  assert.ok(!(await stranger.get('/api/v1/audit?kind=service')).text.includes(code), 'to its own people');
  assert.equal((await stranger.post(`/api/v1/audit/${entries[0].number}/undo`)).status, 404);
  const undone = await coordinator.post(`/api/v1/audit/${entries[0].number}/undo`);
  assert.equal(undone.status, 201, undone.text);
  assert.equal((await read(coordinator, `/api/v1/staff/services/${code}`)).row.active, true);
});
