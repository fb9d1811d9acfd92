// SPDX-License-Identifier: Apache-2.0
//
// Two people who edit the hours of one branch: what only one of them changed stays, what both changed is decided by who sees both.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { clockAt, startServer, waitFor } from '../support/server.mjs';
import { enrol } from '../support/staff.mjs';
import { launchBrowser } from './browser.mjs';

const target = '/en/staff/directory/branches/lt-pasvalys/hours';
let server, browser, ona, rasa;

before(async () => {
  server = await startServer({ parameters: [clockAt('2027-02-10T10:20:00+02:00')] });
  browser = await launchBrowser();
  ona = await enrol(server, { role: 'library_manager', scope: 'pasvalio-vb', name: 'Ona' });
  rasa = await enrol(server, { role: 'coordinator', scope: 'eso', name: 'Rasa' });
});
after(async () => {
  await browser?.close();
  await server?.stop();
});

/** The form as somebody opens it, and two ways to go on: `fill` fields by their names, `save`. */
async function open(who, path = target) {
  const context = await browser.newContext({ javaScriptEnabled: false });
  const [name, value] = who.cookie.split('=');
  await context.addCookies([{ name, value, url: server.url }]);
  const page = await context.newPage();
  await page.goto(new URL(path, server.url).href);
  const field = (field) => page.locator(`[id="${field}"]`);
  return {
    page,
    close: () => context.close(),
    value: (name) => field(name).inputValue(),
    theirs: async () => Object.fromEntries(await page.locator('.theirs').evaluateAll((notes) => notes.map(({ id, textContent }) => [id.replace('-theirs', ''), textContent]))),
    async fill(fields) {
      for (const [name, value] of Object.entries(fields)) await (['holiday', 'monthly.nth', 'monthly.of'].includes(name) ? field(name).selectOption(value) : field(name).fill(value));
    },
    async save() {
      const [answer] = await Promise.all([page.waitForResponse((response) => response.request().method() === 'POST'), page.getByRole('button', { name: 'Save', exact: true }).click()]);
      await page.waitForLoadState();
      return answer.status();
    },
  };
}
const hours = async () => (await ona.get('/api/v1/staff/branches/lt-pasvalys/hours')).json;
const put = async (rules, exceptions = []) => assert.equal((await ona.put('/api/v1/branches/lt-pasvalys/hours', { rules, exceptions }, { 'If-Match': `"v${(await hours()).version}"` })).status, 200);
/** The usual week: weekday → periods. */
const week = async () => Object.fromEntries((await hours()).rules.filter(({ kind, season_from: from }) => kind === 'weekly' && !from).flatMap(({ weekdays, periods }) => weekdays.map((day) => [day, periods.join(', ')])));
const daily = (periods, more = {}) => ({ kind: 'weekly', weekdays: [1, 2, 3, 4, 5], periods: [periods], ...more });

test('what only the first has changed stays, what only the second has changed is added', async () => {
  await put([daily('09:00–18:00')]);
  const first = await open(ona), second = await open(rasa);
  await first.fill({ 'week.3': '7-15', 'week.4': '7-16', holiday: 'closed' });
  assert.equal(await first.save(), 303);
  await second.fill({ 'week.6': '10-14' });
  assert.equal(await second.save(), 412);
  assert.match(await second.page.textContent('[role=alert]'), /hours were changed meanwhile/);
  assert.deepEqual([await second.value('week.3'), await second.value('week.4'), await second.value('week.6'), await second.value('holiday')], ['07:00–15:00', '07:00–16:00', '10-14', 'closed']);
  assert.deepEqual(await second.theirs(), {}, 'nothing was changed by both');
  assert.equal((await week())[6], '', 'nothing is saved yet');
  assert.equal(await second.save(), 303);
  assert.deepEqual(await week(), { 1: '09:00–18:00', 2: '09:00–18:00', 3: '07:00–15:00', 4: '07:00–16:00', 5: '09:00–18:00', 6: '10:00–14:00', 7: '' });
  assert.ok((await hours()).rules.some(({ kind }) => kind === 'holiday'));
  for (const { close } of [first, second]) await close();
});

