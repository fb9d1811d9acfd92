// SPDX-License-Identifier: Apache-2.0
//
// Everybody's own settings: text twice as large, four-fold zoom, colours of one's own, no motion, no script, paper.
import assert from 'node:assert/strict';
import { cpus } from 'node:os';
import { after, before, describe, it, test } from 'node:test';
import { openPage, overflow, unfold } from './browser.mjs';
import { languagesOf, pages } from './list.mjs';
import { startSite } from './site.mjs';

let site;
before(async () => {
  site = await startSite();
});
after(() => site?.stop());

const open = (entry, options = {}, language = 'lt') => openPage(site.browser, site.at(entry, language), { ...site.session(entry), ...options });

/** A test of each page that `check` opens and looks at. */
function eachPage(name, check, fits = () => true) {
  describe(name, { concurrency: cpus().length + 1 }, () => {
    for (const entry of pages.filter(fits))
      it(entry.name, () => check(entry, languagesOf(entry)[0]));
  });
}

// What is cut off though it says something: text wider than the box that hides the rest.
const cutOff = (page) =>
  page.evaluate(() =>
    [...document.querySelectorAll('body *')]
      .filter((element) => element.checkVisibility() && element.clientWidth > 1 && element.scrollWidth > element.clientWidth + 1)
      .filter((element) => ['hidden', 'clip'].includes(getComputedStyle(element).overflowX) && element.textContent.trim() && !element.closest('svg'))
      .map((element) => element.outerHTML.slice(0, 100)),
  );

// Over how many lines the site's name goes: what is too wide breaks within a word.
const brandLines = (page) =>
  page.evaluate(() => {
    const range = document.createRange();
    range.selectNodeContents(document.querySelector('.brand').lastChild);
    return range.getClientRects().length;
  });

// Targets that a finger misses; links within a sentence are exempt.
const small = (page) =>
  page.evaluate(() =>
    [...document.querySelectorAll('button, select, textarea, .btn, .chip, nav a, summary, input:not([type=hidden], [type=checkbox], [type=radio])')]
      .filter((element) => element.checkVisibility() && Math.round(element.getBoundingClientRect().height) < 44)
      .map((element) => element.outerHTML.slice(0, 100)),
  );

// Every day of the week is today for once: its name is bold, and the longest shall fit too.
const everyDayToday = (page) => page.evaluate(() => document.querySelectorAll('.week tbody tr').forEach((row) => row.classList.add('today')));

// What moves though nothing should.
const moving = (page) =>
  page.evaluate(() => {
    const longest = (durations) => Math.max(...durations.split(',').map((text) => parseFloat(text) * (text.trim().endsWith('ms') ? 1 : 1000)));
    return [...document.querySelectorAll('*')]
      .filter((element) => {
        const style = getComputedStyle(element);
        return style.scrollBehavior === 'smooth' || longest(style.transitionDuration) > 1 || (style.animationName !== 'none' && longest(style.animationDuration) > 1);
      })
      .map((element) => element.outerHTML.slice(0, 100));
  });

// Controls that have no edge: in forced colours a background alone is not seen.
const edgeless = (page) =>
  page.evaluate(() =>
    [...document.querySelectorAll('button, .btn, .chip, input:not([type=hidden], [type=checkbox], [type=radio]), select, textarea')]
      .filter((element) => element.checkVisibility())
      .filter((element) => {
        const { borderBlockStartStyle, borderBlockStartWidth, outlineStyle, textDecorationLine } = getComputedStyle(element);
        const edge = borderBlockStartStyle !== 'none' && parseFloat(borderBlockStartWidth) >= 1;
        return !edge && outlineStyle === 'none' && !(element.tagName === 'A' && textDecorationLine.includes('underline'));
      })
      .map((element) => element.outerHTML.slice(0, 100)),
  );

