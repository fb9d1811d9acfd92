// SPDX-License-Identifier: Apache-2.0
//
// The keyboard alone, on every page (list.mjs): Tab goes to everything that can be used, in the order of the page, and out of it
// again, forwards and backwards; wherever the focus is, it is seen, and nothing lies over it.
import assert from 'node:assert/strict';
import { cpus } from 'node:os';
import { after, before, describe, it } from 'node:test';
import { openPage } from './browser.mjs';
import { languagesOf, pages } from './list.mjs';
import { startSite } from './site.mjs';

let site;
before(async () => {
  site = await startSite();
});
after(() => site?.stop());

// In the page: what the walk asks there.
function helpers() {
  const reachable = 'a[href], button, input:not([type=hidden]), select, textarea, summary, iframe, [tabindex]';
  const looks = (element) =>
    [null, '::before', '::after']
      .map((part) => getComputedStyle(element, part))
      .map(({ outlineStyle, outlineWidth, boxShadow, stroke, strokeWidth }) => `${outlineStyle === 'none' ? '' : outlineWidth} ${boxShadow} ${stroke} ${strokeWidth}`)
      .join();
  const shown = (element) => element.checkVisibility({ visibilityProperty: true }) && element.getClientRects().length > 0;
  // What shows the focus of an element: itself, its label, what stands in it, or right behind it (a drawn box of a hidden input).
  const showing = (element) => [element, element.closest('label'), element.nextElementSibling, ...element.querySelectorAll('*')].filter(Boolean);
  const before = new Map();
  const met = new Map(); // element → its number
  const places = new Map(); // element → its place in the page
  const order = []; // numbers of what has had the focus since the walk turned round
  const focused = () => {
    const element = document.activeElement;
    return element && element !== document.body && element !== document.documentElement ? element : null;
  };

  window.walk = {
    /** The focus to the last that was met; from now on it is noted where it goes. */
    turn() {
      addEventListener('focusin', ({ target }) => order.push(met.get(target)));
      [...met.keys()].at(-1).focus();
    },
    /** The numbers of what had the focus since then. */
    order: () => order,
    /** How many elements Tab should meet, and how each looks without the focus. */
    prepare() {
      const all = [...document.querySelectorAll(reachable)].filter((element) => element.tabIndex >= 0 && !element.disabled && shown(element));
      // Of radio buttons of one name Tab meets one.
      const groups = new Set(all.filter(({ type }) => type === 'radio').map(({ name }) => name));
      for (const element of all) for (const part of showing(element)) before.set(part, looks(part));
      for (const element of document.querySelectorAll('*')) places.set(element, places.size);
      return all.filter(({ type }) => type !== 'radio').length + groups.size;
    },
    /** The element with the focus: {number of it, place in the page, html, marked, inside, covered}, or null where the focus has left the page. */
    look() {
      const element = focused();
      if (!element) return null;
      // The middle of what the window shows of it.
      const { left, top: upper, right, bottom } = element.getClientRects()[0];
      const [x, y] = [(Math.max(left, 0) + Math.min(right, innerWidth)) / 2, (Math.max(upper, 0) + Math.min(bottom, innerHeight)) / 2];
      const top = document.elementFromPoint(x, y);
      const label = element.labels?.[0];
      return {
        number: met.get(element) ?? met.set(element, met.size).get(element),
        place: places.get(element),
        html: element.outerHTML.slice(0, 90),
        marked: showing(element).some((part) => looks(part) !== (before.get(part) ?? looks(part))),
        inside: right > 0 && bottom > 0 && left < innerWidth && upper < innerHeight,
        covered: !(element.contains(top) || label?.contains(top)),
        by: top?.outerHTML.slice(0, 90),
      };
    },
  };
}

/** One step of a key that is held down. */
async function step(page) {
  await page.keyboard.down('Tab');
  return page.evaluate(() => window.walk.look());
}

