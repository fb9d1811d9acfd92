// SPDX-License-Identifier: Apache-2.0
//
// Events as iCalendar (RFC 5545), read by a parser that calendar programs use: what it finds is what JSON says.
import assert from 'node:assert/strict';
import { request } from 'node:http';
import { after, before, test } from 'node:test';
import ICAL from 'ical.js';
import { startServer, waitFor } from '../support/server.mjs';

let server;
const lithuanian = 'Ąžuolų šešėlyje žiūrėjome į žvaigždes, ėjome ūkanotu keliu; '.repeat(4).slice(0, 200);
const naughty = `Kava, arbata; pyragas \\ "kabutės": \\n nėra eilutė\nantra eilutė 👩‍🚀🕯️ ${lithuanian}`;

before(async () => {
  server = await startServer({ demo: true });
  const insert = (row) =>
    server.sql(
      `insert into event (code, kind, lifecycle, title, description, cancellation, languages, starts_at, ends_at, time_zone, source)
       values ($1, $2, $3, $4, $5, $6, '{lt}', $7, $8, 'Europe/Vilnius', 'test')`,
      [row.code, row.kind ?? 'lecture', row.lifecycle ?? 'announced', row.title, row.description, row.cancellation, row.starts_at, row.ends_at],
    );
  const days = (count) => new Date(Math.floor(Date.now() / 1000 + count * 86_400) * 1000).toISOString();
  await insert({ code: 't-keistas', title: { lt: naughty }, description: { lt: 'Pirma\r\nantra\u0007\u0085', en: 'In English' }, starts_at: '2030-10-27T00:30:00Z', ends_at: '2030-10-27T02:00:00Z' });
  await insert({ code: 't-neivyks', kind: 'quiz', lifecycle: 'cancelled', title: { lt: 'Neįvyks' }, description: { lt: 'Aprašas' }, cancellation: { lt: 'Susirgo, deja', en: 'Ill, alas' }, starts_at: '2030-10-28T10:00:00Z', ends_at: '2030-10-28T11:00:00Z' });
  await insert({ code: 't-be-priezasties', lifecycle: 'cancelled', title: { en: 'No reason' }, starts_at: '2030-10-29T10:00:00Z', ends_at: '2030-10-29T11:00:00Z' });
  await insert({ code: 't-dviese', title: { lt: 'Dviejose' }, starts_at: '2030-10-30T10:00:00Z', ends_at: '2030-10-30T11:00:00Z' });
  for (const [code, ago] of [['t-pries-59', 59], ['t-pries-61', 61]]) await insert({ code, lifecycle: 'held', title: { lt: code }, starts_at: days(-ago - 0.1), ends_at: days(-ago) });
  await insert({ code: 't-dingo', title: { lt: 'Dings' }, starts_at: '2030-10-31T10:00:00Z', ends_at: '2030-10-31T11:00:00Z' });
  await server.sql(`insert into event_branch (event_id, branch_id) select e.id, b.id from event e, branch b
                     where e.code like 't-%' and (b.code = 'lt-pasvalys' or (e.code = 't-dviese' and b.code = 'lt-telsiai'))`);
  await server.sql(`delete from event where code = 't-dingo'`);
  await waitFor('the rows', async () => (await fetch(at('/api/v1/events/t-dviese'))).status === 200 && (await fetch(at('/api/v1/events/t-dingo'))).status === 410);
});
after(() => server?.stop());

const at = (target) => new URL(target, server.url);
const text = async (target, headers) => {
  const response = await fetch(at(target), { headers });
  assert.equal(response.status, 200, target);
  assert.equal(response.headers.get('content-type'), 'text/calendar; charset=utf-8');
  return response.text();
};
/** The calendar as its parser has it, after its form was looked at. */
const parsed = (bytes) => {
  assert.ok(bytes.endsWith('END:VCALENDAR\r\n'));
  const lines = Buffer.from(bytes).toString('latin1').split('\r\n').slice(0, -1);
  for (const line of lines) {
    assert.ok(line.length <= 75 && line.length > 1, `${line.length} octets: ${line}`);
    assert.doesNotMatch(line, /[\0-\x08\x0A-\x1F\x7F]/);
    new TextDecoder('utf-8', { fatal: true }).decode(Buffer.from(line, 'latin1'));
  }
  return new ICAL.Component(ICAL.parse(bytes));
};
const calendar = async (target, headers) => parsed(await text(target, headers));
const uid = (code) => `tag:branchlight,2026:events/${code}`;
const codes = (component) => component.getAllSubcomponents('vevent').map((event) => event.getFirstPropertyValue('uid').replace(uid(''), ''));
const one = async (code, language = 'lt') => (await calendar(`/api/v1/events/${code}.ics?lang=${language}`)).getFirstSubcomponent('vevent');
const value = (event, name) => event.getFirstPropertyValue(name);
const all = async (query = '') => {
  const items = [];
  for (let target = `/api/v1/events?limit=100&${query}`; target; ) {
    const page = await (await fetch(at(target))).json();
    items.push(...page.items);
    target = page.next;
  }
  return items;
};

