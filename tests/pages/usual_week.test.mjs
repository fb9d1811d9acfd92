// SPDX-License-Identifier: Apache-2.0
//
// The usual week stays what it is while a branch is closed for some weeks, for a day, or over the holidays: in the table of the
// coming days, in what follows it, on the poster and for search engines.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { clockAt, startServer, waitFor } from '../support/server.mjs';
import { enrol } from '../support/staff.mjs';

const NOW = '2026-12-08T10:20:00+02:00'; // a Tuesday
const WEEK = [
  { kind: 'weekly', weekdays: [1, 2, 3, 4, 5], periods: ['09:00–18:00'] },
  { kind: 'weekly', weekdays: [6], periods: ['10:00–15:00'] },
  { kind: 'holiday', periods: [] },
  { kind: 'eve', shortened: 60, periods: null },
];
let server, rasa;

before(async () => {
  server = await startServer({ demo: true, parameters: [clockAt(NOW)] });
  rasa = await enrol(server, { role: 'coordinator', scope: 'eso', name: 'Rasa' });
});
after(() => server?.stop());

const text = async (target) => (await (await fetch(new URL(target, server.url))).text()).replace(/\s+/g, ' ').replaceAll('\u00a0', ' ');
const plain = (html) => html.replace(/<[^>]*>/g, '').replace(/ +/g, ' ').replaceAll(' , ', ', ').trim();

/** What a branch's page and its point's poster say. */
async function told(code) {
  const html = await text(`/lt/branches/${code}`);
  const [table, rest] = html.split(/<table class="week.*?">/)[1].split('</table>');
  const point = (await (await fetch(new URL(`/api/v1/branches/${code}`, server.url))).json()).points[0].code;
  const poster = (await text(`/lt/points/${point}/poster`)).split('<dl>')[1]?.split('</dl>')[0] ?? '';
  return {
    days: [...table.matchAll(/<th scope="row">.*?<td>(.*?)<\/td>/g)].map(([, cell]) => plain(cell)),
    later: [...(rest.split('<div class="changes">')[1]?.split('</div>')[0] ?? '').matchAll(/<li>(.*?)<\/li>/g)].map(([, row]) => plain(row.replaceAll('<small>', ' '))),
    poster: [...poster.matchAll(/<dt>(.*?)<\/dt><dd>(.*?)<\/dd>/g)].map(([, days, hours]) => `${days} ${hours}`),
    hours: JSON.parse(/<script type="application\/ld\+json">(.*?)<\/script>/s.exec(html)[1]).openingHoursSpecification,
  };
}

/** The same, once a branch has the hours of WEEK, and the closures: [first day, last day, why]. */
async function closed(code, closures) {
  const { headers } = await rasa.get(`/api/v1/staff/branches/${code}/hours`);
  const silent = closures.filter(([, , why]) => !why).map(([first, last]) => ({ first_day: first, last_day: last, periods: [] }));
  const put = await rasa.put(`/api/v1/branches/${code}/hours`, { rules: WEEK, exceptions: silent }, { 'If-Match': headers.get('etag') });
  assert.equal(put.status, 200, put.text);
  const said = closures.filter(([, , why]) => why);
  for (const [first, last, why] of said) {
    const made = await rasa.post(`/api/v1/branches/${code}/closures`, { first_day: first, last_day: last, reason: { lt: why } });
    assert.equal(made.status, 201, made.text);
  }
  const names = async () => new Set((await (await fetch(new URL(`/api/v1/branches/${code}`, server.url))).json()).named_days.filter(({ kind }) => kind === 'exception').map(({ name }) => name.lt));
  await waitFor('the closures', async () => (await names()).size === said.length && (said.length > 0 || (await told(code)).days[2] !== '9–18 val.'));
  return told(code);
}

const usual = (hours) => hours?.filter(({ dayOfWeek }) => dayOfWeek).map(({ dayOfWeek, opens, closes }) => [dayOfWeek.length, opens, closes]);
const POSTER = ['I–V 9–18 val.', 'VI 10–15 val.', 'VII Nedirba'], SCHEMA = [[5, '09:00', '18:00'], [1, '10:00', '15:00'], [1, '00:00', '00:00']];

test('closed for four weeks: the days before and after are the usual ones, those of the closure say why', async () => {
  const { days, later, poster, hours } = await closed('lt-kretinga', [['2026-12-10', '2027-01-06', 'Remontas']]);
  assert.deepEqual(days, ['9–18 val.', '9–18 val.', 'Nedirba, Remontas', 'Nedirba, Remontas', 'Nedirba, Remontas', 'Nedirba', 'Nedirba, Remontas']);
  assert.deepEqual(later, ['gruodžio 10 d. – 2027 m. sausio 6 d. Remontas Nedirba']);
  assert.deepEqual(poster, POSTER);
  assert.deepEqual(usual(hours), SCHEMA);
  assert.equal(hours.filter(({ validFrom }) => validFrom > '2027-01-06').length, 0, 'after it nothing is otherwise');
});

test('closed for longer than names are told for: what follows is usual; for longer than is known, nothing is', async () => {
  const { days, poster, hours } = await closed('lt-pasvalys', [['2026-12-01', '2027-01-31', 'Remontas']]);
  assert.ok(days.filter((day) => day === 'Nedirba, Remontas').length >= 6, days.join('; '));
  assert.deepEqual(poster, POSTER);
  assert.deepEqual(usual(hours), SCHEMA);
  const endless = await closed('lt-kelme', [['2026-12-01', '2027-06-30', 'Remontas']]);
  assert.deepEqual(endless.days, Array(7).fill('Nedirba, Remontas'));
  assert.match(endless.later[0], /Remontas Nedirba$/);
  assert.deepEqual([endless.later.length, endless.poster, endless.hours], [1, [], undefined]);
});

test('closed for four weeks without a word why: still not the usual week', async () => {
  const { poster, hours } = await closed('lt-anyksciai', [['2026-12-10', '2027-01-06', null]]);
  assert.deepEqual(poster, POSTER);
  assert.deepEqual(usual(hours), SCHEMA);
});

test('one day, and Christmas and New Year on the same weekday, don’t make it a closed one', async () => {
  const { days, later, poster, hours } = await closed('lt-jonava', [['2026-12-08', '2026-12-08', 'Šiandien nedirbame'], ['2026-12-16', '2026-12-18', 'Mokymai'], ['2027-01-08', '2027-01-08', 'Inventorizacija']]);
  assert.deepEqual(days, ['Nedirba, Šiandien nedirbame', '9–18 val.', '9–18 val.', '9–18 val.', '10–15 val.', 'Nedirba', '9–18 val.']);
  assert.match(await text('/en/branches/lt-jonava'), />24–26 December</);
  assert.deepEqual(later.map((row) => row.replace(/^\S+is, /, '')), [
    'gruodžio 16–18 d. Mokymai Nedirba',
    'gruodžio 23 d. prieš šventę (Šv. Kūčios) 9–17 val.',
    'gruodžio 24–26 d. Šv. Kūčios, Šv. Kalėdos, Antroji Kalėdų diena Nedirba',
    'gruodžio 31 d. prieš šventę (Naujieji metai) 9–17 val.',
    '2027 m. sausio 1 d. Naujieji metai Nedirba',
    '2027 m. sausio 8 d. Inventorizacija Nedirba',
  ]);
  assert.deepEqual(poster, POSTER);
  assert.deepEqual(usual(hours), SCHEMA);
});
