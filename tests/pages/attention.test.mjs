// SPDX-License-Identifier: Apache-2.0
//
// What visitors report on the pages, and what staff make of it on theirs: all by plain forms.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { HtmlValidate } from 'html-validate';
import { startServer, waitFor } from '../support/server.mjs';
import { enrol, person } from '../support/staff.mjs';
import { axeViolations, launchBrowser, openPage, overflow } from './browser.mjs';

let server, browser, visitor, ona, rasa;
const point = 'anyksciai-eso', branch = 'lt-anyksciai';

before(async () => {
  server = await startServer({ demo: true });
  browser = await launchBrowser();
  visitor = person(server);
  ona = await enrol(server, { role: 'librarian', scope: branch, name: 'Ona' });
  rasa = await enrol(server, { role: 'coordinator', scope: 'eso', name: 'Rasa' });
});
after(() => Promise.all([browser?.close(), server?.stop()]));

const form = (fields) => new URLSearchParams(fields);
const problem = `/en/points/${point}/problem`, correction = `/en/branches/${branch}/correction`;
const clean = () => server.sql('delete from people.attempt');
const send = async (fields = { problem: 'computer' }, at = problem) => {
  await clean();
  const sent = await visitor.post(at, form(fields));
  assert.equal(sent.status, 303, sent.text);
  return (await server.sql('select id from public_report order by id desc limit 1'))[0].id;
};
const version = (html) => /name="version" value="(\d+)"/.exec(html)[1];
const rows = (html) => html.split('<tbody').slice(1).flatMap((body) => body.split('</tbody>')[0].split('<tr ').slice(1));
const text = (html) => html.replace(/<[^>]+>/g, ' ').replace(/\s+/g, ' ');

test('that nobody could be reminded doesn’t look like success', async () => {
  const outcome = async (counts) => /<p class="seen (\w+) gap" data-said>.*?<span>(.*?)<\/span>/.exec((await rasa.get(`/lt/staff/attention?${counts}&people=0`)).text).slice(1);
  assert.deepEqual(await outcome('reminded=0&already=0&nobody=4&confirmed=0'), ['limited', 'Dėl 4 vietų nėra kam priminti – pakvieskite jų darbuotojus']);
  assert.equal((await outcome('reminded=1&already=0&nobody=4&confirmed=0'))[0], 'works');
});

test('the branch’s page leads to both forms, and they to thanks', async () => {
  const page = (await visitor.get(`/en/branches/${branch}`)).text;
  assert.ok(page.includes(`href="${problem}"`) && page.includes(`href="${correction}"`));
  for (const [at, name] of [[problem, 'problem'], [correction, 'correction']]) {
    const shown = await visitor.get(at);
    assert.equal(shown.status, 200);
    assert.match(shown.text, /Don’t write names/);
    assert.equal(/library’s own number/.test(shown.text), name === 'correction', 'who corrects a number may write it');
    assert.match(shown.text, /<meta name="robots" content="noindex">/);
    await clean();
    const sent = await visitor.post(at, form({ [name]: 'other', text: 'It smokes & <b>smells</b>' }));
    assert.equal(sent.status, 303);
    assert.ok(sent.headers.get('ratelimit-policy'));
    assert.equal(sent.headers.get('set-cookie'), null, 'no cookie');
    const thanks = await visitor.get(sent.headers.get('location'));
    assert.match(thanks.text, /Thank you, received/);
    assert.doesNotMatch(thanks.text, /<form method="post"/, 'nothing to send twice');
  }
  assert.equal((await visitor.get('/en/points/nowhere/problem')).status, 404);
  assert.equal((await visitor.post('/en/points/nowhere/problem', form({ problem: 'other' }))).status, 404);
});

test('what is missing is said in place, and what was written stays; a flood is told how long', async () => {
  const missing = await visitor.post(problem, form({ text: 'Kept <words>' }));
  assert.equal(missing.status, 422);
  assert.match(missing.text, /role="alert"/);
  assert.match(missing.text, /Kept &lt;words&gt;/);
  await clean();
  let answer;
  for (let i = 0; i < 13; i++) answer = await visitor.post(problem, form({ problem: 'other', text: 'Again' }));
  assert.equal(answer.status, 429);
  assert.ok(Number(answer.headers.get('retry-after')) > 0);
  assert.match(answer.text, /You can report again in 5 min/);
  assert.match(answer.text, /value="other" required checked/);
  await server.sql('delete from public_report');
});

