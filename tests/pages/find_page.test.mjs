// SPDX-License-Identifier: Apache-2.0
//
// The find page: that it says what the API says, in both languages, and helps where there is nothing.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { startServer, waitFor } from '../support/server.mjs';

let server;
before(async () => {
  server = await startServer({ demo: true });
});
after(() => server?.stop());

const page = async (target) => (await fetch(new URL(target, server.url))).text();
const api = async (target) => (await fetch(new URL(`api/v1/${target}`, server.url))).json();
const cards = (html) => html.split('<li class="card').slice(1);
const group = (html, id) => html.split(`aria-labelledby="${id}"`)[1]?.split('</section>')[0] ?? '';
const link = (card) => /<h3><a href="([^"]+)"/.exec(card)[1];

test('the two groups are what can be used now, and the rest', async () => {
  // The minute may turn between two questions: ask the page between two answers that agree.
  for (;;) {
    const first = await api('points?usable=now&limit=100');
    const html = await page('/lt/?show=100');
    const second = await api('points?usable=now&limit=100');
    if (first.items.length !== second.items.length) continue;
    const all = await api('points?limit=100');
    assert.equal(cards(group(html, 'now')).length, first.items.length);
    assert.equal(cards(group(html, 'later')).length, all.items.length - first.items.length);
    assert.ok(first.items.length > 0 && first.items.length < all.items.length, 'the demonstration has both');
    return;
  }
});

test('filters give what the API gives', async () => {
  for (const filter of ['step_free=true', 'status=working,limited', 'municipality=LT-34', 'service=pay-bills', 'q=lesto', 'q=soleczniki']) {
    const { items } = await api(`points?${filter}&limit=100`);
    const html = await page(`/en/?${filter}&show=100`);
    if (filter.startsWith('q=soleczniki')) assert.ok(link(cards(html)[0] ?? '<h3><a href=""').length > 0);
    else assert.equal(cards(html).length, items.length, filter);
    assert.ok(items.length > 0, filter);
  }
});

test('a town leads to the points around it, nearest first', async () => {
  for (const q of ['Pasvalys', 'pasvalis', 'PASVALIO']) {
    const html = await page(`/lt/?q=${encodeURIComponent(q)}&show=100`);
    const distances = (id) => cards(group(html, id)).map((card) => Number(/"km">([\d,]+) km/.exec(card)?.[1].replace(',', '.') ?? 0));
    for (const id of ['now', 'later']) assert.deepEqual(distances(id), distances(id).sort((a, b) => a - b), `${q} ${id}`);
    assert.match(html, /Atstumai skaičiuojami nuo: Pasvalys\./);
    assert.ok(cards(html).length > 20, 'and all others after them');
    assert.ok([group(html, 'now'), group(html, 'later')].some((cardsOf) => link(cards(cardsOf)[0] ?? '<h3><a href="-"').includes('/branches/lt-pasvalys')));
  }
});

test('the form keeps what was chosen, and the other language too', async () => {
  const html = await page('/lt/?q=Telšiai&open=now&municipality=LT-51');
  assert.match(html, /name="q" value="Telšiai"/);
  assert.match(html, /name="open" value="now" checked/);
  assert.match(html, /<option value="LT-51" selected>/);
  assert.match(html, /<details class="filters" open>/);
  assert.match(html, /href="\/en\/\?q=Tel[^"]*&amp;open=now&amp;municipality=LT-51" lang="en"/);
});

test('a box is ticked where its own value was chosen, not another', async () => {
  const ticked = async (query) =>
    [...(await page(`/lt/?${query}`)).matchAll(/type="checkbox" name="([a-z_]+)" value="[^"]*" checked/g)].map(([, name]) => name);
  assert.deepEqual(await ticked('status=working,limited&assisted=true&open=now'), ['open', 'status', 'assisted']);
  for (const query of ['status=out_of_order', 'assisted=false', 'step_free=false']) assert.deepEqual(await ticked(query), [], query);
});

test('words that are too many are cut between two of them', async () => {
  const typed = async (q) => /name="q" value="([^"]*)"/.exec(await page(`/lt/?q=${encodeURIComponent(q)}`))[1];
  assert.equal(await typed('š'.repeat(200)), 'š'.repeat(200));
  assert.equal(await typed('š'.repeat(201)), 'š'.repeat(200));
  assert.equal(await typed(`${'ąčę '.repeat(49)}Pasvalys`), `${'ąčę '.repeat(49)}`.trimEnd());
  assert.equal(await typed(`${'ąčę '.repeat(50)}Pasvalys`), `${'ąčę '.repeat(50)}`.trimEnd());
});

