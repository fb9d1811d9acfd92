// SPDX-License-Identifier: Apache-2.0
//
// Everyone's ways through the pages: by the keyboard alone, on paper. What holds for every page is in every_page.test.mjs,
// keyboard.test.mjs and adapt.test.mjs.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { startServer } from '../support/server.mjs';
import { launchBrowser, openPage, overflow } from './browser.mjs';

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

test('letters of twice the size on a phone: names keep their words, and the page isn’t moved sideways', async () => {
  for (const target of ['/lt/?q=Pasvalys', '/lt/branches/lt-kelme', '/lt/branches/lt-pasvalys']) {
    const { page, close } = await openPage(browser, at(target), { viewport: { width: 360, height: 740 } });
    await page.evaluate(() => (document.documentElement.style.fontSize = '200%'));
    assert.equal(await overflow(page), 0, target);
    const narrow = await page.locator('main :is(h3, th, td)').evaluateAll((all) => all.filter((one) => one.textContent.trim().length > 4 && one.checkVisibility() && one.clientWidth > 1 && one.clientWidth < 60).map(({ textContent }) => textContent));
    assert.deepEqual(narrow, [], target);
    for (const field of await page.locator('main input[type=search]').all()) assert.ok((await field.boundingBox()).width > 200, 'the field has room for a name');
    await close();
  }
});

test('on paper: no controls, no dark, the demonstration notice stays', async () => {
  const { page } = await openPage(browser, at('/lt/branches/lt-pasvalys'), { colorScheme: 'dark' });
  await page.emulateMedia({ media: 'print' });
  assert.ok(await page.locator('.demo').isVisible());
  for (const hidden of ['.top', '.foot', '.crumb']) assert.ok(await page.locator(hidden).isHidden(), hidden);
  assert.equal(await page.evaluate(() => getComputedStyle(document.body).backgroundColor), 'rgb(255, 255, 255)');
  await page.context().close();
});
