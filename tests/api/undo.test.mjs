// SPDX-License-Identifier: Apache-2.0
//
// Undo of what is still undoable: hours go back whole, of what was changed since nothing is lost, and the page of changes offers no
// button that leads to a refusal.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { clockAt, startServer } from '../support/server.mjs';
import { enrol, person } from '../support/staff.mjs';

const branch = 'lt-anyksciai', point = 'anyksciai-eso', at = `/api/v1/branches/${branch}/hours`, staff = `/api/v1/staff/branches/${branch}/hours`;
let server, rasa;

before(async () => {
  server = await startServer({ parameters: [clockAt('2027-02-10T10:20:00+02:00')] });
  rasa = await enrol(server, { role: 'coordinator', scope: 'eso', name: 'Rasa' });
});
after(() => server.stop());

const weekly = (...days) => days.map(([weekdays, ...periods]) => ({ kind: 'weekly', weekdays, periods }));
const closed = (first, last = first) => ({ first_day: first, last_day: last, periods: [], reason: { en: 'Stock-taking' } });
const hours = async (target = staff) => {
  const { json } = await rasa.get(target);
  const bare = ({ weekdays, periods, first_day: day }) => [day ?? weekdays.join(''), ...periods].join(' ');
  return [...json.rules.map(bare), ...json.exceptions.map(bare)];
};
async function say(rules, exceptions = [], target = at, shown = staff) {
  const now = await rasa.get(shown);
  const answer = await rasa.put(target, { rules, exceptions }, { 'If-Match': now.headers.get('etag') });
  assert.equal(answer.status, 200, answer.text);
}
const entries = async (query = '') => (await rasa.get(`/api/v1/audit?limit=100${query}`)).json.items;
const newest = async () => (await entries()).find(({ kind }) => /^hours/.test(kind)).number;
const undo = (number, who = rasa) => who.post(`/api/v1/audit/${number}/undo`);
const codes = (answer) => answer.json.errors.map(({ parameter, code }) => `${parameter} ${code}`);

test('a week goes back as a whole, whichever of its entries is undone', async () => {
  await say(weekly([[1, 2, 3, 4, 5], '10:00–18:00'], [[6], '10:00–15:00']));
  const before = await hours();
  await say(weekly([[1, 2], '09:00–17:00'], [[3, 4, 5], '10:00–18:00'], [[6], '10:00–15:00']));
  const [version, last] = [(await rasa.get(staff)).headers.get('etag'), await newest()];
  const undone = await undo(last);
  assert.equal(undone.status, 201, undone.text);
  assert.deepEqual(await hours(), before);
  assert.notEqual((await rasa.get(staff)).headers.get('etag'), version, 'who is editing them is told');
  assert.deepEqual(codes(await undo(last)), ['number changed_since'], 'once');
  assert.equal((await undo(await newest())).status, 201, 'the undoing can be undone');
  assert.deepEqual((await hours()).length, 3);
});

test('one after the other, the newest first; what was said since of the same isn’t lost', async () => {
  await say(weekly([[1], '10:00–18:00']));
  const first = await newest();
  await say(weekly([[1], '11:00–18:00']));
  const second = await newest();
  assert.deepEqual(codes(await undo(first)), ['number changed_since']);
  assert.deepEqual(await hours(), ['1 11:00–18:00']);
  assert.equal((await undo(second)).status, 201);
  assert.deepEqual(await hours(), ['1 10:00–18:00']);
  assert.equal((await undo(first)).status, 201, 'what it made is there again');
});