test('what it does not understand is ignored; what is empty is absent', async () => {
  const plain = cards(await page('/lt/?show=100')).length;
  for (const query of ['colour=red', 'q=&open=&municipality=', 'q=+%20', 'show=banana', 'status=purple', 'near=here', 'sort=distance'])
    assert.equal(cards(await page(`/lt/?show=100&${query}`)).length, plain, query);
});

test('an unknown place leads to the municipalities, and keeps the filters', async () => {
  const html = await page('/en/?q=zzzzqqqq&step_free=true');
  assert.match(html, /<h2 id="none" data-answer>We know no place called “zzzzqqqq”<\/h2>/);
  assert.match(html, /<input type="hidden" name="step_free" value="true">/);
  const offered = [.../<select id="choose"[^]*?<\/select>/.exec(html)[0].matchAll(/<option value="([^"]+)">/g)].map(([, name]) => name);
  assert.ok(offered.length >= 20, `${offered.length} municipalities`);
  const there = await page(`/en/?q=${encodeURIComponent(offered.find((name) => name.startsWith('Pasval')))}&step_free=true`);
  assert.match(there, /Distances are from Pasval/);
  assert.ok(cards(there).length > 0);
});

test('filters that leave nothing say what each would bring without it', async () => {
  const html = await page('/lt/?municipality=LT-34&service=none-such');
  assert.match(html, /<h2 id="none" data-answer>Nieko neradome<\/h2>/);
  assert.match(html, /href="\/lt\/">Rodyti visas vietas/);
  const drops = [...html.matchAll(/<li><a class="btn slim" href="([^"#]+)#found">(?:<span>)?Be filtro [^<]*<b>(\d+) viet/g)];
  assert.ok(drops.length > 0);
  for (const [, href, count] of drops) assert.equal(cards(await page(`${href.replaceAll('&amp;', '&')}&show=100`)).length, Number(count), href);
  assert.equal(cards(group(html, 'nearest')).length, 3);
  assert.match(html, /<a href="tel:1852">1852<\/a>/);
});

test('the summary counts what the API counts, and leads to the faults', async () => {
  for (;;) {
    const before = await api('summary');
    const html = await page('/lt/?show=100');
    const after = await api('summary');
    if (before.at !== after.at) continue;
    const [, works, all] = /<b>Veikia (\d+) iš (\d+) vietų<\/b>/.exec(html);
    assert.equal(Number(works), before.working + before.limited);
    assert.equal(Number(all), before.points_active);
    const [, href, faults] = /\(<a href="([^"#]+)#found">(\d+) su gedim(?:u|ais)<\/a>\)/.exec(html);
    assert.equal(Number(faults), before.out_of_order + before.limited);
    const listed = await page(`${href}&show=100`);
    assert.equal(cards(listed).length, Number(faults));
    assert.match(listed, /name="status" value="out_of_order,limited" checked/);
    assert.doesNotMatch(listed, /value="working,limited"/, 'one box for one parameter');
    return;
  }
});

test('an instant that no hours are known of is no filter, as what isn’t understood', async () => {
  for (const query of ['open=2099-01-01T00:00:00Z', 'usable=2001-01-01T00:00:00Z']) {
    const answer = await fetch(new URL(`/lt/?${query}`, server.url));
    assert.equal(answer.status, 200, query);
    assert.doesNotMatch(await answer.text(), /Valyti filtrus/, query);
  }
});

test('the next event of a place is on its card, and no cancelled one', async () => {
  const { items } = await api('events?limit=100');
  const html = await page('/lt/?show=100');
  let seen = 0;
  for (const card of cards(html)) {
    const branch = link(card).split('/').pop().split('#')[0];
    const next = items.find((event) => event.lifecycle !== 'cancelled' && event.branches.some(({ code }) => code === branch));
    if (next) assert.ok(card.includes(`href="/lt/events/${next.code}"`), `${branch}: ${next.code}`);
    else assert.doesNotMatch(card, /\/events\//);
    seen += next ? 1 : 0;
  }
  assert.ok(seen > 3, 'the demonstration has events');
});

test('more than fit are a link away', async () => {
  const html = await page('/lt/?q=lesto&show=3');
  assert.equal(cards(html).length, 3);
  assert.equal(cards(await page('/lt/')).length, 12);
  const more = /<p class="more"><a class="btn" href="([^"]+)">Dar (\d+) viet[^, ]*</.exec(html);
  const all = cards(await page(more[1].replaceAll('&amp;', '&')));
  assert.equal(all.length, 3 + Number(more[2]));
});

test('where more can be used now than are shown, their group says so and leads to them', async () => {
  for (;;) {
    const { items } = await api('points?usable=now&limit=100');
    const show = items.length; // of which two in five are kept for the others
    const html = await page(`/lt/?show=${show}`);
    if ((await api('points?usable=now&limit=100')).items.length !== show) continue;
    const now = group(html, 'now');
    const [, href, rest] = /<a class="btn" href="([^"]+)">Dar (\d+) viet(?:a|os|ų), į kuri(?:ą|as) galite vykti/.exec(now);
    assert.equal(cards(now).length + Number(rest), items.length);
    assert.equal(cards(group(await page(href.replaceAll('&amp;', '&')), 'now')).length, items.length);
    return;
  }
});