test('the list: worst first, by kind and library, each row with its next step; only one’s own', async () => {
  await send();
  await send({ correction: 'phone' }, correction);
  await send({ problem: 'printer' }, '/en/points/pasvalys-eso/problem');
  const own = (await ona.get('/en/staff/attention')).text;
  assert.match(own, /aria-current="page">Attention/);
  assert.match(text(own), /A visitor’s report.*The computer/);
  assert.match(text(own), /Correction.*The telephone number/);
  assert.equal(rows(own).length, 2, 'Ona’s branch alone');
  const all = (await rasa.get('/en/staff/attention')).text;
  const listed = rows(all).map(text);
  assert.ok(listed.length > 5);
  const place = (what) => listed.findIndex((row) => row.includes(what));
  assert.ok(place('Out of order') < place('A visitor’s report') && place('A visitor’s report') < place('Not confirmed'), 'worst first');
  assert.ok(listed.every((row) => /Take up the repair|Continue|Decide|Confirm|Look|Check/.test(row)), 'a next step in each');
  const total = Number(/All <b>(\d+)<\/b>/.exec(all)[1]);
  assert.equal(total, listed.length);
  const faults = (await rasa.get('/en/staff/attention?kind=fault')).text;
  assert.equal(rows(faults).length, Number(/Faults <b>(\d+)<\/b>/.exec(all)[1]));
  assert.match(faults, new RegExp(`All <b>${total}</b>`), 'the counts stay');
  const [{ code }] = await server.sql(`select l.code from library l join branch b on b.library_id = l.id where b.code = '${branch}'`);
  assert.equal(rows((await rasa.get(`/en/staff/attention?library=${code}`)).text).length, 3, 'and that nobody has checked its data');
  const places = rows((await rasa.get('/en/staff/attention?sort=place')).text).map((row) => /<a href="[^"]+">([^<]+)/.exec(row)[1]);
  assert.deepEqual(places, [...places].sort((a, b) => (a < b ? -1 : a > b ? 1 : 0)));
  assert.equal((await visitor.get('/en/staff/attention')).status, 401);
  await server.sql('delete from public_report');
});

test('what visitors report of several things is told by thing', async () => {
  for (const thing of ['printer', 'printer', 'computer']) await send({ problem: thing });
  for (const thing of ['phone', 'hours']) await send({ correction: thing }, correction);
  const listed = rows((await ona.get('/en/staff/attention')).text).map(text);
  assert.match(listed.join('\n'), /3 visitors reported: The printer \(2\), The computer \(1\)/);
  assert.match(listed.join('\n'), /2 visitors reported: .*The telephone number \(1\)/);
  const printer = (await server.sql(`select id from public_report where about = 'printer' order by made_at limit 1`))[0].id;
  const others = [...(await ona.get(`/en/staff/reports/${printer}`)).text.matchAll(/class="other"><p><a[^>]*>([^<]+)/g)].map(([, about]) => about);
  assert.deepEqual(others, ['The printer', 'The computer'], 'the same thing first, and no other is said to be the same');
  const { items } = (await ona.get('/api/v1/attention?kind=possible')).json;
  assert.deepEqual([items[0].about, items[0].parts, items[0].count], ['several', { printer: 2, computer: 1 }, 3]);
  await server.sql('delete from public_report');
});