test('an exception is undone, and other exceptions stand in nobody’s way; past days are over', async () => {
  const week = weekly([[1, 2, 3, 4, 5], '10:00–18:00']);
  await say(week);
  await say(week, [closed('2027-03-01')]);
  await say(week, [closed('2027-03-01'), closed('2027-04-01')]);
  assert.equal((await undo(await newest())).status, 201);
  assert.deepEqual((await hours()).slice(1), ['2027-03-01']);
  await say(week, []);
  const taken = await newest();
  await say(week, [closed('2027-05-01')]);
  assert.equal((await undo(taken)).status, 201, 'another day was said since');
  assert.deepEqual((await hours()).slice(1).sort(), ['2027-03-01', '2027-05-01']);
  await say(week, [closed('2027-05-01')]);
  const again = await newest();
  await say(week, [closed('2027-05-01'), { ...closed('2027-02-27', '2027-03-02'), periods: ['12:00–13:00'] }]);
  assert.deepEqual(codes(await undo(again)), ['number changed_since'], 'the same day was');
  await server.sql(`with made as (insert into hours_exception (schedule_id, first_day, last_day, periods) select s.id, '2027-01-04', '2027-01-04', '{}'
    from schedule s join branch b on b.id = s.branch_id where b.code = $1 returning 1) select 1 from made`, [branch]);
  assert.deepEqual(codes(await undo(await newest())), ['number undo_over']);
});

test('what one tap said of today goes back too', async () => {
  assert.equal((await rasa.post(`/api/v1/branches/${branch}/today`, { cause: 'closed_today' })).status, 201);
  assert.equal((await undo(await newest())).status, 201);
  const [{ left }] = await server.sql(`select count(*)::integer as left from hours_exception where cause is not null`);
  assert.equal(left, 0);
});

test('a point’s first own hours, undone, give way to the building’s', async () => {
  await say(weekly([[1], '06:00–22:00']), [], `/api/v1/points/${point}/hours/access`, `/api/v1/staff/points/${point}/hours/access`);
  assert.equal((await undo(await newest())).status, 201);
  const { json } = await rasa.get(`/api/v1/staff/points/${point}/hours/access`);
  assert.deepEqual([json.own, json.rules], [false, []]);
});

test('a key that may only read the audit is told what it lacks', async () => {
  await say(weekly([[1], '10:00–18:00']));
  const number = await newest();
  const key = async (actions) => person(server, undefined, (await rasa.post('/api/v1/keys', { name: actions.join(), actions, days: 30 })).json.key);
  const refused = await undo(number, await key(['read', 'audit']));
  assert.equal(refused.status, 403, refused.text);
  assert.deepEqual(codes(refused), ['number needs_directory']);
  assert.equal((await undo(number, await key(['read', 'audit', 'directory']))).status, 201);
});

test('no button of the page leads to a refusal, and where there is none, the reason is told', async () => {
  const patch = async (kind, code, body) => {
    const { headers } = await rasa.get(`/api/v1/staff/${kind}/${code}`);
    const answer = await rasa.patch(`/api/v1/${kind}/${code}`, body, { 'If-Match': headers.get('etag') });
    assert.equal(answer.status, 200, answer.text);
  };
  const made = await rasa.post('/api/v1/points', { branch, utility: 'eso', code: 'another-one', confirm_duplicate: true });
  assert.equal(made.status, 201, made.text);
  for (const lifecycle of ['active', 'suspended', 'removed']) await patch('points', 'another-one', { lifecycle });
  await patch('branches', branch, { phone: '+370 381 51555' });
  await patch('branches', branch, { phone: '+370 381 51556', name: 'Anykščių biblioteka' });
  await patch('points', point, { services: [] });
  const agreement = (await rasa.post('/api/v1/agreements', { utility: 'eso', library: 'anyksciu-vb', state: 'active' })).json.code;
  await patch('agreements', agreement, { state: 'ended' });
  const last = (await entries())[0].number, tried = [];
  const offered = (page) => [...page.matchAll(/action="\/en\/staff\/history\/(\d+)"/g)].map(([, number]) => Number(number)).find((number) => number <= last && !tried.includes(number));
  let page = (await rasa.get('/en/staff/history')).text;
  assert.match(page, /Changed since, so it can’t be undone/);
  for (let number; (number = offered(page)); page = (await rasa.get('/en/staff/history')).text) {
    tried.push(number);
    const answer = await rasa.post(`/en/staff/history/${number}`, new URLSearchParams());
    assert.equal(answer.status, 303, `${number}: ${answer.text.match(/role="alert"[^]{0,300}/)?.[0]}`);
  }
  assert.ok(tried.length > 5);
  assert.equal((await rasa.get(`/api/v1/staff/agreements/${agreement}`)).json.state, 'active', 'an agreement that was ended by mistake');
});