test('every event of the list is in the calendar, with the same instants, title and code', async () => {
  const component = await calendar('/api/v1/events.ics?lang=lt&from=2000-01-01');
  const events = new Map(component.getAllSubcomponents('vevent').map((event) => [value(event, 'uid'), event]));
  const items = await all('lang=lt&from=2000-01-01');
  assert.ok(items.length > 10 && items.some(({ demo }) => demo) && items.some(({ demo }) => !demo));
  assert.deepEqual([...events.keys()], items.map(({ code }) => uid(code)));
  for (const item of items) {
    const event = events.get(uid(item.code));
    const instant = (name) => value(event, name).toJSDate().toISOString().replace('.000', '');
    assert.equal(value(event, 'summary'), item.title);
    assert.deepEqual([instant('dtstart'), instant('dtend'), instant('last-modified'), instant('dtstamp')], [item.starts_at, item.ends_at, item.updated_at, item.updated_at]);
    assert.equal(value(event, 'dtstart').zone.tzid, 'UTC');
    assert.equal(value(event, 'sequence'), item.sequence);
    assert.equal(value(event, 'status'), item.lifecycle === 'cancelled' ? 'CANCELLED' : 'CONFIRMED');
    assert.equal(value(event, 'url'), at(`/lt/events/${item.code}`).href);
    assert.equal(event.getFirstProperty('summary').getParameter('language'), item.title_language ?? 'lt');
    assert.equal(event.getAllProperties('categories').some((each) => each.getFirstValue() === 'demo'), item.demo, item.code);
    assert.equal((value(event, 'description') ?? '').endsWith('Parodomieji duomenys.'), item.demo, item.code);
    for (const { name } of item.branches) assert.ok(value(event, 'location').includes(name), item.code);
  }
});

test('the head says what it is, and how often to come again', async () => {
  const component = await calendar('/api/v1/events.ics?lang=en&municipality=LT-34&kind=quiz');
  const name = 'Events in libraries: Quiz · Pasvalys District Municipality';
  for (const [property, expected] of Object.entries({ version: '2.0', prodid: '-//Branchlight//Events//EN', method: 'PUBLISH', name, 'x-wr-calname': name, 'x-published-ttl': 'PT1H' }))
    assert.equal(component.getFirstPropertyValue(property), expected, property);
  assert.match(await text('/api/v1/events.ics'), /\r\nREFRESH-INTERVAL;VALUE=DURATION:PT1H\r\n/);
  assert.equal((await calendar('/api/v1/events.ics?lang=lt')).getFirstPropertyValue('x-wr-calname'), 'Renginiai bibliotekose');
});

test('a title of whatever signs comes back the same; control characters are dropped', async () => {
  const event = await one('t-keistas');
  assert.equal(value(event, 'summary'), naughty);
  assert.equal(value(event, 'description'), 'Pirma\nantra');
  const unfolded = (await text('/api/v1/events/t-keistas.ics?lang=lt')).replaceAll('\r\n ', '');
  assert.ok(unfolded.includes('\r\nSUMMARY;LANGUAGE=lt:Kava\\, arbata\\; pyragas \\\\ "kabutės": \\\\n nėra eilutė\\nantra eilutė'), unfolded);
  assert.ok(unfolded.includes('\r\nUID:tag:branchlight\\,2026:events/t-keistas\r\n'), unfolded);
  const english = await one('t-keistas', 'en');
  assert.deepEqual([english.getFirstProperty('summary').getParameter('language'), english.getFirstProperty('description').getParameter('language')], ['lt', 'en']);
  assert.equal(value(english, 'url'), at('/en/events/t-keistas').href);
  assert.equal(english.getFirstProperty('categories').getFirstValue(), 'Lecture');
});