eachPage('any text size, zoom, colours, paper, without motion', async (entry, language) => {
  const { page, close } = await open(entry, { viewport: { width: 640, height: 900 } }, language);
  const fits = async (how) => {
    assert.equal(await overflow(page), 0, `${how}: wider than the window`);
    assert.deepEqual(await cutOff(page), [], `${how}: cut off`);
  };
  const enlarge = (size) => page.evaluate((given) => (document.documentElement.style.fontSize = given), size);

  await unfold(page);
  await everyDayToday(page);
  await enlarge('200%');
  await fits('text twice as large in 640 px');
  await page.setViewportSize({ width: 320, height: 640 });
  await fits('text twice as large on a small phone');
  if (!entry.bare) assert.equal(await brandLines(page), 1, 'the name is one word');
  await enlarge('');
  await page.setViewportSize({ width: 320, height: 256 });
  await fits('four-fold zoom of 1280 px');
  assert.deepEqual(await small(page), [], 'targets of 44 px');

  await page.emulateMedia({ reducedMotion: 'reduce' });
  assert.deepEqual(await moving(page), [], 'without motion');

  await page.emulateMedia({ forcedColors: 'active' });
  assert.deepEqual(await edgeless(page), [], 'forced colours: controls have an edge');
  await page.keyboard.press('Tab');
  const outline = await page.evaluate(() => document.activeElement !== document.body && getComputedStyle(document.activeElement).outlineStyle);
  if (!entry.bare) assert.ok(outline && outline !== 'none', 'forced colours: the focus is seen');

  await page.setViewportSize({ width: 680, height: 1000 }); // A4 at 96 px an inch, less margins of 15 mm
  await page.emulateMedia({ media: 'print', colorScheme: 'dark', forcedColors: 'none' });
  await fits('on A4');
  assert.match(await page.evaluate(() => getComputedStyle(document.body).backgroundColor), /^rgb\(255, 255, 255\)$|^rgba\(0, 0, 0, 0\)$/, 'paper is white');
  await close();
});

eachPage('without a script every control that is seen does something', async (entry, language) => {
  const { page, complaints, close } = await open(entry, { javaScriptEnabled: false, viewport: { width: 390, height: 844 } }, language);
  const idle = [];
  for (const button of await page.locator('button:visible, [role=button]:visible, a:not([href]):visible').all())
    if (!(await button.evaluate((element) => element.type === 'submit' && element.form !== null))) idle.push(await button.innerText());
  assert.deepEqual(idle, []);
  assert.deepEqual(complaints, []);
  await close();
});

test('on a phone no word of a week with two advisers is broken, and the week is a table still', async () => {
  for (const language of ['lt', 'en']) {
    const { page, close } = await openPage(site.browser, site.at('branch, two points', language), { viewport: { width: 360, height: 800 } });
    await everyDayToday(page);
    const broken = await page.locator('table.week.several').evaluate((table) => {
      const words = [];
      for (const walker = document.createTreeWalker(table, NodeFilter.SHOW_TEXT); walker.nextNode(); ) {
        const { currentNode: node } = walker;
        if (node.parentElement.closest('.hidden') || !node.parentElement.checkVisibility()) continue;
        for (const { 0: word, index } of node.data.matchAll(/[\p{L}\d]+/gu)) {
          const range = document.createRange();
          range.setStart(node, index);
          range.setEnd(node, index + word.length);
          if (new Set([...range.getClientRects()].map(({ top }) => top)).size > 1) words.push(word);
        }
      }
      return words;
    });
    assert.deepEqual(broken, [], language);
    assert.equal(await page.getByRole('table').first().getByRole('row').count(), 8);
    assert.equal(await page.getByRole('table').first().getByRole('rowheader').count(), 7);
    assert.equal(await page.getByRole('table').first().getByRole('columnheader').count(), 4);
    assert.equal(await overflow(page), 0);
    await close();
  }
});

// --- colours of one's own ---

/** The picture of an element as a string of 24 × 24 figures: 1 where it differs from its upper left corner. */
async function shape(blank, element) {
  const png = (await element.screenshot()).toString('base64');
  return blank.evaluate(async (data) => {
    const image = await createImageBitmap(await (await fetch(`data:image/png;base64,${data}`)).blob());
    const canvas = new OffscreenCanvas(24, 24);
    const context = canvas.getContext('2d');
    context.drawImage(image, 0, 0, 24, 24);
    const { data: pixels } = context.getImageData(0, 0, 24, 24);
    const far = (i) => Math.abs(pixels[i] - pixels[0]) + Math.abs(pixels[i + 1] - pixels[1]) + Math.abs(pixels[i + 2] - pixels[2]) > 192;
    return Array.from({ length: 24 * 24 }, (_, i) => (far(i * 4) ? 1 : 0)).join('');
  }, png);
}

const difference = (a, b) => [...a].filter((figure, i) => figure !== b[i]).length / a.length;

