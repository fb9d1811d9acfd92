// SPDX-License-Identifier: Apache-2.0
//
// Reminders: one message a person, once a day a point, of one's own points only, and all or none.
import assert from 'node:assert/strict';
import { after, before, beforeEach, test } from 'node:test';
import { startServer } from '../support/server.mjs';
import { enrol, person } from '../support/staff.mjs';

let server, rasa, ona, vida, viewer;
const branch = 'lt-anyksciai', library = 'anyksciu-vb', point = 'anyksciai-eso';

before(async () => {
  server = await startServer({ demo: true });
  rasa = await enrol(server, { role: 'coordinator', scope: 'eso', name: 'Rasa' });
  ona = await enrol(server, { role: 'librarian', scope: branch, name: 'Ona' });
  vida = await enrol(server, { role: 'library_manager', scope: library, name: 'Vida' });
  viewer = await enrol(server, { role: 'viewer', scope: 'eso', name: 'Viewer' });
  // Two points that Ona can confirm, one that only Vida can (a branch without a librarian), one that nobody can.
  await server.sql(`
    insert into branch (code, library_id, kind, name, name_language, country, time_zone) select 'lt-second', id, 'branch', 'Antrasis filialas', 'lt', 'LT', 'Europe/Vilnius' from library where code = '${library}';
    insert into organization (code, kind, name, name_language, country) values ('foreign-power', 'utility', 'Foreign Power', 'en', 'LT');
    insert into point (code, branch_id, utility_id, lifecycle) select c.code, b.id, o.id, 'active'
      from (values ('ona-two', '${branch}', 'eso'), ('vida-one', 'lt-second', 'eso'), ('nobody-one', 'lt-pasvalys', 'eso'), ('foreign-one', 'lt-pasvalys', 'foreign-power')) as c (code, branch, utility)
      join branch b on b.code = c.branch join organization o on o.code = c.utility;
    update point_status set valid_until = now() - interval '1 hour', observed_at = now() - interval '9 days' where point_id = (select id from point where code = '${point}')`);
});
after(() => server?.stop());
beforeEach(() => server.sql(`delete from point_reminder; delete from people.mail where template = 'reminder'`));

const remind = (points, who = rasa, headers) => who.post('/api/v1/reminders', { points }, headers);
const letters = () => server.sql(`select email, texts ->> 'points' as points from people.mail where template = 'reminder' order by email`);
const counts = (reminded, already, nobody, confirmed, people) => ({ reminded, already, nobody, confirmed, people });

test('one message a person: the librarians of the branch, else the library’s managers; again the same day, none', async () => {
  await server.sql(`update people.mail set due_at = now() + interval '1 day' where sent_at is null`);
  const made = await remind([point, 'ona-two', 'vida-one', 'nobody-one']);
  assert.equal(made.status, 201, made.text);
  assert.deepEqual(made.json, counts(3, 0, 1, 0, 2));
  const sent = await letters();
  assert.deepEqual(sent.map(({ email }) => email).sort(), [ona.email, vida.email].sort());
  assert.deepEqual((await remind([point, 'ona-two', 'vida-one', 'nobody-one'])).json, counts(0, 3, 1, 0, 0));
  assert.equal((await letters()).length, 2);
  await server.sql('update point_reminder set day = day - 1');
  assert.deepEqual((await remind([point])).json, counts(1, 0, 0, 0, 1), 'the next day again');
  const [entry] = await server.sql(`select e.scope_kind, e.fields ->> 'user_id' as whom, u.name from audit_entry e left join people.user u on u.id = e.user_id where e.kind = 'point_reminder' order by number desc limit 1`);
  assert.deepEqual(entry, { scope_kind: 'point', whom: '{}', name: 'Rasa' }, 'who asked is audited, of what; who was asked is personal');
});

test('nobody reminds themselves, and what was confirmed meanwhile isn’t asked for', async () => {
  assert.deepEqual((await remind(['ona-two'], ona)).json, counts(1, 0, 0, 0, 1), 'Vida, as no other librarian is there');
  assert.deepEqual((await letters()).map(({ email }) => email), [vida.email]);
  await ona.post('/api/v1/points/ona-two/status-reports', { status: 'working' });
  assert.deepEqual((await remind(['ona-two'])).json, counts(0, 0, 0, 1, 0));
});

test('what isn’t one’s own, or isn’t there, is refused by name, and nothing is half done', async () => {
  const refused = await remind([point, 'foreign-one', 'no-such']);
  assert.equal(refused.status, 422);
  assert.deepEqual(refused.json.errors.map(({ pointer, code }) => [pointer, code]), [['/points', 'not_own_point'], ['/points', 'not_own_point']]);
  assert.match(refused.json.errors[0].detail, /foreign-one/);
  assert.match(refused.json.errors[1].detail, /no-such/);
  assert.deepEqual(await letters(), []);
  assert.equal((await remind([point], viewer)).status, 403);
  assert.equal((await remind([point], person(server))).status, 401);
  assert.equal((await remind([])).status, 422);
  assert.equal((await remind(Array(1001).fill(point))).json.errors[0].code, 'too_many_points');
});

test('nobody is asked about a point of a closed branch, or one that isn’t in use', async () => {
  await server.sql(`update branch set active = false where code = 'lt-second'`);
  await server.sql(`update point set lifecycle = 'suspended' where code = 'ona-two'`);
  assert.deepEqual((await remind(['vida-one', 'ona-two', point])).json, counts(1, 0, 0, 0, 1));
  await server.sql(`update branch set active = true where code = 'lt-second'; `);
  await server.sql(`update point set lifecycle = 'active' where code = 'ona-two'`);
});

test('a request that is sent again is answered again', async () => {
  const key = { 'Idempotency-Key': 'reminder-1' };
  const first = await remind([point], rasa, key);
  assert.equal(first.json.reminded, 1);
  assert.deepEqual((await remind([point], rasa, key)).json, first.json);
});

test('the page: chosen ones, all that the filter shows, and none chosen', async () => {
  const form = (fields) => new URLSearchParams(fields);
  const page = (await rasa.get(`/en/staff/attention?library=${library}`)).text;
  assert.match(page, new RegExp(`<input type="checkbox" name="points" value="${point}" form="remind">`));
  const chosen = await rasa.post(`/en/staff/attention?library=${library}`, form([['points', point], ['points', 'vida-one']]));
  assert.equal(chosen.status, 303, chosen.text);
  assert.match(chosen.headers.get('location'), new RegExp(`^/en/staff/attention\\?library=${library}&reminded=2&already=0`));
  assert.match((await rasa.get(chosen.headers.get('location'))).text, /<p class="seen works gap" data-said>.*2 points reminded of<\/span>/);
  const every = await rasa.post(`/en/staff/attention?library=${library}`, form({ every: 'true' }));
  assert.match((await rasa.get(every.headers.get('location'))).text, /2 had been reminded of today already/);
  assert.equal((await letters()).length, 2, 'of that library alone');
  const none = await rasa.post('/en/staff/attention', form({}));
  assert.equal(none.status, 422);
  assert.match(none.text, /Choose at least one point/);
  const foreign = await rasa.post('/en/staff/attention', form({ points: 'foreign-one' }));
  assert.equal(foreign.status, 422);
  assert.match(foreign.text, /“foreign-one”: there is no such point/);
});

test('who was reminded is forgotten after a week', async () => {
  await remind([point]);
  await server.sql(`update point_reminder set made_at = now() - interval '8 days'`);
  assert.deepEqual(await server.sql('select people.reminders_purge()::int as gone'), [{ gone: 1 }]);
});