test('a cancelled event says so, and why before all else', async () => {
  const event = await one('t-neivyks');
  assert.equal(value(event, 'status'), 'CANCELLED');
  assert.equal(value(event, 'description'), 'Susirgo, deja\nAprašas');
  const english = await one('t-neivyks', 'en');
  assert.equal(value(english, 'description'), 'Ill, alas\nAprašas');
  assert.equal(english.getFirstProperty('description').getParameter('language'), undefined, 'of two languages');
  assert.equal(value(await one('t-be-priezasties'), 'description'), 'Renginys neįvyks');
});

test('where: names and addresses; a position where there is one place only', async () => {
  const branch = await (await fetch(at('/api/v1/branches/lt-pasvalys'))).json();
  const event = await one('t-keistas');
  const location = value(event, 'location');
  assert.ok(location.startsWith(`${branch.name}, `), location);
  assert.deepEqual(value(event, 'geo'), [branch.location.latitude, branch.location.longitude]);
  const both = await one('t-dviese');
  assert.equal(value(both, 'geo'), null);
  assert.match(value(both, 'location'), /Pasvalio .*; Telšių /);
});

test('what is planned at the place is told, and that one should ask', async () => {
  const plan = (from, until, reason) =>
    server.sql(`insert into planned_work (point_id, starts_at, ends_at, reason) select id, $1, $2, $3 from point where code = 'pasvalys-eso'`, [from, until, reason]);
  await plan('2030-10-30T10:30:00Z', '2030-10-30T12:00:00Z', { lt: 'Keitimas', en: 'A new computer' });
  await plan('2030-10-30T11:00:00Z', '2030-10-30T12:00:00Z', { lt: 'Ne tuo metu' });
  await waitFor('the plan', async () => (await (await fetch(at('/api/v1/events/t-dviese'))).json()).warnings.length > 0);
  assert.equal(value(await one('t-dviese', 'en'), 'description'),
    'Planned work, the point won’t be usable: 30 October 2030, 12:30–14:00 (A new computer)\nAsk the library whether the event takes place.');
  assert.match(value(await one('t-dviese'), 'description'), /^Planuojami darbai, vieta neveiks: .* \(Keitimas\)\nAr renginys vyks, pasiteiraukite bibliotekoje\.$/);
});

test('without a beginning it goes back 60 days, and holds no page only', async () => {
  const found = codes(await calendar('/api/v1/events.ics'));
  assert.ok(found.includes('t-pries-59') && !found.includes('t-pries-61'));
  assert.ok((await all()).every(({ code }) => code !== 't-pries-59'), 'the list goes on as before');
  assert.ok(!codes(await calendar(`/api/v1/events.ics?from=${new Date().toISOString()}`)).includes('t-pries-59'));
  assert.ok(found.length > 20);
  const seen = [];
  for (let target = '/api/v1/events.ics?limit=7'; target; ) {
    const response = await fetch(at(target));
    const part = codes(parsed(await response.text()));
    assert.ok(part.length <= 7);
    seen.push(...part);
    target = /<(.*)>; rel="next"/.exec(response.headers.get('link'))?.[1];
  }
  assert.deepEqual(seen, found);
});

test('250 at most, which take the event thread two milliseconds; the rest is behind the link', async () => {
  await server.sql(`insert into event (code, kind, lifecycle, title, starts_at, ends_at, time_zone, source)
    select 'daug-' || n, 'lecture', 'announced', '{"lt": "Daug"}', timestamptz '2031-05-05T08:00:00Z', timestamptz '2031-05-05T09:00:00Z', 'Europe/Vilnius', 'test'
      from generate_series(1001, 1255) as n`);
  try {
    await waitFor('the rows', async () => (await fetch(at('/api/v1/events/daug-1255'))).status === 200);
    const response = await fetch(at('/api/v1/events.ics?from=2031-05-05'));
    assert.equal(codes(parsed(await response.text())).length, 250);
    const rest = await calendar(/<(.*)>; rel="next"/.exec(response.headers.get('link'))[1]);
    assert.deepEqual(codes(rest), ['daug-1251', 'daug-1252', 'daug-1253', 'daug-1254', 'daug-1255']);
  } finally {
    await server.sql(`delete from event where code like 'daug-%'`);
    await waitFor('their end', async () => (await fetch(at('/api/v1/events/daug-1255'))).status === 410);
  }
});

