// SPDX-License-Identifier: Apache-2.0
//
// The page of a branch: with demonstration data it says what the API says; with the facts alone it claims nothing that
// nobody confirmed.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { clockAt, createDatabase, startServer, waitFor } from '../support/server.mjs';
import { enrol } from '../support/staff.mjs';

let demo, facts;
before(async () => {
  demo = await startServer({ demo: true });
  facts = await startServer();
});
after(() => Promise.all([demo?.stop(), facts?.stop()]));

const page = async (server, target) => (await fetch(new URL(target, server.url))).text();
const api = async (target) => (await fetch(new URL(`api/v1/${target}`, demo.url))).json();
const words = { working: 'Works', limited: 'Partly works', out_of_order: 'Out of order', unknown: 'Not confirmed' };

test('every branch has a page that says each point’s state', async () => {
  const { items } = await (await fetch(new URL('api/v1/branches?limit=100', demo.url))).json();
  const seen = new Set();
  for (const branch of items) {
    const html = await page(demo, `/en/branches/${branch.code}`);
    assert.ok(html.includes(branch.name.replaceAll('&', '&amp;').replaceAll("'", '&#39;')), branch.code);
    for (const point of branch.points) {
      const section = html.split(`id="${point.code}"`)[1].split('</section>')[0];
      const state = { planned: 'Planned', suspended: 'Temporarily closed' }[point.lifecycle] ?? words[point.status];
      assert.ok(section.includes(`<dd class="big">${state}</dd>`), `${point.code}: ${state}`);
      if (point.usable_now) assert.match(section, /You can come now/);
      seen.add(state);
    }
    if (branch.points.length === 0) assert.match(html, /no self-service point here/);
  }
  assert.equal(seen.size, 6, `the demonstration has every state: ${[...seen]}`);
});

test('the week has the adviser of each utility, with the break, and access that isn’t the building’s', async (t) => {
  const server = await startServer({ demo: true, parameters: [clockAt('2026-12-02T10:20:00+02:00')] });
  t.after(() => server.stop());
  const rows = (html) => html.split(/<table class="week.*?">/)[1].split('</table>')[0].split('</tr>').map((row) =>
    [...row.matchAll(/<t[hd][^>]*>(.*?)<\/t[hd]>/g)].map(([, cell]) => cell.replace(/<[^>]*>/g, '').replaceAll('\u00a0', ' ').replaceAll(' , ', ', ').trim()));
  const jonava = (await page(server, '/en/branches/lt-jonava')).replace(/\s+/g, ' ');
  const [head, today, tomorrow] = rows(jonava);
  assert.match(head[2], /^Help .*(ESO|Energ)/);
  assert.match(head[3], /^Help .*Example Waters/);
  assert.deepEqual(today.slice(2, 4), ['10:00–17:00, lunch 13:00–14:00', '–No adviser']);
  assert.deepEqual(tomorrow.slice(2, 4), ['–No adviser', '12:00–17:00']);
  assert.match(jonava, /Adviser until 13:00/); // the banner says the same
  const pasvalys = (await page(server, '/en/branches/lt-pasvalys')).replace(/<[^>]*>/g, '');
  assert.match(pasvalys, /self-service point every day: Round the clock/);
});