test('what both have changed is shown beside the field, in words; the second decides', async () => {
  await put([daily('09:00–18:00'), daily('09:00–14:00', { season_from: '06-01', season_until: '08-31' }), { kind: 'holiday', periods: [] }, { kind: 'monthly', weekdays: [3], month_nth: -1, month_of: 'weekday', periods: [] }]);
  const first = await open(ona), second = await open(rasa);
  await first.fill({ 'week.1': '8-17', 'week.2': '', 'week.5': '8-12', 'season.1': '8-12', 'season.until': '08-15', holiday: 'usual', eve: '60', 'monthly.nth': '1' });
  assert.equal(await first.save(), 303);
  await second.fill({ 'week.1': '10–19', 'week.2': '10–19', 'week.5': '8–12', 'season.1': '10-15', 'season.from': '06-15', holiday: '', eve: '30', 'monthly.of': '5' });
  assert.equal(await second.save(), 412);
  assert.deepEqual(await second.theirs(), {
    'week.1': 'There now: 08:00–17:00', 'week.2': 'There now: closed', 'season.1': 'There now: 08:00–12:00', 'season-from': 'There now: 06-01',
    'season-until': 'There now: 08-15', holiday: 'There now: Open as usual', eve: 'There now: 60', nths: 'There now: first', ofs: 'There now: Wednesday',
  });
  assert.equal(await second.page.locator('[id="week.1"]').getAttribute('aria-describedby'), 'week.1-theirs periods-hint');
  assert.deepEqual([await second.value('week.1'), await second.value('season.from'), await second.value('season.until'), await second.value('eve')], ['10–19', '06-15', '08-31', '30']);
  const described = await second.page.locator('main [aria-describedby]').evaluateAll((fields) => fields.flatMap((field) => field.getAttribute('aria-describedby').split(' ')).filter((id) => !document.getElementById(id)));
  assert.deepEqual(described, [], 'what is said to be read out is there');
  await second.fill({ 'week.2': '', 'season.from': '06-01', 'season.until': '08-15' });
  assert.equal(await second.save(), 303);
  assert.deepEqual(await week(), { 1: '10:00–19:00', 2: '', 3: '09:00–18:00', 4: '09:00–18:00', 5: '08:00–12:00', 6: '', 7: '' });
  assert.deepEqual((await hours()).rules.filter(({ season_from: from }) => from).map(({ season_until: until }) => until).filter((until) => until !== '08-15'), []);
  for (const { close } of [first, second]) await close();
});

test('a form that is wrong, and shown again, still knows what it was made from', async () => {
  await put([daily('09:00–18:00')]);
  const first = await open(ona), second = await open(rasa);
  await first.fill({ 'week.3': '7-15' });
  assert.equal(await first.save(), 303);
  await second.fill({ 'week.6': 'sometimes' });
  assert.equal(await second.save(), 422);
  await second.fill({ 'week.6': '10-14' });
  assert.equal(await second.save(), 412);
  assert.equal(await second.save(), 303);
  assert.deepEqual([(await week())[3], (await week())[6]], ['07:00–15:00', '10:00–14:00']);
  for (const { close } of [first, second]) await close();
});

test('a closure that is planned meanwhile is in nobody’s way, and the same form sent twice is saved once', async () => {
  await put([daily('09:00–18:00')]);
  const second = await open(rasa);
  assert.equal((await ona.post('/api/v1/branches/lt-pasvalys/closures', { first_day: '2027-03-01', last_day: '2027-03-05', reason: { lt: 'Remontas' } })).status, 201);
  await second.fill({ 'week.6': '10-14' });
  const sent = new URLSearchParams(await second.page.locator('form', { has: second.page.locator('[id="week.1"]') }).evaluate((form) => [...new FormData(form)]));
  assert.equal(await second.save(), 303);
  const { exceptions, version } = await hours();
  assert.deepEqual([(await week())[6], exceptions.length], ['10:00–14:00', 1]);
  assert.equal((await rasa.post(target, sent)).status, 303, 'there is nothing left to do');
  assert.equal((await hours()).version, version);
  await second.close();
});

test('who saves in the same moment is told too', async () => {
  await put([daily('09:00–18:00')]);
  const [{ id }] = await server.sql(`select s.id from schedule s join branch b on b.id = s.branch_id where b.code = 'lt-pasvalys'`);
  const second = await open(rasa);
  await second.fill({ 'week.6': '10-14' });
  const saving = server.sql(`begin; select from schedule where id = '${id}' for update; select pg_sleep(0.5);
    select hours_replace('${id}', '{"rules": [{"kind": "weekly", "weekdays": [3], "periods": ["07:00–15:00"]}], "exceptions": []}'); commit`);
  await waitFor('somebody who saves', async () => (await server.sql("select from pg_stat_activity where wait_event = 'PgSleep'")).length > 0);
  assert.equal(await second.save(), 412);
  await saving;
  assert.equal(await second.value('week.3'), '07:00–15:00');
  assert.equal(await second.save(), 303);
  assert.deepEqual([(await week())[1], (await week())[3], (await week())[6]], ['', '07:00–15:00', '10:00–14:00']);
  await second.close();
});

test('a point’s own hours are merged alike', async () => {
  const path = '/en/staff/directory/points/pasvalys-eso/hours/adviser';
  const first = await open(rasa, path), second = await open(rasa, path);
  await first.fill({ 'week.1': '10-12' });
  assert.equal(await first.save(), 303);
  await second.fill({ 'week.1': '11-12', 'week.2': '10-12' });
  assert.equal(await second.save(), 412);
  assert.deepEqual(await second.theirs(), { 'week.1': 'There now: 10:00–12:00' });
  assert.equal(await second.save(), 303);
  const { rules } = (await rasa.get('/api/v1/staff/points/pasvalys-eso/hours/adviser')).json;
  assert.deepEqual(Object.fromEntries(rules.flatMap(({ weekdays, periods }) => weekdays.map((day) => [day, periods[0]])).filter(([, at]) => at)), { 1: '11:00–12:00', 2: '10:00–12:00' });
  for (const { close } of [first, second]) await close();
});
