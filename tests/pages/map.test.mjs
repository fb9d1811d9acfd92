// SPDX-License-Identifier: Apache-2.0
//
// The map beside the list: every place is on it, each selects the other, names don't overlap, and a keyboard meets the
// list first.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { startServer } from '../support/server.mjs';
import { launchBrowser, openPage } from './browser.mjs';

let server, browser;
before(async () => {
  [server, browser] = await Promise.all([startServer({ demo: true }), launchBrowser()]);
});
after(async () => {
  await browser?.close();
  await server?.stop();
});

const get = async (target) => (await fetch(new URL(target, server.url))).text();
const open = async (target, options) => (await openPage(browser, new URL(target, server.url).href, { javaScriptEnabled: false, ...options })).page;

test('each place is on the map once, named with its state, and leads to its card and back', async () => {
  const { items } = await (await fetch(new URL('api/v1/branches?limit=100', server.url))).json();
  const html = await get('/lt/?show=100');
  const markers = [...html.matchAll(/<a id="m-([^"]+)" data-code="([^"]+)" class="[^"]*" href="#v-([^"]+)" aria-label="([^"]+)">/g)];
  assert.equal(markers.length, items.filter(({ location, points }) => location && points.length).length);
  for (const [, id, code, card, name] of markers) {
    assert.deepEqual([id, card], [code, code]);
    assert.ok(html.includes(`id="v-${code}" data-code="${code}"`), code);
    assert.match(name, /, (veikia|neveikia|nedirba|nepatvirtinta|planuojama|laikinai uždaryta)/i);
  }
  for (const [, target] of html.matchAll(/class="on-map" href="#m-([^"]+)"/g)) assert.ok(html.includes(`<a id="m-${target}"`), target);
});

test('what has no card yet leads to its page', async () => {
  const html = await get('/lt/?show=3');
  assert.equal([...html.matchAll(/<a id="m-[^"]+" [^>]* href="#v-/g)].length, 3);
  assert.ok([...html.matchAll(/<a id="m-[^"]+" [^>]* href="\/lt\/branches\//g)].length > 10);
});

test('the outline of the country, and the place asked for', async () => {
  const html = await get('/lt/?q=Kavarskas');
  assert.match(html, /<path class="ground" d="M[\d. -]+l[^"]+z"\/>/);
  assert.match(html, /<circle class="here" [^>]*>.*<text class="here-name"[^>]*>Kavarskas<\/text>/);
  assert.doesNotMatch(await get('/lt/'), /class="here"/);
});

test('no name lies on another or on a marker; a finger meets one marker at a time', async () => {
  for (const target of ['/lt/?q=Kavarskas', '/en/?show=100', '/lt/?q=Telsiai']) {
    const page = await open(target);
    const boxes = await page.$$eval('svg.map text, svg.map .halo', (all) =>
      all.map((one) => {
        const { left, top, right, bottom } = one.getBoundingClientRect();
        return { name: one.textContent || one.parentNode.getAttribute('aria-label'), left, top: top + 2, right, bottom: bottom - 2, text: one.tagName === 'text' };
      }));
    assert.ok(boxes.filter(({ text }) => text).length > 15, target);
    for (const [i, a] of boxes.entries())
      for (const b of boxes.slice(i + 1))
        assert.ok(a.right <= b.left || b.right <= a.left || a.bottom <= b.top || b.bottom <= a.top, `${target}: ${a.name} on ${b.name}`);
    const hits = await page.$$eval('svg.map .hit', (all) => all.map(({ cx, cy, r }) => [cx.baseVal.value, cy.baseVal.value, r.baseVal.value]));
    for (const [i, [x, y, r]] of hits.entries())
      for (const [u, v, s] of hits.slice(i + 1)) assert.ok(Math.hypot(x - u, y - v) >= Math.min(r, s), `${target}: ${[x, y]}`);
    await page.context().close();
  }
});

test('on a phone the map opens by its address, and a marker brings the reader back to its card', async () => {
  const page = await open('/lt/', { viewport: { width: 390, height: 844 } });
  const map = page.locator('section.map');
  assert.equal(await map.isVisible(), false);
  await page.getByRole('link', { name: 'Rodyti žemėlapį', exact: true }).click();
  assert.equal(await map.isVisible(), true);
  const marker = page.locator('svg.map a[href^="#v-"]').first();
  const code = await marker.getAttribute('data-code');
  await page.goto(new URL(`/lt/#v-${code}`, server.url).href);
  assert.equal(await map.isVisible(), false);
  const card = page.locator(`[id="v-${code}"]`);
  assert.notEqual(await card.evaluate((one) => getComputedStyle(one).boxShadow), 'none');
  await card.locator('.on-map').click();
  assert.equal(await map.isVisible(), true);
  await page.context().close();
});

test('the keyboard meets the list before the map, and leaves the map', async () => {
  const page = await open('/lt/');
  const seen = [];
  for (let i = 0; i < 140; i++) {
    await page.keyboard.press('Tab');
    const where = await page.evaluate(() => {
      const at = document.activeElement;
      return at.closest('svg.map') ? 'map' : at.closest('.card') ? 'card' : at.closest('.foot') ? 'foot' : '';
    });
    if (where && where !== seen.at(-1)) seen.push(where);
    if (where === 'foot') break;
  }
  assert.deepEqual(seen, ['card', 'map', 'foot']);
  await page.context().close();
});