test('where a municipality has nothing, the nearest to it are offered', async () => {
  const { latitude, longitude } = (await api('places?q=Varėna')).items.find(({ code }) => code === 'LT-55').location;
  const html = await page('/lt/?municipality=LT-55&service=none-such');
  const nearest = (await api(`points?usable=now&near=${latitude},${longitude}&limit=3`)).items;
  if (nearest.length) assert.match(html, /Artimiausios vietos, į kurias galite vykti dabar/);
  const distances = [...group(html, 'nearest').matchAll(/"km">([\d,]+) km/g)].map(([, km]) => Number(km.replace(',', '.')));
  assert.equal(distances.length, 3);
  assert.deepEqual(distances, distances.toSorted((a, b) => a - b));
  if (nearest.length === 3) assert.deepEqual(cards(group(html, 'nearest')).map((card) => /data-code="([^"]+)"/.exec(card)[1]), nearest.map(({ code }) => code));
});

test('a point that is shut or planned has no hours on its card, which would be the library’s', async () => {
  const shut = cards(await page('/lt/?show=100')).filter((card) => /<b>(Planuojama|Laikinai uždaryta)<\/b>/.test(card));
  assert.ok(shut.length > 1);
  for (const card of shut) assert.doesNotMatch(card.split('class="facts"')[1].split('</ul>')[0], /Dirba|nedirba|Atidaroma/);
});

test('what a stranger types stays text', async () => {
  const html = await page(`/lt/?q=${encodeURIComponent('"><script>alert(1)</script>{{title}}')}`);
  assert.doesNotMatch(html, /<script(?! type="module" src="\/assets\/branchlight\.)/);
  assert.match(html, /value="&quot;&gt;&lt;script&gt;alert\(1\)&lt;\/script&gt;\{\{title\}\}"/);
});

test('names that there is no other of keep their language on the page of another', async () => {
  await server.sql(`delete from name n using branch b where b.id = n.branch_id and b.code = 'lt-kelme' and n.language = 'en'`);
  await waitFor('the name as it is', async () => /<span[^>]* lang="lt">, Kelmės [^<]*biblioteka<\/span>/.test(await page('/en/?q=lesto')));
  assert.doesNotMatch(await page('/lt/?q=lesto'), / lang="lt">[^<]*biblioteka/);
});