test('who comes to a point that can’t be relied on is led to the nearest that works, and to the utility', async () => {
  const seen = new Set();
  for (const branch of (await api('branches?limit=100')).items)
    for (const point of branch.points) {
      const reliable = point.lifecycle === 'active' && ['working', 'limited'].includes(point.status);
      const html = await page(demo, `/lt/branches/${branch.code}`);
      const box = html.split(`id="${point.code}" aria-labelledby`)[1].split('<dl class="axes">')[0];
      const [, code] = /<p class="advice">Artimiausia[^<]*: <a href="\/lt\/branches\/([a-z-]+)/.exec(box) ?? [];
      assert.equal(Boolean(code), !reliable, point.code);
      if (reliable) continue;
      seen.add(point.lifecycle === 'active' ? point.status : point.lifecycle);
      const there = await api(`branches/${code}`);
      assert.notEqual(code, branch.code);
      assert.ok(there.points.some((its) => its.utility.code === point.utility.code && ['working', 'limited'].includes(its.status)), `${point.code}: ${code}`);
      assert.match(box, /<p class="advice"><span>[^<]+<\/span>: <a href="tel:[+\d]+">[^]*<a href="https:\/\//);
    }
  assert.deepEqual([...seen].sort(), ['out_of_order', 'planned', 'suspended', 'unknown']);
});

test('a name in the page’s own language isn’t marked as one of the name around it; a list begins with the one capital', async () => {
  const html = await page(demo, '/en/branches/lt-pasvalys');
  assert.match(html, /Energy Distribution Operator \(ESO\)/);
  assert.doesNotMatch(html, /lang="lt">Energy Distribution/);
  assert.match(await page(demo, '/lt/branches/lt-kelme'), /<dd>Kompiuteris, internetas, /);
});

test('a week of hours, today first', async () => {
  const html = await page(demo, '/lt/branches/lt-pasvalys');
  const week = html.split(/<table class="week.*?">/)[1].split('</table>')[0];
  assert.equal(week.match(/<th scope="row">/g).length, 7);
  assert.match(week.split('</tr>')[1], /class="today"/);
  assert.match(week, /\d+(\.\d\d)?–\d+(\.\d\d)?(, \d+(\.\d\d)?–\d+(\.\d\d)?)* val\./);
});

test('read aloud: two points’ verdicts are told apart, an arrow isn’t spoken', async () => {
  const html = await page(demo, '/lt/branches/lt-pasvalys');
  const verdicts = [...html.matchAll(/<h2 id="pasvalys-[^"]*-verdict">(.*?)<\/h2>/g)].map(([, text]) => text.replace(/<[^>]+>/g, ''));
  assert.equal(verdicts.length, 2);
  assert.match(verdicts[0], /.: AB „Energijos skirstymo operatorius“$/);
  assert.equal(new Set(verdicts).size, 2);
  assert.doesNotMatch(html, /> → </, 'arrows are for the eye');
  assert.doesNotMatch(html, /\/follow"/, 'no mail server is set: nothing is promised');
});

test('a day that is not as usual says why: the exception, the holiday, or that one follows', async (t) => {
  const database = await createDatabase('migrated');
  t.after(() => database.drop());
  const at = async (instant, target) => {
    const server = await startServer({ demo: true, database, parameters: [clockAt(instant)] });
    try {
      return (await page(server, target)).replace(/\s+/g, ' ');
    } finally {
      await server.stop();
    }
  };
  // Kelmė: stock-taking in two days, one hour less before holidays.
  const table = (await at('2026-12-21T10:00:00+02:00', '/en/branches/lt-kelme')).split(/<table class="week.*?">/)[1];
  const notes = [...table.matchAll(/<th scope="row">\w+ <small class="muted">(\d+ \w+)[^]*?<\/tr>/g)]
    .map(([row, day]) => [day, row.match(/<\/span><small>(.*?)<\/small>/)?.[1].replace(/<[^>]*>/g, '').trim()]);
  assert.deepEqual(notes, [
    ['21 December', undefined],
    ['22 December', undefined],
    ['23 December', 'Stock-taking (invented)'],
    ['24 December', 'Christmas Eve'],
    ['25 December', 'Christmas Day'],
    ['26 December', 'Boxing Day'],
    ['27 December', undefined],
  ]);
  assert.doesNotMatch(table.split('</table>')[0], /lang="lt"/, 'names are in the page’s language');
  // Read aloud, the line before the reason isn't seen: there is a pause, or a day would be “closed otherwise”.
  const week = (await at('2026-12-28T10:00:00+02:00', '/lt/branches/lt-kelme')).split(/<table class="week.*?">/)[1].split('</table>')[0];
  const said = [...week.matchAll(/<th scope="row">.*?<td>(.*?)<\/td>/g)].map(([, cell]) => cell.replace(/<[^>]*>/g, '').replaceAll('\u00a0', ' ').trim());
  assert.deepEqual(said, ['10–19 val.', '10–19 val.', 'Nedirba, Inventorizacija (išgalvota)', 'Nedirba, kitaip nei įprastai', 'Nedirba, Naujieji metai', '10–16 val.', 'Nedirba']);
  // Later days: alike on end they are one row with all their names; closed, the eve's holiday isn't why.
  const later = (await at('2026-12-14T10:00:00+02:00', '/lt/branches/lt-kelme')).split('class="changes"')[1].split('</div>')[0];
  const rows = [...later.matchAll(/<li>(.*?)<\/li>/g)].map(([, row]) => row.replace(/<\/?small>/g, '|').replace(/<[^>]*>/g, '').replaceAll('\u00a0', ' ').replace(/ \|/g, '|'));
  assert.deepEqual(rows.slice(0, 4), [
    'Trečiadienis, gruodžio 23 d.|prieš šventę (Šv. Kūčios)| 10–18 val.',
    'gruodžio 24–26 d.|Šv. Kūčios, Šv. Kalėdos, Antroji Kalėdų diena| Nedirba',
    'Ketvirtadienis, gruodžio 31 d. Nedirba',
    'Penktadienis, 2027 m. sausio 1 d.|Naujieji metai| Nedirba',
  ]);
});

test('around a change of season days keep their names, and the change is told; of a library on wheels only named days are', async (t) => {
  const offset = Math.round((Date.parse('2027-08-04T10:00:00+03:00') - Date.now()) / 1000);
  const server = await startServer({ demo: true, parameters: [`--clock-offset=${offset}`] });
  t.after(() => server.stop());
  const [{ id }] = await server.sql(`select s.id from schedule s join branch b on b.id = s.branch_id where b.code = 'lt-kelme'`);
  const shown = async () => {
    const html = (await page(server, '/en/branches/lt-kelme')).replace(/\s+/g, ' ').replaceAll('\u00a0', ' ');
    const [table, rest] = html.split(/<table class="week.*?">/)[1].split('</table>');
    const notes = [...table.matchAll(/<th scope="row">\w+ <small class="muted">(\d+ \w+)[^]*?<\/tr>/g)].map(([row, day]) => [day, row.match(/<\/span><small>(.*?)<\/small>/)?.[1].replace(/<[^>]*>/g, '').trim()]);
    const later = [...(rest.split('<div class="changes">')[1]?.split('</div>')[0] ?? '').matchAll(/<li>(.*?)<\/li>/g)].map(([, row]) => row.replace(/<[^>]*>/g, '').trim());
    return { notes: notes.filter(([, note]) => note), later, hours: html.includes('openingHoursSpecification') };
  };
  const rules = (values) => server.sql(`begin; set local branchlight.clock_offset = ${offset}; delete from hours_rule where schedule_id = '${id}'; delete from hours_exception where schedule_id = '${id}';
    insert into hours_rule (schedule_id, kind, weekdays, periods, season_from, season_until, valid_from, valid_until) values ${values};
    insert into hours_exception (schedule_id, first_day, last_day, periods, reason) values ('${id}', '2027-08-06', '2027-08-06', '{}', '{"en": "Inventory"}'),
      ('${id}', '2027-09-14', '2027-09-14', '{}', '{"en": "Training"}'); commit`);
  // Monday to Friday differ among each other, so that each is a kind of its own.
  await rules([1, 2, 3, 4, 5].flatMap((d) => [`('${id}', 'weekly', '{${d}}', '{${540 + d},1140}', null, null, null, null)`, `('${id}', 'weekly', '{${d}}', '{${540 + d},1080}', 601, 831, null, null)`]).join(','));
  const season = await waitFor('the season', async () => ((await shown()).notes.some(([, note]) => note === 'Inventory') ? shown() : undefined));
  assert.deepEqual([season.notes, season.hours], [[['6 August', 'Inventory']], true]);
  assert.match(season.later[0], /1 September.*–19/);
  // Other hours on every day: nothing is usual.
  await rules(Array.from({ length: 42 }, (_, i) => new Date(Date.parse('2027-08-04') + i * 86_400_000).toISOString().slice(0, 10))
    .map((day, i) => `('${id}', 'weekly', '{1,2,3,4,5,6,7}', '{${480 + i},${900 + 2 * i}}', null, null, '${day}', '${day}')`).join(','));
  const wheels = await waitFor('other hours every day', async () => ((await shown()).hours ? undefined : shown()));
  assert.deepEqual(wheels.notes, [['6 August', 'Inventory']]);
  assert.equal(wheels.later.length, 1);
  assert.match(wheels.later[0], /14 September.*Training/);
});

test('an adviser whose hours are known is there also on days of which the building’s aren’t', async (t) => {
  const server = await startServer({ demo: true });
  t.after(() => server.stop());
  const [{ building, adviser }] = await server.sql(`select s.id as building, a.id as adviser from schedule s join branch b on b.id = s.branch_id
    join point p on p.branch_id = b.id join schedule a on a.point_id = p.id and a.kind = 'adviser' where b.code = 'lt-kelme'`);
  await server.sql(`begin; delete from hours_rule where schedule_id in ('${building}', '${adviser}'); delete from hours_exception where schedule_id in ('${building}', '${adviser}');
    insert into hours_rule (schedule_id, kind, periods, valid_until) values ('${building}', 'weekly', '{600,840}', current_date + 2), ('${adviser}', 'weekly', '{660,900}', null); commit`);
  const rows = async () => (await page(server, '/en/branches/lt-kelme')).split(/<table class="week.*?">/)[1].split('</table>')[0].split('</tr>').slice(1, 8)
    .map((row) => [...row.matchAll(/<td>(.*?)<\/td>/gs)].slice(0, 2).map(([, cell]) => cell.replace(/<[^>]*>/g, '').trim()));
  const week = await waitFor('the adviser’s hours', async () => ((await rows())[1][1]?.startsWith('11:00–14') ? rows() : undefined));
  assert.deepEqual(week.slice(1, 2).concat(week.slice(3)), [['10:00–14:00', '11:00–14:00'], ...Array(4).fill(['Not known yet', '11:00–15:00'])]);
});

test('what is reported can be followed, by people and by readers of feeds', async () => {
  const html = await page(demo, '/en/branches/lt-pasvalys');
  const [, address] = /<link rel="alternate" type="application\/atom\+xml" title="[^"]+" href="([^"]+)">/.exec(html);
  assert.match(html, new RegExp(`<h2 id="follow">Follow</h2>[^]*<a class="btn" href="${address.replace(/[.?]/g, '\\$&')}"`));
  const feed = await fetch(new URL(address, demo.url));
  assert.deepEqual([feed.status, feed.headers.get('content-type').split(';')[0]], [200, 'application/atom+xml']);
});

test('how to get there, whom to call, whom to believe', async () => {
  const html = await page(demo, '/lt/branches/lt-pasvalys');
  assert.match(html, /href="https:\/\/www\.openstreetmap\.org\/directions\?to=56\.06\d+%2C24\.39\d+" rel="noreferrer"/);
  assert.match(html, /Adresas iš bibliotekos svetainės/);
  assert.match(html, /Darbuotojai niekada neprašo jūsų slaptažodžių ar banko kodų\. Baigę atsijunkite\./);
  assert.match(html, /href="http:\/\/www\.manoelektra\.lt"[^>]*>manoelektra\.lt</);
});

test('what two points offer alike is said once, and what is one’s own stands under its name', async () => {
  const html = await page(demo, '/lt/branches/lt-pasvalys');
  const offers = html.split('aria-labelledby="do"')[1].split('</section>')[0];
  const bring = html.split('aria-labelledby="bring"')[1].split('</section>')[0];
  const [common, own] = offers.split('class="whose"');
  for (const service of ['Deklaruoti skaitiklio rodmenis', 'Apmokėti sąskaitas']) {
    assert.equal(offers.split(`<span>${service}</span>`).length, 2, service);
    assert.ok(common.includes(service), service);
    assert.equal(bring.split(`<small>${service}</small>`).length, 2, service);
  }
  assert.match(own, /^>AB „Energijos skirstymo operatorius“<.*Pateikti prašymą/s);
  // With one point nothing needs a name.
  assert.doesNotMatch((await page(demo, '/lt/branches/lt-kelme')).split('<div class="page three">')[1], /class="whose"/);
});

test('the last reports: when, what, by whom; and what is known of the facts', async () => {
  const html = await page(demo, '/en/branches/lt-kelme');
  const record = html.split('class="record"')[1].split('</section>')[0];
  const { items } = await (await fetch(new URL('api/v1/points/kelme-eso/status-reports', demo.url))).json();
  const shown = [...record.matchAll(/<li class="fact (\w+)">/g)].map(([, state]) => state);
  const classes = { working: 'works', limited: 'limited', out_of_order: 'out', unknown: 'unknown' };
  assert.deepEqual(shown, items.slice(0, 5).map(({ status }) => classes[status]));
  assert.match(record, /The computer is down<\/span><small>\d+ \w+, \d+:\d\d · [a-z]/);
  const sure = Object.fromEntries([...record.matchAll(/<dt>([^<]+)<\/dt><dd[^>]*>(.*?)<\/dd>/g)].map(([, how, what]) => [how, what]));
  assert.match(sure['From its own site'], /\baddress\b/);
  assert.match(record, /About 2014, AB LESTO reported a self-service point here\./);
  assert.match(html, /Until 2016: AB LESTO/);
  assert.match(html, /Something wrong\?/);
});

test('a branch is called as its name is in the page’s language, and what stands above its door is told beside; without one, as it is', async () => {
  const own = 'Kelmės rajono savivaldybės Žemaitės viešoji biblioteka';
  const english = 'Žemaitė Public Library of Kelmė District Municipality';
  const html = await page(demo, '/en/branches/lt-kelme');
  assert.match(html, new RegExp(`<title>${english} – `));
  assert.match(html, new RegExp(`<h1>${english}</h1>\n<p lang="lt">${own}</p>`));
  assert.match(html, />About this library</, 'the library is called the same');
  assert.match(await page(demo, '/lt/branches/lt-kelme'), new RegExp(`<h1>${own}</h1>\n<p class="muted">`));
  for (const target of ['/en/?q=kelme', '/embed/points/kelme-eso?lang=en']) assert.ok((await page(demo, target)).includes(english), target);

  await demo.sql(`delete from name n using branch b where b.id = n.branch_id and b.code = 'lt-kelme' and n.language = 'en'`);
  await waitFor('the name to go', async () => (await page(demo, '/en/branches/lt-kelme')).includes(`<h1 lang="lt">${own}</h1>\n<p class="muted">`));
});

test('how sure each fact on the page is; what nobody has checked is said to be so', async (t) => {
  t.after(() => demo.sql(`update accessibility a set certainty = 'unverified' from branch b where b.id = a.branch_id and b.code = 'lt-pasvalys'`));
  await demo.sql(`update accessibility a set certainty = 'corroborated' from branch b where b.id = a.branch_id and b.code = 'lt-pasvalys'`);
  for (const [kind, certainty] of [['equipment', 'confirmed'], ['service', 'own_site']])
    await demo.sql(`update point_${kind} s set certainty = '${certainty}' from point p where p.id = s.point_id and p.code = 'pasvalys-eso'`);
  await demo.sql(`update point_service s set certainty = 'dated' from point p where p.id = s.point_id and p.code = 'pasvalys-eso' and s.service_id = (select id from service where code = 'register')`);
  // The branch's own facts, then those of each point under its utility's name.
  const lists = async (target) => {
    const [own, ...points] = (await page(demo, target)).split('Kiek duomenys tikri')[1].split('</details>')[0].split('class="whose"');
    const lines = (list) => Object.fromEntries([...list.matchAll(/<dt>([^<]+)<\/dt><dd[^>]*>(.*?)<\/dd>/g)].map(([, how, what]) => [how, what]));
    return [lines(own), ...points.map(lines)];
  };
  const told = () => lists('/lt/branches/lt-pasvalys');
  await waitFor('the certainties', async () => (await told())[0]['Sutampa keliuose šaltiniuose'] === 'ar įeiti galima be laiptų');
  await waitFor('what the least sure service is', async () => (await told())[1]['Iš senesnio šaltinio, galėjo pasikeisti'] === 'paslaugos ir įranga');
  const [sure, eso, water] = await told();
  assert.equal(eso['Kaip pranešta, nepatikrinta'], 'kad čia yra savitarnos vieta');
  assert.equal(water['Nepatikrinta'].split(', ')[0], 'kad čia yra savitarnos vieta');
  assert.equal(sure['Iš pačios įstaigos svetainės'], 'pavadinimas, adresas, svetainė');
  assert.match(sure['Nepatikrinta'], /\bdarbo laikas\b/);
  assert.equal(sure['Vieta žemėlapyje'], 'Žymi miestą ar gyvenvietę, ne pastatą');
  // A fact stands once, and one that the page hasn't isn't there: the library of Pasvalys has no telephone.
  const all = Object.values(sure).join(', ');
  for (const fact of ['pavadinimas', 'adresas', 'darbo laikas', 'ar įeiti galima be laiptų']) assert.equal(all.split(fact).length, 2, fact);
  assert.doesNotMatch(all, /telefonas/);
  // With one point there is one list.
  const [only, ...others] = await lists('/lt/branches/lt-kelme');
  assert.equal(others.length, 0);
  assert.match(Object.values(only).join(), /paslaugos ir įranga/);

  const { items } = await (await fetch(new URL('api/v1/branches?limit=100', demo.url))).json();
  const pasvalys = items.find(({ code }) => code === 'lt-pasvalys');
  assert.deepEqual([pasvalys.name_certainty, pasvalys.step_free_certainty, pasvalys.points[0].offer_certainty], ['own_site', 'corroborated', 'dated']);
});

// ---- schema.org ----

const structured = (html) => JSON.parse(/<script type="application\/ld\+json">(.*?)<\/script>/s.exec(html)[1]);
const vilnius = new Intl.DateTimeFormat('en-GB', {
  timeZone: 'Europe/Vilnius', weekday: 'long', year: 'numeric', month: '2-digit', day: '2-digit', hour: '2-digit', minute: '2-digit', hourCycle: 'h23',
});

/** Whether a library is open at an instant, by its opening hours as search engines read them. */
function openBySchema(hours, instant) {
  const at = Object.fromEntries(vilnius.formatToParts(instant).map(({ type, value }) => [type, value]));
  const date = `${at.year}-${at.month}-${at.day}`;
  const clock = `${at.hour}:${at.minute}`;
  const valid = hours.filter(({ validFrom, validThrough }) => validFrom <= date && date <= validThrough);
  const dated = valid.filter(({ dayOfWeek }) => !dayOfWeek);
  const ruling = dated.length > 0 ? dated : valid.filter(({ dayOfWeek }) => dayOfWeek?.includes(at.weekday));
  assert.ok(ruling.length > 0, `nothing is said of ${date}`);
  return ruling.some(({ opens, closes }) => opens <= clock && (clock < closes || closes === '23:59'));
}

test('schema.org says the same as the API: who, where, when, at every hour of the next five weeks', async () => {
  const { items } = await (await fetch(new URL('api/v1/branches?limit=100&lang=lt', demo.url))).json();
  const told = new Map();
  for (const branch of items) {
    const html = await page(demo, `/lt/branches/${branch.code}`);
    const data = structured(html);
    assert.equal(data['@type'], 'Library');
    assert.equal(data.name, branch.name);
    assert.equal(data.telephone, branch.phone ?? undefined);
    assert.equal(data.geo?.latitude, branch.location?.latitude);
    assert.equal(data.makesOffer.length, branch.points.filter(({ lifecycle }) => lifecycle === 'active').length);
    for (const { itemOffered } of data.makesOffer) assert.equal(itemOffered.availableChannel['@type'], 'ServiceChannel');
    // To the API a branch is open where only the lobby with its point is: the hours told are the building's.
    if (data.openingHoursSpecification && !html.includes('<dt>Patekimas</dt>')) told.set(branch.code, data.openingHoursSpecification);
  }
  assert.ok(told.size >= 10, `${told.size} have hours`);
  const start = Math.ceil(Date.now() / 3_600_000) * 3_600_000;
  for (let hour = 0; hour < 35 * 24; hour += 5) {
    const instant = new Date(start + hour * 3_600_000 + 1_800_000);
    const target = `api/v1/branches?limit=100&open=${instant.toISOString().replace('.000', '')}`;
    const open = new Set((await (await fetch(new URL(target, demo.url))).json()).items.map(({ code }) => code));
    for (const [code, hours] of told) assert.equal(openBySchema(hours, instant), open.has(code), `${code} at ${instant.toISOString()}`);
  }
});

test('nothing that a name holds can end the data or the page', async () => {
  const server = await startServer({ demo: true });
  try {
    const name = 'A</script><script>alert(1)</script><!-- & "b" \u2028 {{title}}';
    await server.sql('update branch set name = $1 where code = $2', [name, 'lt-kelme']);
    const html = await waitFor('the new name', async () => {
      const text = await page(server, '/lt/branches/lt-kelme');
      return text.includes('alert(1)') && text;
    });
    assert.equal(structured(html).name, name);
    assert.equal(html.match(/<script/g).length, 2, 'the data, and our module');
    assert.doesNotMatch(html, /<!--/);
  } finally {
    await server.stop();
  }
});

test('events are listed with their day', async () => {
  const { items } = await (await fetch(new URL('api/v1/events?branch=lt-pasvalys&lang=lt&limit=5', demo.url))).json();
  const html = await page(demo, '/lt/branches/lt-pasvalys');
  for (const event of items) assert.ok(html.includes(`<h3><a href="/lt/events/${event.code}">${event.title}</a></h3>`), event.title);
});

test('the facts alone claim nothing', async () => {
  const list = await page(facts, '/lt/?show=100');
  assert.equal(list.match(/<li class="card/g).length, 20);
  assert.doesNotMatch(list, /Parodomieji/);
  assert.match(list, /<b>Nė viena iš 20 vietų nepatvirtinta<\/b>/);
  assert.doesNotMatch(list, /class="fact works"/);
  assert.doesNotMatch(list, /id="now"/);
  const html = await page(facts, '/en/branches/lt-pasvalys');
  assert.match(html, /We don’t know whether the self-service point works/);
  assert.match(html, /Reported about 2014 to be here; not confirmed since/);
  assert.match(html, /Hours not known/);
  assert.doesNotMatch(html, /<table class="week/);
  assert.match(html, /Data not yet verified on site/);
});

test('what was changed lately: from what to what, in words, in which role, and that it is invented where it is', async () => {
  const told = async (server, target) => (await page(server, target)).split('<h2 id="changes">')[1]?.split('</section>')[0].replace(/<[^>]+>/g, ' ').replace(/\s+/g, ' ');
  assert.equal(await told(facts, '/en/branches/lt-kelme'), undefined, 'nothing was');
  const invented = await told(demo, '/en/branches/lt-pasvalys');
  assert.match(invented, /the library’s manager · invented step-free entrance was No → now Yes/);
  assert.match(await told(demo, '/lt/branches/lt-pasvalys'), /paslaugų teikėjas · Savitarnos vieta, .* etapas buvo Planuojama → dabar Naudojama/);

  const rasa = await enrol(facts, { role: 'coordinator', scope: 'eso', name: 'Rasa Marker-name' });
  const change = async (method, target, body) => {
    const etag = (await rasa.get(`/api/v1/staff/${target}`)).headers.get('etag');
    assert.equal((await rasa[method](`/api/v1/${target}`, body, { 'If-Match': etag })).status, 200);
  };
  await change('patch', 'branches/lt-kelme', { phone: '+370 427 11111', notes: { lt: 'Įėjimas iš kiemo <b>' } });
  await change('put', 'branches/lt-kelme/hours', {
    rules: [
      { kind: 'weekly', weekdays: [1, 2, 3, 5], periods: ['10:00–13:00', '14:00–18:00'] },
      { kind: 'weekly', weekdays: [6, 7], periods: [], season_from: '06-01', season_until: '08-31' },
      { kind: 'monthly', weekdays: [3], month_nth: -1, month_of: 'weekday', periods: [] },
      { kind: 'monthly', month_nth: -1, month_of: 'working_day', periods: [] },
      { kind: 'eve', shortened: 61, periods: null },
      { kind: 'holiday', periods: null },
    ],
    exceptions: [{ first_day: '2030-12-24', last_day: '2030-12-26', periods: [], reason: { lt: 'Šventės', en: 'Holidays' } }],
  });
  await change('patch', 'branches/lt-kelme', { phone: null });
  const english = await waitFor('the last change', async () => {
    const text = await told(facts, '/en/branches/lt-kelme');
    return text?.includes('→ not given') && text;
  });
  for (const words of ['the utility telephone was +370 427 11111 → not given', 'Mon–Wed, Fri 10:00–13:00, 14:00–18:00', 'Sat, Sun closed (1 June – 31 August)', 'each month on the last Wednesday closed',
    'each month on the last working day closed', 'before holidays 61 minutes shorter', 'on holidays as usual', '24 December 2030 – 26 December 2030 closed (Holidays)'])
    assert.ok(english.includes(words), `${words}: ${english}`);
  const lithuanian = await told(facts, '/lt/branches/lt-kelme');
  for (const words of ['paslaugų teikėjas telefonas buvo +370 427 11111 → nenurodyta', 'I–III, V 10:00–13:00, 14:00–18:00', 'VI, VII nedirba (birželio 1 d. – rugpjūčio 31 d.)', 'kas mėnesį paskutinį trečiadienį nedirba',
    'kas mėnesį paskutinę darbo dieną nedirba', 'prieš šventes 61 minute trumpiau', 'dabar Įėjimas iš kiemo &lt;b&gt;'])
    assert.ok(lithuanian.includes(words), `${words}: ${lithuanian}`);
  const html = await page(facts, '/en/branches/lt-kelme');
  assert.doesNotMatch(html, /Marker-name/);
  assert.match(html, /<ins lang="lt"><span class="hidden">now <\/span>Įėjimas/, 'words of another language say which');

  // Where every week is alike nothing follows that is otherwise; what was changed is no day to come.
  await change('put', 'branches/lt-kelme/hours', { rules: [{ kind: 'weekly', weekdays: [1, 2, 3, 4, 5, 6, 7], periods: ['09:00–18:00'] }, { kind: 'holiday', periods: null }], exceptions: [] });
  await waitFor('the week', async () => (await told(facts, '/en/branches/lt-kelme')).includes('every day 09:00–18:00'));
  assert.doesNotMatch(await page(facts, '/en/branches/lt-kelme'), /class="changes"/);
});
