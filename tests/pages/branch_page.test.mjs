// SPDX-License-Identifier: Apache-2.0
//
// The page of a branch: with demonstration data it says what the API says; with the facts alone it claims nothing that
// nobody confirmed.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { startServer } from '../support/server.mjs';

let demo, facts;
before(async () => {
  demo = await startServer({ demo: true });
  facts = await startServer();
});
after(() => Promise.all([demo?.stop(), facts?.stop()]));

const page = async (server, target) => (await fetch(new URL(target, server.url))).text();
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

test('a week of hours, today first', async () => {
  const html = await page(demo, '/lt/branches/lt-pasvalys');
  const week = html.split('<table class="week">')[1].split('</table>')[0];
  assert.equal(week.match(/<th scope="row">/g).length, 7);
  assert.match(week.split('</tr>')[1], /class="today"/);
  assert.match(week, /\d+(\.\d\d)?–\d+(\.\d\d)?(, \d+(\.\d\d)?–\d+(\.\d\d)?)* val\./);
});

test('how to get there, whom to call, whom to believe', async () => {
  const html = await page(demo, '/lt/branches/lt-pasvalys');
  assert.match(html, /href="https:\/\/www\.openstreetmap\.org\/directions\?to=56\.06\d+%2C24\.39\d+" rel="noreferrer"/);
  assert.match(html, /Adresas iš bibliotekos svetainės/);
  assert.match(html, /Darbuotojai niekada neprašo jūsų slaptažodžių ar banko kodų\. Baigę atsijunkite\./);
  assert.match(html, /href="http:\/\/www\.manoelektra\.lt"[^>]*>manoelektra\.lt</);
});

test('events are listed with their day', async () => {
  const { items } = await (await fetch(new URL('api/v1/events?branch=lt-pasvalys&lang=lt&limit=5', demo.url))).json();
  const html = await page(demo, '/lt/branches/lt-pasvalys');
  for (const event of items) assert.ok(html.includes(`<h3>${event.title}</h3>`), event.title);
});

test('the facts alone claim nothing', async () => {
  const list = await page(facts, '/lt/?show=100');
  assert.equal(list.match(/<li class="card/g).length, 20);
  assert.doesNotMatch(list, /Parodomieji/);
  assert.doesNotMatch(list, /<b>Veikia/);
  assert.doesNotMatch(list, /id="now"/);
  const html = await page(facts, '/en/branches/lt-pasvalys');
  assert.match(html, /We don’t know whether the self-service point works/);
  assert.match(html, /Reported about 2014 to be here; not confirmed since/);
  assert.match(html, /Hours not known/);
  assert.doesNotMatch(html, /<table class="week">/);
  assert.match(html, /Data not yet verified on site/);
});