test('the filters are those of the list', async () => {
  for (const filter of ['kind=quiz', 'audience=children', 'language=ru', 'municipality=LT-34', 'utility=eso', 'library=telsiu-vb', 'branch=lt-telsiai', 'campaign=demo-sviesa', 'q=dviejose', 'near=55.98,22.25&radius=5000', 'to=2030-10-29']) {
    const items = await all(`from=2020-01-01&${filter}`);
    assert.ok(items.length > 0, filter);
    assert.deepEqual(codes(await calendar(`/api/v1/events.ics?from=2020-01-01&${filter}`)), items.map(({ code }) => code), filter);
  }
  assert.deepEqual(codes(await calendar('/api/v1/events.ics?branch=nowhere')), []);
  for (const wrong of ['colour=red', 'municipality=LT-99', 'radius=5', 'limit=101', 'after=AA']) assert.equal((await fetch(at(`/api/v1/events.ics?${wrong}`))).status, 400, wrong);
});

test('by the Accept header too; JSON where nothing is asked', async () => {
  assert.equal(await text('/api/v1/events?lang=lt', { Accept: 'text/calendar' }), await text('/api/v1/events.ics?lang=lt'));
  assert.equal(await text('/api/v1/events/t-keistas?lang=en', { Accept: 'text/calendar, application/json;q=0.5' }), await text('/api/v1/events/t-keistas.ics?lang=en'));
  for (const accept of ['*/*', 'application/json, text/calendar']) assert.equal((await fetch(at('/api/v1/events'), { headers: { Accept: accept } })).headers.get('content-type'), 'application/json', accept);
  assert.equal((await fetch(at('/api/v1/branches.ics'))).status, 404);
  assert.equal((await fetch(at('/api/v1/branches'), { headers: { Accept: 'text/calendar' } })).status, 406);
});

test('a file of its own name; known by its ETag; what isn’t there', async () => {
  for (const [target, name] of [['/api/v1/events.ics?lang=en', 'events.ics'], ['/api/v1/events/t-keistas.ics', 't-keistas.ics']]) {
    const response = await fetch(at(target));
    assert.equal(response.headers.get('content-disposition'), `attachment; filename="${name}"`);
    const etag = response.headers.get('etag');
    assert.equal((await fetch(at(target), { headers: { 'If-None-Match': etag } })).status, 304);
    assert.equal((await fetch(at(target), { method: 'HEAD' })).headers.get('etag'), etag);
  }
  assert.equal((await fetch(at('/api/v1/events/none.ics'))).status, 404);
  assert.equal((await fetch(at('/api/v1/events/t-dingo.ics'))).status, 410);
});

test('without a public address the links are of the host that was asked for', async () => {
  const ask = (host) => new Promise((resolve, reject) =>
    request({ host: '127.0.0.1', port: server.port, path: '/api/v1/events/t-keistas.ics?lang=en', headers: { Host: host } }, (response) => {
      let bytes = '';
      response.setEncoding('utf8').on('data', (part) => (bytes += part)).on('end', () => resolve(bytes));
    }).on('error', reject).end());
  for (let i = 0; i < 3; i++) assert.match(await ask('elsewhere.example'), /^URL:http:\/\/elsewhere\.example\/en\/events\/t-keistas\r$/m);
  assert.match(await ask('here.example'), /^URL:http:\/\/here\.example\//m, 'nobody gets another’s');
});

test('a change is a higher sequence of the same event', async () => {
  const earlier = await one('t-dviese');
  await server.sql(`update event set title = '{"lt": "Dviejose, kitaip"}' where code = 't-dviese'`);
  const later = await waitFor('the change', async () => {
    const event = await one('t-dviese');
    return value(event, 'summary') === 'Dviejose, kitaip' ? event : undefined;
  });
  assert.equal(value(later, 'uid'), value(earlier, 'uid'));
  assert.ok(value(later, 'sequence') > value(earlier, 'sequence'));
});