test('in colours of one’s own, states differ by shape and have their word', async () => {
  const blank = await (await site.browser.newContext()).newPage();
  const shapes = new Map();
  for (const entry of pages.filter(({ name }) => /^(find|branch)/.test(name))) {
    const { page, close } = await open(entry, { forcedColors: 'active', deviceScaleFactor: 2 });
    await unfold(page);
    for (const icon of await page.locator('.fact > svg.i, .axis > svg.i, .tag > svg.i').all()) {
      const { name, word } = await icon.evaluate((element) => ({
        name: element.querySelector('use').getAttribute('href'),
        word: element.parentElement.innerText.trim(),
      }));
      assert.notEqual(word, '', `${name} has no word on ${page.url()}`);
      if (!shapes.has(name) && (await icon.isVisible())) shapes.set(name, await shape(blank, icon));
    }
    await close();
  }
  await blank.context().close();
  const states = ['#works', '#limited', '#out', '#unknown', '#planned', '#closed'];
  assert.deepEqual(states.filter((state) => !shapes.has(state)), [], 'the demonstration has every state');
  for (const state of states) {
    const drawn = [...shapes.get(state)].filter((figure) => figure === '1').length;
    assert.ok(drawn > 24, `${state} is drawn`);
    for (const other of states) if (state < other) assert.ok(difference(shapes.get(state), shapes.get(other)) > 0.04, `${state} and ${other} look alike`);
  }
});

// --- paper ---

const sheets = (pdf) => pdf.toString('latin1').match(/\/Type\s*\/Page\b(?!s)/g).length;

test('the poster is one sheet', async (t) => {
  const published = await startSite({ published: true });
  t.after(() => published.stop());
  for (const language of ['lt', 'en']) {
    const { page, close } = await openPage(published.browser, published.at('poster', language));
    assert.equal(sheets(await page.pdf({ preferCSSPageSize: true, printBackground: true })), 1, language);
    await close();
  }
});

// --- stories without a script ---

const withoutScript = (entry, language = 'lt') => open(entry, { javaScriptEnabled: false, viewport: { width: 360, height: 740 } }, language);

test('without a script: the nearest place that is open now', async () => {
  const { page, close } = await withoutScript('find');
  await page.locator('#q').fill('kupiskis');
  await page.keyboard.press('Enter');
  await page.waitForURL(/q=kupiskis/);
  const nearest = page.locator('section[aria-labelledby=now] .card').first();
  const distances = await page.locator('section[aria-labelledby=now] .km').allInnerTexts();
  const metres = distances.map((text) => parseFloat(text.replace(',', '.')) * (/km/.test(text) ? 1000 : 1));
  assert.ok(metres.length > 1);
  assert.deepEqual(metres, [...metres].sort((a, b) => a - b));
  const name = (await nearest.locator('h3').innerText()).split(',')[0];
  await nearest.locator('h3 a').click();
  await page.waitForURL(/\/lt\/branches\//);
  assert.ok((await page.locator('h1').innerText()).length > 0 && (await page.locator('main').innerText()).includes(name.slice(0, 4)));
  assert.match(await page.locator('.verdict h2').first().innerText(), /^Galite ateiti/);
  assert.ok(await page.locator('.week tr.today td').first().isVisible());
  await close();
});

test('without a script: filters, and back', async () => {
  const { page, close } = await withoutScript('find');
  // "Veikia 17 iš 28 vietų", "5 vietos": the largest number is that of the places.
  const count = async () => Math.max(...(await page.locator('.summary b').first().innerText()).match(/\d+/g).map(Number));
  const all = await count();
  if (!(await page.locator('input[name=step_free]').isVisible())) await page.locator('details.filters > summary').click();
  await page.locator('input[name=step_free]').check();
  await page.locator('details.filters button').last().click();
  await page.waitForURL(/step_free=true/);
  const fewer = await count();
  assert.ok(fewer > 0 && fewer < all, `${fewer} of ${all}`);
  assert.ok(await page.locator('input[name=step_free]').isChecked());
  await page.goBack();
  assert.equal(await count(), all);
  await close();
});

test('without a script: the events of a week, and of the next', async () => {
  const { page, close } = await withoutScript('events');
  const titles = () => page.locator('.event h3').allInnerTexts();
  const these = await titles();
  assert.ok(these.length > 0);
  await page.locator('a[rel=next]').first().click();
  await page.waitForURL(/week=/);
  assert.notDeepEqual(await titles(), these);
  await page.locator('.event h3 a').first().click();
  await page.waitForURL(/\/lt\/events\//);
  assert.ok((await page.locator('h1').innerText()).length > 0);
  await close();
});

test('without a script: from a branch to its poster', async () => {
  const { page, close } = await withoutScript('branch');
  await page.evaluate(() => document.querySelector('a[href$="/poster"]').closest('details:not([open])')?.querySelector('summary').click());
  await page.locator('a[href$="/poster"]').first().click();
  await page.waitForURL(/\/poster$/);
  assert.ok(await page.locator('main').isVisible());
  await close();
});