test('agreements that end within 60 days are there, and others aren’t', async () => {
  for (const [code, days] of [['ends-soon', 40], ['ends-later', 70]])
    await server.sql(`insert into agreement (code, utility_id, library_id, state, ends_on, ends_precision) select '${code}', u.id, l.id, 'active', current_date + ${days}, 'day' from organization u, library l join branch b on b.library_id = l.id where u.code = 'eso' and b.code = '${branch}'`);
  const listed = rows((await rasa.get('/en/staff/attention?kind=agreement')).text).map(text);
  assert.equal(listed.length, 1);
  assert.match(listed[0], /Agreement ends.*40 days left/);
  const row = rows((await rasa.get('/en/staff/attention?kind=agreement')).text)[0];
  assert.match(row, /href="\/en\/staff\/directory\/agreements\/ends-soon"/, 'it leads to the agreement');
  assert.match((await rasa.get('/en/staff/directory/agreements/ends-soon')).text, /Ends in 40 days/);
  assert.equal(rows((await ona.get('/en/staff/attention?kind=agreement')).text).length, 0, 'not a librarian’s');
});

test('from a report to the repair, by the pages alone', async () => {
  const first = await send(), second = await send();
  const shown = (await ona.get(`/en/staff/reports/${first}`)).text;
  assert.match(shown, /Other reports about this place/);
  const merged = await ona.post(`/en/staff/reports/${second}`, form({ decision: 'merge', into: first, version: 1 }));
  assert.equal(merged.headers.get('location'), '/en/staff/attention?decided=merge');
  assert.match((await ona.get(merged.headers.get('location'))).text, /data-said>.*The report was merged with another one/);
  const confirmed = await ona.post(`/en/staff/reports/${first}`, form({ decision: 'confirm', version: version(shown) }));
  assert.equal(confirmed.status, 303, confirmed.text);
  const incident = confirmed.headers.get('location');
  assert.match(incident, /^\/en\/staff\/incidents\//);
  const late = await rasa.post(`/en/staff/reports/${first}`, form({ decision: 'dismiss', version: 1 }));
  assert.equal(late.status, 412);
  assert.match(late.text, /Somebody else has just changed it/);

  let page = (await rasa.get(incident)).text;
  assert.match(page, /value="acknowledged">We know/);
  const stale = version(page);
  assert.equal((await rasa.post(incident, form({ version: stale, state: 'acknowledged', note: 'On our list', end: 'tomorrow' }))).status, 303);
  const overtaken = await ona.post(incident, form({ version: stale, state: 'dismissed', note: 'My own words' }));
  assert.equal(overtaken.status, 412);
  assert.match(overtaken.text, /Somebody else has just changed it/);
  assert.match(overtaken.text, /My own words<\/textarea>/, 'what was written is kept');
  assert.match(overtaken.text, /On our list/, 'beside what is there now');
  page = (await rasa.get(incident)).text;
  assert.match(page, /I have looked/);
  assert.equal((await rasa.post(incident, form({ version: version(page), looked: 'true' }))).status, 303);
  page = (await ona.get(incident)).text;
  assert.match(page, /Fixed and checked/);
  assert.doesNotMatch(page, /name="state"/, 'nothing left to do');
  await waitFor('the status', async () => (await visitor.get(`/api/v1/points/${point}`)).json.status_source === 'coordinator');
});

test('a confirmed correction waits, with the visitor’s words beside the form, until it is made', async () => {
  await server.sql('delete from public_report');
  const report = await send({ correction: 'phone', text: 'It is <b>+370 5</b>' }, correction), at = `/en/staff/reports/${report}`;
  const decide = async (who, decision) => who.post(at, form({ decision, version: version((await who.get(at)).text) }));
  const listed = async () => rows((await rasa.get('/en/staff/attention?kind=correction')).text).map(text);
  const edit = `/en/staff/directory/branches/${branch}`;
  assert.match((await rasa.get(at)).text, new RegExp(`href="${edit}"`), 'where it would be corrected');
  assert.doesNotMatch((await ona.get(at)).text, new RegExp(`href="${edit}"`), 'a librarian edits nothing');
  assert.doesNotMatch((await rasa.get(edit)).text, /\+370 5/, 'nobody has said that it is so');
  const confirmed = await decide(rasa, 'confirm');
  assert.equal(confirmed.headers.get('location'), `${edit}?confirmed=true`, confirmed.text);
  const page = (await rasa.get(confirmed.headers.get('location'))).text;
  assert.match(page, /Confirmed. Correct it here/);
  assert.doesNotMatch((await rasa.get(`${edit}/hours`)).text, /asks to correct/, 'it isn’t of the hours');
  assert.match(page, /asks to correct: The telephone number.*It is &lt;b&gt;\+370 5/s);
  assert.equal((await listed()).length, 1);
  assert.match((await listed())[0], /To be corrected: The telephone number.*Correct/);
  assert.match((await ona.get(at)).text, /The head of the library or the coordinator will correct it/);
  const done = await rasa.post(at, form({ decision: 'done', version: /name="version" value="(\d+)"/.exec(page.split('asks to correct')[2])[1] }));
  assert.equal(done.headers.get('location'), at, done.text);
  assert.match((await rasa.get(at)).text, /Corrected\./);
  assert.deepEqual(await listed(), []);
  assert.doesNotMatch((await rasa.get(edit)).text, /asks to correct/);
  assert.equal((await rasa.post(at, form({ decision: 'dismiss', version: 3 }))).status, 409, 'what is done stays');
  const next = await send({ correction: 'hours' }, correction), there = `/en/staff/reports/${next}`;
  assert.equal((await ona.post(there, form({ decision: 'confirm', version: 1 }))).headers.get('location'), there, 'no form for a librarian');
  const hours = await rasa.get(`${edit}/hours`);
  assert.match(hours.text, /asks to correct: The opening hours/, 'beside the hours too');
  const dismissed = await ona.post(there, form({ decision: 'dismiss', version: 2 }));
  assert.equal(dismissed.headers.get('location'), '/en/staff/attention?decided=dismiss', 'not so after all');
  assert.match((await ona.get(dismissed.headers.get('location'))).text, /data-said>.*The report was dismissed/);
  assert.doesNotMatch((await rasa.get(`${edit}/hours`)).text, /asks to correct/);
  assert.deepEqual(await listed(), []);
});

test('a fault without an incident is taken up with one button, once', async () => {
  await ona.post(`/api/v1/points/${point}/status-reports`, { components: { computer: 'down' } });
  const row = rows((await ona.get('/en/staff/attention?kind=fault')).text)[0];
  const fields = form({ point: /name="point" value="([^"]+)"/.exec(row)[1], part: /name="part" value="([^"]+)"/.exec(row)[1] });
  const first = await ona.post('/en/staff/incidents', fields), again = await rasa.post('/en/staff/incidents', fields);
  assert.equal(first.status, 303, first.text);
  assert.equal(again.headers.get('location'), first.headers.get('location'));
  assert.match(rows((await ona.get('/en/staff/attention?kind=fault')).text)[0], /Continue/);
  assert.equal((await ona.post('/en/staff/incidents', form({ point: 'pasvalys-eso', part: 'computer' }))).status, 404);
});

test('what two say of a point at the same moment: one incident, and both parts out of order', async () => {
  const parts = ['network', 'website', 'printer'];
  await ona.post(`/en/staff/points/${point}`, form({ status: 'working' }));
  for (const part of parts) {
    const places = (await Promise.all([ona, rasa, ona, rasa].map((who) => who.post('/en/staff/incidents', form({ point, part }))))).map((answer) => answer.headers.get('location'));
    assert.equal(new Set(places).size, 1, places.join());
  }
  await Promise.all(parts.map((fault) => ona.post(`/en/staff/points/${point}`, form({ fault }))));
  const [{ components }] = await server.sql(`select s.components from point_status s join point p on p.id = s.point_id where p.code = '${point}'`);
  assert.deepEqual(components, Object.fromEntries(parts.map((part) => [part, 'down'])));
  await ona.post(`/en/staff/points/${point}`, form({ status: 'working' }));
});

test('a part more makes no point better, and forgets nobody who is away', async () => {
  const holds = async () => (await server.sql(`select s.status, s.components from point_status s join point p on p.id = s.point_id where p.code = '${point}'`))[0];
  const works = () => ona.post(`/en/staff/points/${point}`, form({ status: 'working' }));
  await ona.post(`/api/v1/points/${point}/status-reports`, { status: 'out_of_order', components: { adviser: 'down' } });
  await ona.post(`/en/staff/points/${point}`, form({ fault: 'printer', end: 'tomorrow' }));
  assert.deepEqual(await holds(), { status: 'out_of_order', components: { printer: 'down', adviser: 'down' } });
  const [{ until }] = await server.sql(`select r.expected_end is not null as until from status_report r join point p on p.id = r.point_id where p.code = '${point}' order by r.recorded_at desc limit 1`);
  assert.equal(until, false, 'the whole has no end yet: what was said first has none');
  await works();
  assert.deepEqual(await holds(), { status: 'working', components: {} });
  const nothing = await ona.post(`/en/staff/points/${point}`, form({ fault: 'roof' }));
  assert.equal(nothing.status, 422);
  assert.doesNotMatch(nothing.text, /Must be given/, 'what can’t be used isn’t missing too');
});

test('faults that join are over no sooner than each of them', async () => {
  const end = async () => (await server.sql(`select r.expected_end from status_report r join point p on p.id = r.point_id where p.code = '${point}' order by r.recorded_at desc limit 1`))[0].expected_end;
  const fault = (fields) => ona.post(`/en/staff/points/${point}`, form(fields));
  await fault({ fault: 'printer', end: 'tomorrow' });
  const tomorrow = await end();
  assert.ok(tomorrow > new Date());
  await fault({ fault: 'network', end: 'today' });
  assert.deepEqual(await end(), tomorrow, 'the printer’s is later');
  await fault({ fault: 'website' });
  assert.equal(await end(), null, 'nobody knows');
  await fault({ fault: 'computer', end: 'today' });
  assert.equal(await end(), null, 'nor of the whole');
  await fault({ status: 'working' });
  await fault({ fault: 'printer', end: 'today' });
  assert.ok((await end()) < tomorrow, 'it is forgotten once all works');
  await fault({ status: 'working' });
});

test('work and closures are planned in the place’s own clock, and called off', async () => {
  const at = `/en/staff/points/${point}/planned`, closures = `/en/staff/points/${point}/closures`;
  const day = (ahead) => new Date(Date.now() + ahead * 86_400_000).toISOString().slice(0, 10);
  const wrong = await ona.post(at, form({ from_day: day(3), from_time: '09:00', until_day: day(3), until_time: '08:00', 'reason.lt': 'Keičiame kompiuterį' }));
  assert.equal(wrong.status, 422);
  assert.match(wrong.text, /The end can’t be before the start/);
  assert.match(wrong.text, /value="Keičiame kompiuterį"/);
  assert.equal((await ona.post(at, form({ from_day: day(3), from_time: '9', until_day: '', until_time: '08:00' }))).status, 422);
  assert.equal((await ona.post(at, form({ from_day: day(3), from_time: '09:00', until_day: day(3), until_time: '12:00', 'reason.lt': 'Keičiame kompiuterį' }))).status, 303);
  // The button pressed twice.
  const once = /name="once" value="([^"]+)"/.exec((await ona.get(at)).text)[1];
  const twice = form({ once, from_day: day(9), from_time: '09:00', until_day: day(9), until_time: '12:00', 'reason.lt': 'Du kartus' });
  assert.deepEqual((await Promise.all([ona.post(at, twice), ona.post(at, twice)])).map(({ status }) => status), [303, 303]);
  const doubled = await server.sql(`select id from planned_work where reason ->> 'lt' = 'Du kartus'`);
  assert.equal(doubled.length, 1);
  await ona.post(at, form({ cancel: doubled[0].id }));
  const [work] = await server.sql(`select w.id, to_char(w.starts_at at time zone b.time_zone, 'HH24:MI') as clock from planned_work w join point p on p.id = w.point_id join branch b on b.id = p.branch_id where w.reason ->> 'lt' <> 'Du kartus'`);
  assert.equal(work.clock, '09:00');
  await waitFor('the announcement', async () => /Planned work.*Keičiame/.test((await visitor.get(`/en/branches/${branch}`)).text));
  assert.match((await ona.get(at)).text, /Keičiame kompiuterį/);
  assert.equal((await ona.post(at, form({ cancel: work.id }))).status, 303);
  await waitFor('its end', async () => !/Planned work/.test((await visitor.get(`/en/branches/${branch}`)).text));

  assert.doesNotMatch((await ona.get(at)).text, /name="first_day"/, 'a librarian doesn’t close the building');
  assert.equal((await ona.post(closures, form({ first_day: day(5), last_day: day(6), 'reason.lt': 'Remontas' }))).status, 403);
  const event = (await server.sql(`select e.code from event e join event_branch x on x.event_id = e.id join branch b on b.id = x.branch_id where b.code = '${branch}' limit 1`))[0]?.code ?? 'none';
  if (event !== 'none') await server.sql(`update event set lifecycle = 'announced', cancellation = null, starts_at = '${day(5)}T10:00:00Z', ends_at = '${day(5)}T11:00:00Z' where code = '${event}'`);
  assert.equal((await rasa.post(closures, form({ first_day: day(5), last_day: day(6), 'reason.lt': 'Remontas' }))).status, 303);
  const shown = (await rasa.get(at)).text;
  assert.match(shown, /Remontas/);
  if (event !== 'none') assert.ok(shown.includes(`/en/events/${event}`), 'the event that it hits');
  const id = /name="cancel" value="([^"]+)"/.exec(shown.split('id="closures"')[1])[1];
  assert.equal((await rasa.post(closures, form({ cancel: id }))).status, 303);
});

