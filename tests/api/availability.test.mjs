// SPDX-License-Identifier: Apache-2.0
//
// Availability and time to repair: by month, from the history of reports, on the API and on the branch's page.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { createDatabase, startServer, waitFor } from '../support/server.mjs';

const DAY = 86_400;
let database, server, month;

before(async () => {
  database = await createDatabase('seeded');
  [{ month }] = await database.sql(`select to_char(date_trunc('month', now() at time zone 'UTC' - interval '12 hours') - interval '1 month', 'YYYY-MM') as month`);
  const report = (point, at, status, days) => database.sql(`
    insert into status_report (id, point_id, status, observed_at, valid_until, source_role)
    select uuid_v7(), p.id, $3, ($4 || '-' || $2)::timestamp at time zone 'Europe/Vilnius', ($4 || '-' || $2)::timestamp at time zone 'Europe/Vilnius' + make_interval(days => $5), 'librarian'
      from point p where p.code = $1`, [point, at, status, month, days]);
  // Three days of work, a day's fault, a week of work; and of another point nothing but work, for a day.
  await report('pasvalys-eso', '02 10:00', 'working', 7);
  await report('pasvalys-eso', '05 10:00', 'out_of_order', 7);
  await report('pasvalys-eso', '06 10:00', 'working', 7);
  await report('kupiskis-eso', '03 10:00', 'limited', 1);
  // Twenty minutes of ten days.
  await report('telsiai-eso', '02 10:00', 'working', 7);
  await report('telsiai-eso', '05 10:00', 'out_of_order', 7);
  await report('telsiai-eso', '05 10:20', 'working', 7);
  server = await startServer({ database });
});
after(async () => {
  await server?.stop();
  await database.drop();
});

const get = async (query) => (await fetch(new URL(`/api/v1/availability?${query}`, server.url))).json();

test('a month is published: what was known, what of that worked, faults and how long they took', async () => {
  const items = await waitFor('the job', async () => {
    const answer = await get('point=pasvalys-eso');
    return answer.items.length > 0 ? answer.items : undefined;
  });
  assert.deepEqual(items, [{ month, points: 1, known_seconds: 11 * DAY, working_seconds: 10 * DAY, share: 0.9091, faults: 1, repaired: 1, mean_repair_seconds: DAY }]);
  const { availability } = await (await fetch(new URL('/api/v1/points/pasvalys-eso', server.url))).json();
  assert.deepEqual(availability, [{ month, known_seconds: 11 * DAY, working_seconds: 10 * DAY, faults: 1, repaired: 1, repair_seconds: DAY }]);
});

test('points add up: of a branch, a municipality, a utility', async () => {
  assert.equal((await get('branch=lt-pasvalys')).items[0].known_seconds, 11 * DAY);
  assert.equal((await get('municipality=LT-34')).items[0].known_seconds, 11 * DAY);
  const [whole] = (await get('utility=eso')).items;
  assert.deepEqual([whole.points, whole.known_seconds, whole.working_seconds, whole.faults], [3, 22 * DAY + 1200, 21 * DAY, 3]);
});

test('one of them must be named, and be there', async () => {
  assert.deepEqual((await get('')).errors.map(({ code }) => code), ['one_of']);
  assert.deepEqual((await get('point=pasvalys-eso&branch=lt-pasvalys')).errors.map(({ code }) => code), ['one_of']);
  assert.deepEqual((await get('point=none')).errors.map(({ parameter, code }) => `${parameter} ${code}`), ['point unknown_code']);
});

test('a branch that isn’t there is told so, one that moved is found', async () => {
  const none = await fetch(new URL('/api/v1/availability?branch=nowhere', server.url));
  assert.equal(none.status, 400);
  assert.equal((await none.json()).errors[0].code, 'unknown_code');
});

test('the branch’s page has it as a plot and a table', async () => {
  const html = await (await fetch(new URL('/en/branches/lt-pasvalys', server.url))).text();
  assert.match(html, /<rect class="bar" x="4" y="26" width="20" height="54"\/>/);
  assert.match(html, /<td>91 %<\/td><td>1<\/td><td>24 hours<\/td>/);
  assert.match(await (await fetch(new URL('/en/branches/lt-telsiai', server.url))).text(), /<td>99 %<\/td><td>1<\/td>/, 'not 100 with a fault');
  assert.doesNotMatch(await (await fetch(new URL('/en/branches/lt-jonava', server.url))).text(), /class="plot"/);
});

test('a report that comes late makes its month anew; the present month isn’t published', async () => {
  await server.sql(`insert into status_report (point_id, status, observed_at, valid_until, source_role)
    select id, 'working', ($1 || '-20 10:00')::timestamp at time zone 'Europe/Vilnius', ($1 || '-21 10:00')::timestamp at time zone 'Europe/Vilnius', 'librarian' from point where code = 'pasvalys-eso'`, [month]);
  await server.sql(`insert into status_report (point_id, status, observed_at, valid_until, source_role) select id, 'working', date_trunc('second', now()), date_trunc('minute', now() + interval '1 day'), 'librarian' from point where code = 'pasvalys-eso'`);
  assert.equal((await server.sql('select point_months_renew() as count'))[0].count, 1);
  await waitFor('the change', async () => (await get('point=pasvalys-eso')).items[0].known_seconds === 12 * DAY);
  assert.equal((await get('point=pasvalys-eso')).items.length, 1);
  assert.equal((await server.sql('select point_months_renew() as count'))[0].count, 0, 'nothing is due any more');
});
