// SPDX-License-Identifier: Apache-2.0
//
// Events by week, and the pages of an event, a campaign, a library and a municipality: what they say of rows made for the
// purpose, at a week of their own far from the demonstration's.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { startServer, waitFor } from '../support/server.mjs';
import { axeViolations, launchBrowser, openPage, overflow } from './browser.mjs';

let server, browser;

const events = `
  insert into campaign (code, kind, title, theme, characters, starts_on, starts_precision, ends_on, ends_precision, certainty, source)
  values ('bandomasis', 'campaign', '{"lt": "Bandomasis ciklas", "en": "A trial campaign"}', '{"lt": "Tema & <b>"}', '{"lt": "Lemputė"}',
          '2030-03-01', 'month', '2031-01-01', 'year', 'own_site', 'test');
  insert into campaign (code, kind, title, ends_on, ends_precision, certainty, source)
  values ('iki-gruodzio', 'campaign', '{"lt": "Baigtas ciklas"}', '2030-12-01', 'month', 'own_site', 'test');
  insert into campaign_count (campaign_id, measure, count, precision, certainty)
  select id, 'participants', 21, 'about', 'reported' from campaign where code = 'bandomasis';
  insert into event (code, kind, lifecycle, title, description, cancellation, audiences, languages, starts_at, ends_at, time_zone, campaign_id, source)
  values
    ('t-pirmadienis', 'lecture', 'announced', '{"lt": "Pirma </script><b>", "en": "First </script><b>"}', '{"lt": "Aprašas", "en": "What it is"}', null,
     '{adults}', '{lt,pl}', '2030-03-03T22:30:00Z', '2030-03-03T23:30:00Z', 'Europe/Vilnius', (select id from campaign where code = 'bandomasis'), 'test'),
    ('t-sekmadienis', 'quiz', 'cancelled', '{"lt": "Antra"}', null, '{"lt": "Nėra lektoriaus", "en": "No speaker"}',
     '{children}', '{lt}', '2030-03-10T21:59:00Z', '2030-03-10T22:59:00Z', 'Europe/Vilnius', null, 'test'),
    ('t-ilgas', 'contest', 'announced', '{"lt": "Ilga paroda"}', null, null, '{}', '{}', '2030-03-01T08:00:00Z', '2030-03-20T15:00:00Z', 'Europe/Vilnius', null, 'test'),
    ('t-niujorke', 'meeting', 'announced', '{"lt": "Kitoje juostoje"}', null, null, '{}', '{en}', '2030-03-11T03:00:00Z', '2030-03-11T03:50:00Z', 'America/New_York', null, 'test'),
    ('t-senas', 'meeting', 'held', '{"lt": "Seniai"}', null, null, '{}', '{lt}', '2019-12-30T10:00:00Z', '2019-12-30T11:00:00Z', 'Europe/Vilnius',
     (select id from campaign where code = 'bandomasis'), 'test');
  insert into event_branch (event_id, branch_id)
  select e.id, b.id from event e, branch b where e.code like 't-%' and b.code = case when e.code = 't-sekmadienis' then 'lt-telsiai' else 'lt-pasvalys' end;
  insert into name (organization_id, kind, language, name, source)
  select id, 'former', 'lt', 'Senoji Pasvalio knygykla', 'test' from organization where code = 'pasvalio-vb';
  insert into agreement (code, utility_id, library_id, state, starts_on, starts_precision, summary, obligations, source)
  select 'bandomasis', u.id, l.id, 'active', '2029-05-01', 'month', '{"lt": "Vieša santrauka"}', '{"lt": "Slapti įsipareigojimai"}', 'test'
    from organization u, library l where u.code = 'eso' and l.code = 'pasvalio-vb';
`;

before(async () => {
  server = await startServer({ demo: true });
  for (const statement of events.split(/;\n/).filter((text) => text.trim())) await server.sql(statement);
  await waitFor('the rows to be seen', async () => (await get('/lt/events/t-senas')).status === 200 && (await page('/lt/libraries/pasvalio-vb')).includes('Vieša santrauka'));
  browser = await launchBrowser();
});
after(async () => {
  await browser?.close();
  await server?.stop();
});