test('the pages are for everybody: at 320 px, in the dark, with assistive technology', async () => {
  await send({ problem: 'computer', text: 'Žalias ekranas' });
  const id = await send({ problem: 'printer' });
  const made = await rasa.post('/api/v1/incidents', { point, part: 'computer', note: 'Doesn’t start' });
  const fixed = await rasa.post('/api/v1/incidents', { point, part: 'printer' });
  for (const [i, state] of ['acknowledged', 'in_progress', 'fixed'].entries()) await rasa.patch(`/api/v1/incidents/${fixed.json.id}`, { state }, { 'If-Match': `"v${i + 1}"` });
  const corrected = await send({ correction: 'phone', text: '+370 600 00000' }, correction);
  await rasa.post(`/en/staff/reports/${corrected}`, form({ decision: 'confirm', version: 1 }));
  const cookiesOf = (who) => { const [name, value] = who.cookie.split('='); return [{ name, value, url: server.url, who }]; };
  const staff = cookiesOf(ona), editor = cookiesOf(rasa);
  const validator = new HtmlValidate({
    extends: ['html-validate:standard'],
    rules: { 'no-trailing-whitespace': 'off', 'long-title': 'off', 'no-redundant-role': 'off', 'no-implicit-button-type': 'off', 'tel-non-breaking': 'off', 'void-style': 'off' },
  });
  const paths = [[problem], [`${problem}?thanks=true`], [correction], [`/lt/branches/${branch}`], ['/lt/staff/attention', staff], [`/lt/staff/reports/${id}`, staff],
    [`/lt/staff/incidents/${made.json.id}`, staff], [`/lt/staff/incidents/${fixed.json.id}`, staff], [`/lt/staff/reports/${corrected}`, staff],
    [`/lt/staff/reports/${corrected}`, editor], [`/lt/staff/directory/branches/${branch}?confirmed=true`, editor], [`/lt/staff/points/${point}/planned`, staff]];
  for (const [path, cookies] of paths) {
    const html = (await (cookies?.[0].who ?? visitor).get(path)).text;
    assert.deepEqual((await validator.validateString(html)).results.flatMap(({ messages }) => messages.map((m) => `${path}:${m.line} ${m.ruleId}: ${m.message}`)), []);
    for (const options of [{ viewport: { width: 320, height: 700 } }, { viewport: { width: 1280, height: 900 }, colorScheme: 'dark' }]) {
      const opened = await openPage(browser, new URL('/livez', server.url).href, options);
      if (cookies) await opened.page.context().addCookies(cookies.map(({ name, value, url }) => ({ name, value, url })));
      await opened.page.goto(new URL(path, server.url).href);
      assert.equal(await overflow(opened.page), 0, `${path} ${JSON.stringify(options)}`);
      assert.deepEqual(await axeViolations(opened.page), [], `${path} ${JSON.stringify(options)}`);
      await opened.close();
    }
  }
});
