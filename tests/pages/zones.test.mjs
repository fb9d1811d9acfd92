// SPDX-License-Identifier: Apache-2.0
//
// Instants are told by the clock that holds at the place then: where no hours are known, and across the days on which clocks are shifted.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { clockAt, startServer, waitFor } from '../support/server.mjs';
import { enrol } from '../support/staff.mjs';

const text = (html) => html.replace(/^[^]*<main/, '').replace(/<[^>]+>/g, ' ').replace(/\u00a0/g, ' ').replace(/\s+/g, ' ');

async function at(t, clock, statements) {
  const offset = Math.round((Date.parse(clock) - Date.now()) / 1000);
  const server = await startServer({ parameters: [`--clock-offset=${offset}`] });
  t.after(() => server.stop());
  await server.sql(`begin; set local branchlight.now = '${clock}'; ${statements.join('; ')}; commit`);
  return async (target, sign) => {
    const page = async () => text(await (await fetch(new URL(target, server.url))).text());
    await waitFor(`${target}: ${sign}`, async () => (await page()).includes(sign));
    return page();
  };
}

const weekdays = `insert into hours_rule (schedule_id, kind, weekdays, periods) select s.id, 'weekly', '{1,2,3,4,5}', '{540,1080}' from schedule s join branch b on b.id = s.branch_id where b.code = 'lt-pasvalys'`;
const schedule = `insert into schedule (kind, branch_id) select 'building', id from branch where code = 'lt-pasvalys'`;

test('where no hours are known, reports are told by the place’s clock all the same', async (t) => {
  const page = await at(t, '2026-07-15T10:00:00Z', [
    `insert into status_report (point_id, status, components, observed_at, valid_until, source_role) select id, 'working', '{}', '2026-07-15T06:12:00Z', '2026-07-20T06:00:00Z', 'librarian' from point where code = 'pasvalys-eso'`,
  ]);
  const html = await page('/lt/branches/lt-pasvalys', 'darbuotojas');
  assert.match(html, /9\.12/);
  assert.doesNotMatch(html, /6\.12/);
});

test('a branch in a zone that no other was in is told by the clock there', async (t) => {
  const page = await at(t, '2026-07-15T10:00:00Z', [
    `update branch set time_zone = 'Asia/Tokyo' where code = 'lt-pasvalys'`,
    `insert into status_report (point_id, status, components, observed_at, valid_until, source_role) select id, 'working', '{}', '2026-07-15T06:12:00Z', '2026-07-20T06:00:00Z', 'librarian' from point where code = 'pasvalys-eso'`,
  ]);
  assert.match(await page('/lt/branches/lt-pasvalys', 'darbuotojas'), /15\.12/);
});

test('what is planned for the other side of a shift keeps its days and hours', async (t) => {
  const page = await at(t, '2027-03-10T10:00:00Z', [
    schedule,
    weekdays,
    `insert into hours_exception (schedule_id, first_day, last_day, periods, reason) select s.id, '2027-04-06', '2027-04-06', '{}', '{"lt": "Inventorizacija"}' from schedule s join branch b on b.id = s.branch_id where b.code = 'lt-pasvalys'`,
    `insert into planned_work (point_id, starts_at, ends_at, reason) select id, '2027-04-08T06:00:00Z', '2027-04-08T09:00:00Z', '{"lt": "Keitimas"}' from point where code = 'pasvalys-eso'`,
  ]);
  const html = await page('/lt/branches/lt-pasvalys', 'Keitimas');
  assert.match(html, /Biblioteka nedirbs: balandžio 6 d\./);
  assert.doesNotMatch(html, /balandžio 5 d\./);
  assert.match(html, /balandžio 8 d\.[^.]*9[^]{0,12}12 val/);
});

test('what is planned until midnight ends with its day', async (t) => {
  const work = (from, until, why) => `insert into planned_work (point_id, starts_at, ends_at, reason) select id, '${from}', '${until}', '{"lt": "${why}"}' from point where code = 'pasvalys-eso'`;
  const page = await at(t, '2027-08-10T10:00:00Z', [
    work('2027-08-31T06:00:00Z', '2027-09-02T21:00:00Z', 'Keitimas'), // 3 September, 0:00 there
    work('2027-09-07T06:00:00Z', '2027-09-07T21:00:00Z', 'Remontas'),
  ]);
  const html = await page('/lt/branches/lt-pasvalys', 'Remontas');
  assert.match(html, /nuo rugpjūčio 31 d\. 9 val\. iki rugsėjo 2 d\. vidurnakčio/);
  assert.match(html, /rugsėjo 7 d\. nuo 9 val\. iki vidurnakčio/);
});

test('on the night before the clocks are shifted, tomorrow is the next day', async (t) => {
  const page = await at(t, '2027-03-27T21:30:00Z', [schedule, weekdays]);
  const html = await page('/lt/branches/lt-pasvalys', 'pirmadienį');
  assert.doesNotMatch(html, /rytoj/i, 'it is Saturday; Monday isn’t tomorrow');
  const api = await page('/api/v1/points/pasvalys-eso?lang=lt', 'pirmadienį');
  assert.doesNotMatch(api, /rytoj/i);
});

test('staff are told the hour that the clock will show then', async (t) => {
  const clock = '2027-03-26T10:00:00Z'; // noon there, two days before the clocks are shifted
  const server = await startServer({ parameters: [clockAt(clock)] });
  t.after(() => server.stop());
  const ona = await enrol(server, { role: 'librarian', scope: 'lt-pasvalys', name: 'Ona' });
  const made = await ona.post('/api/v1/points/pasvalys-eso/status-reports', { status: 'out_of_order', expected_end: '2027-03-29T12:00:00Z' });
  assert.equal(made.status, 201, made.text);
  const html = text((await ona.get('/lt/staff/points/pasvalys-eso')).text);
  assert.match(html, /iki pirmadienio 15 val\./);
  assert.doesNotMatch(html, /pirmadienio 14 val|iki antradienio/);

  const rasa = await enrol(server, { role: 'admin', name: 'Rasa' });
  const branch = await rasa.post('/api/v1/branches', { library: 'pasvalio-vb', name: 'Toli', time_zone: 'Asia/Tokyo', draft: true });
  assert.equal(branch.status, 201, branch.text);
  const point = await rasa.post('/api/v1/points', { branch: branch.json.code, utility: 'eso' });
  assert.equal(point.status, 201, point.text);
  const said = await rasa.post(`/api/v1/points/${point.json.code}/status-reports`, { status: 'out_of_order', expected_end: '2027-03-29T12:00:00Z' });
  assert.equal(said.status, 201, said.text);
  assert.match(text((await rasa.get(`/lt/staff/points/${point.json.code}`)).text), /iki pirmadienio 21 val\./, 'of a draft in a zone that nobody was in');
});
