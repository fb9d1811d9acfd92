// SPDX-License-Identifier: Apache-2.0
//
// Everyone: every page in both languages, light and dark, on a small phone and a desk, with axe, without a script, and by
// the keyboard alone.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { startServer } from '../support/server.mjs';
import { axeViolations, launchBrowser, openPage, overflow } from './browser.mjs';

let server, browser;
before(async () => {
  server = await startServer({ demo: true });
  browser = await launchBrowser();
});
after(async () => {
  await browser?.close();
  await server?.stop();
});

const at = (target) => new URL(target, server.url).href;
const views = [
  ['find', (language) => `/${language}/?q=pasvalys&show=6`],
  ['nothing', (language) => `/${language}/?q=zzzzqqqq&open=now`],
  ['branch', (language) => `/${language}/branches/lt-pasvalys`],
  ['data', (language) => `/${language}/data`],
  ['privacy', (language) => `/${language}/privacy`],
  ['accessibility', (language) => `/${language}/accessibility`],
  ['sheet', (language) => `/${language}/points/telsiai-eso/poster`],
];

for (const [name, target] of views)
  for (const language of ['lt', 'en'])
    for (const colorScheme of ['light', 'dark'])
      for (const width of [320, 1280])
        test(`${name}, ${language}, ${colorScheme}, ${width} px`, async () => {
          const { page, complaints, foreign } = await openPage(browser, at(target(language)), {
            colorScheme,
            viewport: { width, height: 800 },
          });
          await page.evaluate(() => document.querySelectorAll('details').forEach((details) => (details.open = true)));
          assert.deepEqual(await axeViolations(page), []);
          assert.equal(await overflow(page), 0);
          assert.deepEqual(complaints, []);
          assert.deepEqual(foreign, []);
          await page.context().close();
        });

test('twice as large text does not make a window of 640 px scroll sideways', async () => {
  for (const target of ['/lt/?q=pasvalys&show=6', '/lt/branches/lt-pasvalys', '/lt/points/pasvalys-eso/poster', '/embed/points/pasvalys-eso?lang=lt']) {
    const { page } = await openPage(browser, at(target), { viewport: { width: 640, height: 900 } });
    await page.evaluate(() => {
      document.documentElement.style.fontSize = '200%';
      for (const row of document.querySelectorAll('.week tbody tr')) row.classList.add('today'); // any day may be the bold one
    });
    assert.equal(await overflow(page), 0, target);
    await page.context().close();
  }
});

test('targets are 44 px high, but for links in a sentence', async () => {
  const { page } = await openPage(browser, at('/lt/?q=pasvalys'), { viewport: { width: 320, height: 800 } });
  const small = await page.evaluate(() =>
    [...document.querySelectorAll('button, select, .btn, .chip, .nav a, .lang a, summary, input[type=search]')]
      .filter((element) => element.getClientRects().length > 0 && element.getBoundingClientRect().height < 44)
      .map((element) => element.outerHTML.slice(0, 80)),
  );
  assert.deepEqual(small, []);
  await page.context().close();
});

test('without a script, by the keyboard alone: search, filter, open a branch, come back', async () => {
  const { page } = await openPage(browser, at('/lt/'), { javaScriptEnabled: false, viewport: { width: 360, height: 800 } });
  await page.keyboard.press('Tab');
  await page.keyboard.press('Enter'); // the skip link
  assert.match(page.url(), /#content$/);
  await page.goto(at('/lt/'));
  await page.locator('#q').focus();
  await page.keyboard.type('kupiskis');
  await page.keyboard.press('Enter');
  await page.waitForURL(/q=kupiskis/);
  await page.locator('details.filters summary').focus();
  await page.keyboard.press('Enter');
  await page.locator('input[name=step_free]').focus();
  await page.keyboard.press('Space');
  await page.locator('#q').focus();
  await page.keyboard.press('Enter');
  await page.waitForURL(/step_free=true/);
  const first = page.locator('.card h3 a').first();
  await first.focus();
  await page.keyboard.press('Enter');
  await page.waitForURL(/\/lt\/branches\//);
  await page.goBack();
  assert.equal(await page.locator('#q').inputValue(), 'kupiskis');
  await page.context().close();
});

test('the focus is seen wherever it goes, in the order of the page', async () => {
  const { page } = await openPage(browser, at('/en/branches/lt-pasvalys'), { viewport: { width: 1280, height: 900 } });
  const order = [];
  for (let i = 0; i < 200; i++) {
    await page.keyboard.press('Tab');
    const focused = await page.evaluate(() => {
      const element = document.activeElement;
      if (!element || element === document.body) return null;
      const style = getComputedStyle(element);
      const all = [...document.querySelectorAll('*')];
      return { place: all.indexOf(element), seen: style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 3, html: element.outerHTML.slice(0, 80) };
    });
    if (!focused) break;
    order.push(focused);
  }
  assert.ok(order.length > 5);
  assert.deepEqual(order.filter(({ seen }) => !seen).map(({ html }) => html), []);
  assert.deepEqual(order.map(({ place }) => place), order.map(({ place }) => place).sort((a, b) => a - b));
  await page.context().close();
});

test('on paper: no controls, no dark, the demonstration notice stays', async () => {
  const { page } = await openPage(browser, at('/lt/branches/lt-pasvalys'), { colorScheme: 'dark' });
  await page.emulateMedia({ media: 'print' });
  assert.ok(await page.locator('.demo').isVisible());
  for (const hidden of ['.top', '.foot', '.crumb']) assert.ok(await page.locator(hidden).isHidden(), hidden);
  assert.equal(await page.evaluate(() => getComputedStyle(document.body).backgroundColor), 'rgb(255, 255, 255)');
  await page.context().close();
});