const get = (target) => fetch(new URL(target, server.url), { redirect: 'manual' });
const page = async (target) => (await get(target)).text();
/** The list of a week: heading of the day → [code of each event]. */
const days = (html) =>
  Object.fromEntries(
    [...html.matchAll(/<section class="day"[^]*?<h2[^>]*>([^<]*)[^]*?<\/section>/g)].map(([section, heading]) => [
      heading.trim(),
      [...section.matchAll(/<h3><a href="[^"]*\/events\/([^"]*)"/g)].map(([, code]) => code),
    ]),
  );
const link = (html, text) => new RegExp(`<a [^>]*href="([^"]*)"[^>]*>${text}`).exec(html)?.[1].replaceAll('&amp;', '&');

test('a week has the events of its own days, by the clock of their place', async () => {
  const week = days(await page('/lt/events?week=2030-W10'));
  assert.deepEqual(week['Jau prasidėję'], ['t-ilgas']);
  assert.deepEqual(week['Pirmadienis'], ['t-pirmadienis'], 'half past midnight in Vilnius, still Sunday in UTC');
  assert.deepEqual(week['Sekmadienis'], ['t-sekmadienis', 't-niujorke'], 'eleven in the evening in New York, Monday in UTC');
  assert.deepEqual(days(await page('/lt/events?from=2030-03-06')), week);
});

test('who names no week gets this one; where it is empty, the next that is not', async () => {
  const here = await page('/lt/events');
  assert.match(here, /class="lead sentence">Šią savaitę, /);
  const moved = await page('/lt/events?branch=lt-pasvalys&kind=contest&language=');
  const next = await page('/lt/events?campaign=bandomasis');
  assert.match(next, /Rodome artimiausią savaitę/);
  assert.match(next, /2030 m\. kovo 4–10 d\./);
  assert.deepEqual(days(next), { Pirmadienis: ['t-pirmadienis'] });
  assert.ok(moved.includes('id="found"'));
});

test('days of this week that are over are folded; where nothing more is to come, the next week that has something is shown', async () => {
  const at = async (clock, target) => {
    const offset = Math.round((Date.parse(clock) - Date.now()) / 1000);
    const later = await startServer({ demo: true, parameters: [`--clock-offset=${offset}`] });
    try {
      for (const statement of events.split(/;\n/).filter((text) => text.trim())) await later.sql(statement);
      await waitFor('the rows to be seen', async () => (await (await fetch(new URL('/lt/libraries/pasvalio-vb', later.url))).text()).includes('Vieša santrauka'));
      return await (await fetch(new URL(target, later.url))).text();
    } finally {
      await later.stop();
    }
  };
  const html = await at('2030-03-06T10:00:00Z', '/lt/events?language=lt&campaign=bandomasis&week=2030-W10');
  const [folded] = /<details class="more"[^]*?<\/details>/.exec(html);
  assert.match(folded, /<summary>Šios savaitės jau praėję renginiai<\/summary>/);
  assert.deepEqual(days(folded), { Pirmadienis: ['t-pirmadienis'] });
  assert.match(folded, /^<details class="more" id="earlier-all" open>/, 'nothing else is there to be read');
  const whole = await at('2030-03-06T10:00:00Z', '/lt/events');
  const [earlier] = /<details class="more"[^]*?<\/details>/.exec(whole);
  assert.deepEqual(days(earlier).Pirmadienis?.includes('t-pirmadienis'), true);
  assert.match(earlier, /^<details class="more" id="earlier">/);
  const rest = days(whole.replace(earlier, ''));
  assert.deepEqual([rest['Jau prasidėję'], rest['Sekmadienis'].filter((code) => code.startsWith('t-'))], [['t-ilgas'], ['t-sekmadienis', 't-niujorke']], 'what still goes on, and what comes');
  const moved = await at('2030-02-27T10:00:00Z', '/lt/events?campaign=bandomasis');
  assert.match(moved, /Šią savaitę to, ko ieškote, nebebus/);
  assert.match(moved, /2030 m\. kovo 4–10 d\.|kovo 4–10 d\./);
});

test('weeks lead on to each other only where something is that way', async () => {
  const first = await page('/lt/events?week=2020-W01');
  assert.deepEqual(days(first), { Pirmadienis: ['t-senas'] });
  assert.equal(link(first, 'Ankstesnė savaitė'), undefined);
  assert.equal(link(first, 'Kita savaitė'), '/lt/events?week=2020-W02');
  const empty = await page('/lt/events?week=2028-W10&municipality=LT-34');
  assert.match(empty, /<h2 id="notice" data-answer>Tą savaitę pagal jūsų paiešką renginių nėra<\/h2>/);
  assert.match(link(empty, 'Artimiausi būsimi'), /^\/lt\/events\?municipality=LT-34&week=2030-W09$/);
  const last = await page('/lt/events?week=2030-W12');
  assert.deepEqual(days(last), { 'Jau prasidėję': ['t-ilgas'] });
  assert.equal(link(last, 'Kita savaitė'), undefined);
});

test('the filters are those of the API', async () => {
  for (const filter of ['kind=quiz', 'audience=children', 'language=pl', 'municipality=LT-51', 'library=telsiu-vb', 'branch=lt-telsiai', 'campaign=bandomasis', 'q=pirma', 'near=55.98,22.25&radius=5000']) {
    const { items } = await (await get(`/api/v1/events?from=2030-03-04&to=2030-03-10&lang=lt&${filter}`)).json();
    const shown = Object.values(days(await page(`/lt/events?week=2030-W10&${filter}`))).flat();
    const inside = items.map(({ code }) => code).filter((code) => code !== 't-niujorke');
    for (const code of inside) assert.ok(shown.includes(code), `${filter}: ${code}`);
    assert.ok(shown.length > 0 && shown.length < 4, `${filter}: ${shown}`);
  }
});

test('the name of a place gives what is around it; the form keeps what was chosen', async () => {
  const html = await page('/lt/events?week=2030-W10&q=Tel%C5%A1iai&kind=quiz&audience=children');
  assert.deepEqual(Object.values(days(html)).flat(), ['t-sekmadienis']);
  assert.match(html, /iki 50 km nuo vietos: Telšiai\./);
  assert.match(html, /name="q" value="Telšiai"/);
  assert.match(html, /<option value="quiz" selected>/);
  assert.match(html, /<input type="hidden" name="audience" value="children">/);
  assert.match(html, /<input type="hidden" name="week" value="2030-W10">/);
  assert.equal(link(html, 'Visi renginiai'), '/lt/events?week=2030-W10&kind=quiz&q=Tel%C5%A1iai');
});

test('where a word or filters find nothing, that is said, and not that there are no events; both can be dropped', async () => {
  const word = await page('/lt/events?q=zzzz&kind=lecture');
  assert.match(word, /<h2 id="notice" data-answer>Būsimų renginių pagal žodį „zzzz“ neradome<\/h2>/);
  assert.equal(link(word, 'Ieškoti be šio žodžio'), '/lt/events?kind=lecture');
  assert.equal(link(word, 'Rodyti visus renginius'), '/lt/events');
  assert.match(await page('/lt/events?municipality=LT-99'), /<h2 id="notice" data-answer>Būsimų renginių pagal pasirinktus filtrus neradome<\/h2>/);
  assert.match(await page('/lt/events?week=2028-W10'), /<h2 id="notice" data-answer>Tą savaitę renginių nėra<\/h2>/);
});

test('campaigns that are over are led to as well', async () => {
  const { items } = await (await get('/api/v1/campaigns?limit=100')).json();
  const html = await page('/lt/events');
  assert.ok(items.length > 4);
  for (const { code } of items) assert.match(html, new RegExp(`<li><a href="/lt/campaigns/${code}"`));
});

test('narrowed to a library, which the reader sees and can drop', async () => {
  const html = await page('/lt/events?week=2030-W10&library=telsiu-vb&kind=quiz');
  const { name } = await (await get('/api/v1/libraries/telsiu-vb?lang=lt')).json();
  assert.match(html, /<input type="hidden" name="library" value="telsiu-vb">/);
  assert.ok(html.includes(`<b>${name}</b> · <a href="/lt/events?week=2030-W10&amp;kind=quiz">`), name);
  assert.deepEqual(days(await page('/lt/events?library=nowhere')), {});
});

test('what it does not understand is ignored', async () => {
  const plain = days(await page('/lt/events'));
  for (const query of ['week=2026-W60', 'week=banana', 'from=yesterday', 'kind=ball', 'colour=red', 'after=nobody', 'near=here', 'radius=5'])
    assert.deepEqual(days(await page(`/lt/events?${query}`)), plain, query);
  assert.deepEqual(days(await page('/lt/events?municipality=LT-99')), {});
});

test('a page of a long week ends with a link to the rest', async () => {
  await server.sql(`insert into event (code, kind, lifecycle, title, audiences, languages, starts_at, ends_at, time_zone, source)
    select 'daug-' || n, 'lecture', 'announced', '{"lt": "Daug"}', '{}', '{}', timestamptz '2031-05-05T08:00:00Z' + n / 3 * interval '5 minutes',
           timestamptz '2031-05-05T08:30:00Z' + n / 3 * interval '5 minutes', 'Europe/Vilnius', 'test' from generate_series(100, 349) as n`);
  await waitFor('the rows', async () => (await get('/lt/events/daug-349')).status === 200);
  const seen = [];
  for (let target = '/lt/events?week=2031-W19', pages = 0; target; pages++) {
    assert.ok(pages < 4);
    const html = await page(target);
    seen.push(...Object.values(days(html)).flat());
    target = link(html, 'Rodyti daugiau renginių');
  }
  assert.deepEqual([...seen].sort(), Array.from({ length: 250 }, (_, n) => `daug-${n + 100}`));
  await server.sql(`delete from event where code like 'daug-%'`);
});

test('a cancelled event stays, struck, with shape, words and reason', async () => {
  const html = await page('/lt/events?week=2030-W10');
  const item = /<li class="event gone"[^>]*>[^]*?<\/li>/.exec(html)[0];
  assert.match(item, /Antra/);
  assert.match(item, /href="#out"\/><\/svg>Renginys neįvyks/);
  assert.match(item, /Nėra lektoriaus/);
  const own = await page('/en/events/t-sekmadienis');
  assert.match(own, /<\/svg>Cancelled<\/h2>\s*<p>No speaker<\/p>/);
  assert.match(own, /<h1 lang="lt">Antra<\/h1>/);
});

test('an event says when, where, in whose time, for whom', async () => {
  const html = await page('/lt/events/t-pirmadienis');
  assert.match(html, /Pirmadienis, 2030 m\. kovo 4 d\./);
  assert.match(html, /0\.30–1\.30 val\./);
  assert.match(html, /Vietos laikas: Vilnius \(UTC\+2\)/);
  assert.match(html, /<dd class="sentence">suaugusiesiems<\/dd>/);
  assert.match(html, /<dd class="sentence">lietuvių ir lenkų<\/dd>/);
  assert.match(html, /href="\/lt\/branches\/lt-pasvalys"/);
  assert.match(html, /href="https:\/\/www\.openstreetmap\.org\/directions/);
  assert.match(html, /href="\/lt\/campaigns\/bandomasis"/);
  assert.match(await page('/lt/events/t-niujorke'), /Sekmadienis, 2030 m\. kovo 10 d\.[^]*23\.00–23\.50 val\.[^]*New York \(UTC−4\)/);
});

test('an event can be taken over into a calendar, and the list be subscribed to as it is filtered', async () => {
  assert.equal(link(await page('/lt/events/t-pirmadienis'), 'Į kalendorių'), '/api/v1/events/t-pirmadienis.ics?lang=lt');
  for (const code of ['t-sekmadienis', 't-senas']) assert.equal(link(await page(`/lt/events/${code}`), 'Į kalendorių'), undefined, 'cancelled, over');
  const subscription = async (query) => {
    const address = link(await page(`/en/events?${query}`), 'Subscribe in a calendar');
    if (!address) return undefined;
    const answer = await get(address);
    assert.equal(answer.status, 200, `${query}: ${address}`);
    return [address, [...(await answer.text()).matchAll(/^UID:.*events\/(.*)\r$/gm)].map(([, code]) => code)];
  };
  const [plain, everything] = await subscription('');
  assert.equal(plain, '/api/v1/events.ics?lang=en');
  assert.ok(everything.includes('t-ilgas') && everything.includes('t-niujorke'));
  const [filtered, found] = await subscription('week=2030-W10&from=2030-03-06&kind=quiz&audience=children&radius=5&after=t-ilgas&colour=red');
  assert.equal(filtered, '/api/v1/events.ics?lang=en&kind=quiz&audience=children');
  assert.ok(found.includes('t-sekmadienis') && !found.includes('t-ilgas'));
  const [near, around] = await subscription('q=Tel%C5%A1iai&kind=quiz');
  assert.match(near, /^\/api\/v1\/events\.ics\?lang=en&kind=quiz&near=55\.98\d*,22\.2\d*&radius=50000$/);
  assert.ok(around.includes('t-sekmadienis'));
  assert.match((await subscription('near=55.98,22.25&radius=5000'))[0], /near=55\.98(,|%2C)22\.25&radius=5000$/);
  assert.match((await subscription('q=pirma%20%26'))[0], /&q=pirma(%20|\+)%26$/);
  assert.equal(await subscription('municipality=LT-99'), undefined, 'nothing can be found by what isn’t there');
});

test('an event for programs: schema.org, whatever its words are', async () => {
  const html = await page('/en/events/t-pirmadienis');
  const scripts = [...html.matchAll(/<script type="application\/ld\+json">([^]*?)<\/script>/g)];
  assert.equal(scripts.length, 1);
  const data = JSON.parse(scripts[0][1]);
  assert.equal(data['@type'], 'Event');
  assert.equal(data.name, 'First </script><b>');
  assert.equal(data.startDate, '2030-03-04T00:30:00+02:00');
  assert.equal(data.endDate, '2030-03-04T01:30:00+02:00');
  assert.equal(data.eventStatus, 'https://schema.org/EventScheduled');
  assert.equal(data.location[0].name, 'Pasvalio Mariaus Katiliškio viešoji biblioteka');
  assert.deepEqual(data.inLanguage, ['lt', 'pl']);
  assert.match(await page('/en/events/t-sekmadienis'), /schema\.org\/EventCancelled/);
});

test('a campaign: dates as exact as known, counts as sure as told, hosts, past and coming', async () => {
  const html = await page('/lt/campaigns/bandomasis');
  assert.match(html, /2030 m\. kovas – 2031 m\./);
  assert.match(await page('/lt/campaigns/iki-gruodzio'), /iki 2030 m\. gruodžio/);
  assert.match(html, /apie <b>21 dalyvis<\/b><small>taip pranešta, netikrinta/);
  assert.match(html, /Tema &amp; &lt;b&gt;/);
  assert.match(/<h2 id="coming">[^]*?<\/section>/.exec(html)[0], /t-pirmadienis/);
  assert.match(/<h2 id="past">[^]*?<\/section>/.exec(html)[0], /t-senas[^]*Įvyko/);
  const towns = (await page('/lt/campaigns/demo-sviesa')).split('id="hosts"')[1].split('</section>')[0];
  const names = [...towns.matchAll(/<li><a href="[^"]*"[^>]*>(?:<span[^>]*>)?([^<]+)/g)].map(([, name]) => name);
  assert.ok(names.length > 5);
  assert.deepEqual(names, [...names].sort(new Intl.Collator('lt').compare), 'by town');
  assert.equal([.../<h2 id="hosts">[^]*?<\/section>/.exec(html)[0].matchAll(/branches\/lt-pasvalys/g)].length, 1);
  assert.match(await page('/lt/campaigns/elektromagija'), /Pranešta apie 2014 m\., nuo tada netikrinta\.[^]*14 bibliotekų/);
  assert.match(await page('/en/campaigns/bibliotekos-pazangai'), /2012–2013[^]*Reported about 2014, not verified since\./);
});

test('a library: its names, branches, agreements in public, events and what it wished', async () => {
  const html = await page('/lt/libraries/pasvalio-vb');
  assert.match(html, /Senoji Pasvalio knygykla<\/span><small>ankstesnis pavadinimas/);
  assert.match(html, /lang="en">Pasvalys Marius Katiliškis Public Library/);
  assert.match(html, /href="\/lt\/branches\/lt-pasvalys/);
  assert.match(html, /Vieša santrauka<\/small><small>nuo 2029 m\. gegužės/);
  assert.doesNotMatch(html, /Slapti/);
  assert.match(html, /Baltijos kelio 25-mečio[^]*Pranešta apie 2014 m\., nuo tada netikrinta\./);
  await server.sql(`update wish set made_on = '2014-09-01', made_precision = 'month' where made_about`);
  await waitFor('the month', async () => (await page('/lt/libraries/pasvalio-vb')).includes('Pranešta apie 2014 m. rugsėjį, nuo tada netikrinta.'));
  assert.match(html, /href="\/lt\/events\/t-/);
  assert.equal(link(html, 'Pasvalio rajono savivaldybė'), '/lt/municipalities/LT-34');
  const english = await page('/en/libraries/pasvalio-vb');
  assert.match(english, /<h1>Pasvalys Marius Katiliškis Public Library<\/h1>/);
  assert.match(english, /lang="lt">Pasvalio Mariaus Katiliškio viešoji biblioteka<\/span><small>official name/);
});

test('a municipality: counts as the API has them; where it has no point, the nearest outside', async () => {
  const { items } = await (await get('/api/v1/municipalities?limit=100&lang=lt')).json();
  const all = await page('/lt/municipalities');
  for (const { code, name } of items) assert.equal(link(all, name), `/lt/municipalities/${code}`);
  const names = [...all.matchAll(/municipalities\/LT-\d+">([^<]*)/g)].map(([, name]) => name);
  assert.deepEqual(names, [...names].sort(new Intl.Collator('lt').compare));
  const html = await page('/lt/municipalities/LT-34');
  assert.match(html, /1 filialas · 2 vietos/);
  assert.match(html, /href="\/lt\/libraries\/pasvalio-vb"/);
  assert.doesNotMatch(html, /id="nearest"/);
  const none = await page('/lt/municipalities/LT-57');
  const cards = /<h2 id="nearest">[^]*?<\/section>/.exec(none)[0];
  assert.equal([...cards.matchAll(/<li class="card/g)].length, 3);
  assert.match(cards, /class="km">\d/);
});

test('many branches go on pages', async () => {
  await server.sql(`insert into branch (code, library_id, municipality_id, kind, name, name_language, country, time_zone)
    select 'daug-' || n, b.library_id, b.municipality_id, 'branch', 'Filialas ' || n, 'lt', 'LT', 'Europe/Vilnius'
      from branch b, generate_series(100, 230) as n where b.code = 'lt-kelme'`);
  await waitFor('the rows', async () => (await get('/lt/branches/daug-230')).status === 200);
  const code = /href="\/lt\/libraries\/([^"]*)"/.exec(await page('/lt/municipalities/LT-19'))[1];
  for (const start of [`/lt/libraries/${code}`, '/lt/municipalities/LT-19']) {
    const seen = [];
    for (let target = start; target; target = link(await page(target), 'Kiti filialai'))
      seen.push(...[...(await page(target)).matchAll(/branches\/(daug-\d+)"/g)].map(([, found]) => found));
    assert.deepEqual([...new Set(seen)].sort(), Array.from({ length: 131 }, (_, n) => `daug-${n + 100}`), start);
  }
});

test('a branch leads up to its library and its municipality', async () => {
  const html = await page('/en/branches/lt-pasvalys');
  assert.match(html, /<p class="upward"><a href="\/en\/libraries\/pasvalio-vb"[^>]*>[^<]+<\/a>/);
  assert.equal(link(html, 'Pasvalys District Municipality'), '/en/municipalities/LT-34');
});

test('what is not there is not found', async () => {
  for (const target of ['/lt/events/none', '/lt/campaigns/none', '/lt/libraries/none', '/lt/municipalities/LT-99', '/en/municipalities/lt-34'])
    assert.equal((await get(target)).status, 404, target);
});

for (const target of ['events?week=2030-W10', 'events/t-sekmadienis', 'campaigns/bandomasis', 'libraries/pasvalio-vb', 'municipalities/LT-57', 'municipalities'])
  test(`${target}: for everyone`, async () => {
    for (const [language, colorScheme, width] of [
      ['lt', 'light', 320],
      ['en', 'dark', 1280],
      ['lt', 'dark', 768],
    ]) {
      const opened = await openPage(browser, new URL(`/${language}/${target}`, server.url).href, { colorScheme, viewport: { width, height: 800 }, javaScriptEnabled: true });
      await opened.page.evaluate(() => document.querySelectorAll('details').forEach((details) => (details.open = true)));
      assert.deepEqual(await axeViolations(opened.page), []);
      assert.equal(await overflow(opened.page), 0, `${language} ${colorScheme} ${width}`);
      await opened.page.evaluate(() => (document.documentElement.style.fontSize = '200%'));
      if (width >= 640) assert.equal(await overflow(opened.page), 0, `twice as large, ${width}`);
      assert.deepEqual([opened.complaints, opened.foreign], [[], []]);
      await opened.page.context().close();
    }
  });