/** Holds Tab until the focus leaves the page: what was met. */
async function walk(page, most) {
  const met = [];
  for (let focused = await step(page); focused; focused = await step(page)) {
    if (focused.number === met.at(-1)?.number) continue; // a time has stops of its own inside
    met.push(focused);
    assert.ok(met.length <= most, `Tab does not leave ${page.url()}: ${focused.html}`);
  }
  await page.keyboard.up('Tab');
  return met;
}

/** From the last that was met, Shift+Tab to the first: the numbers of what had the focus. */
async function walkBack(page, met) {
  const back = () => page.evaluate(() => window.walk.order());
  await page.evaluate(() => window.walk.turn());
  await page.keyboard.down('Shift');
  // At least as many steps as are missing: within a time there are more.
  for (let seen = (await back()).length, tries = 0; seen < met.length && tries < 20; seen = (await back()).length, tries++)
    for (let i = seen; i < met.length; i++) await page.keyboard.down('Tab');
  await page.keyboard.up('Tab');
  await page.keyboard.up('Shift');
  return back();
}

const wrong = (met, is) => met.filter(is).map(({ html, by }) => `${html}, there: ${by}`);
const ascending = (met) => met.map(({ place }) => place).every((place, i, all) => i === 0 || place > all[i - 1]);

describe('Tab: everything is reached, in order, and seen', { concurrency: cpus().length + 1 }, () => {
  for (const entry of pages)
    it(entry.name, async () => {
      // A desk; and the same screen with everything four times as large.
      for (const [width, height, language] of [[1280, 1024, languagesOf(entry)[0]], [320, 256, languagesOf(entry).at(-1)]]) {
        const url = site.at(entry, language);
        const { page, close } = await openPage(site.browser, url, { ...site.session(entry), viewport: { width, height }, reducedMotion: 'reduce' });
        await page.waitForLoadState('networkidle'); // what scripts add when they have come
        await page.evaluate(helpers);
        const expected = await page.evaluate(() => window.walk.prepare());
        const met = await walk(page, expected + 5);
        const what = `${url} ${width} px`;
        assert.equal(met.length, expected, `${what}: Tab meets everything that can be used`);
        assert.ok(ascending(met), `${what}: in the order of the page`);
        assert.deepEqual(wrong(met, ({ marked }) => !marked), [], `${what}: the focus is seen`);
        assert.deepEqual(wrong(met, ({ inside }) => !inside), [], `${what}: the focus is in the window`);
        assert.deepEqual(wrong(met, ({ covered }) => covered), [], `${what}: nothing lies over the focus`);
        const back = await walkBack(page, met);
        assert.deepEqual(back.reverse(), met.map(({ number }) => number), `${what}: backwards the same`);
        await close();
      }
    });
});

describe('the skip link leads to what the page is about', { concurrency: cpus().length + 1 }, () => {
  for (const entry of pages.filter(({ bare }) => !bare))
    it(entry.name, async () => {
      const { page, close } = await openPage(site.browser, site.at(entry, languagesOf(entry)[0]), { ...site.session(entry), viewport: { width: 320, height: 700 } });
      await page.keyboard.press('Tab');
      await page.keyboard.press('Enter');
      await page.waitForURL(/#content$/);
      const first = await page.evaluate(() => {
        const content = document.getElementById('content');
        return { main: content?.tagName, top: content?.getBoundingClientRect().top };
      });
      assert.equal(first.main, 'MAIN');
      assert.ok(first.top < 700, 'it is in sight');
      // The next stop lies in it, or behind it where it has none.
      await page.keyboard.press('Tab');
      const next = await page.evaluate(() => {
        const content = document.getElementById('content');
        const stop = document.activeElement;
        return content.contains(stop) || Boolean(content.compareDocumentPosition(stop) & Node.DOCUMENT_POSITION_FOLLOWING);
      });
      assert.ok(next, 'Tab goes on from there');
      await close();
    });
});
