// SPDX-License-Identifier: Apache-2.0
//
// The sheet for the door: one page of A4 whatever stands on it, whose code leads to the point's short address; and the
// status box, the only page that others may frame.
import assert from 'node:assert/strict';
import http from 'node:http';
import { after, before, test } from 'node:test';
import jsqr from 'jsqr';
import { PNG } from 'pngjs';
import { startServer } from '../support/server.mjs';
import { axeViolations, launchBrowser, openPage, overflow } from './browser.mjs';

// Served under a public address, as the browser and the code must see it.
const publicHost = 'registry.test';
let fit, unfit, browser;
before(async () => {
  unfit = await startServer({ demo: true });
  fit = await startServer({ demo: true, env: { BRANCHLIGHT_PUBLIC_URL: `https://${publicHost}`, BRANCHLIGHT_OFFLINE: '0' } }); // a worker would ask the real host
  browser = await launchBrowser();
});
after(async () => {
  await browser?.close();
  await Promise.all([fit?.stop(), unfit?.stop()]);
});

/** GET from the server that answers to its public name only: fetch doesn't let one say whom one means. */
function fromPublic(target) {
  return new Promise((resolve, reject) => {
    http
      .get({ port: fit.port, path: target, headers: { Host: publicHost } }, (answer) => {
        const chunks = [];
        answer.on('data', (chunk) => chunks.push(chunk));
        answer.on('end', () => resolve({ status: answer.statusCode, headers: answer.headers, body: Buffer.concat(chunks) }));
      })
      .on('error', reject);
  });
}

/** Opens a target of the public address, answered by the server behind it. */
async function openPublic(target, options) {
  const context = await browser.newContext(options);
  const page = await context.newPage();
  const complaints = [];
  page.on('console', (message) => complaints.push(message.text()));
  await page.route('**/*', async (route) => {
    const url = new URL(route.request().url());
    assert.equal(url.host, publicHost);
    await route.fulfill(await fromPublic(url.pathname + url.search));
  });
  await page.goto(`https://${publicHost}${target}`);
  return { page, complaints };
}

/** The pages of a PDF that Chromium made, each {width, height} in mm. */
function pdfPages(pdf) {
  return [...pdf.toString('latin1').matchAll(/\/Type \/Page\n[^]*?\/MediaBox \[0 0 ([\d.]+) ([\d.]+)\]/g)].map(([, width, height]) => ({
    width: Math.round((width / 72) * 25.4),
    height: Math.round((height / 72) * 25.4),
  }));
}

const printed = async (page) => pdfPages(await page.pdf({ preferCSSPageSize: true, printBackground: true }));
const points = async () => (await (await fetch(new URL('api/v1/points?limit=100', unfit.url))).json()).items.map(({ code }) => code);

test('every sheet is one page of A4, in both languages, fit to print or not', async () => {
  const { page } = await openPage(browser, unfit.url, { colorScheme: 'dark' });
  for (const code of await points())
    for (const language of ['lt', 'en']) {
      await page.goto(new URL(`${language}/points/${code}/poster`, unfit.url).href);
      assert.deepEqual(await printed(page), [{ width: 210, height: 297 }], `${language} ${code}`);
    }
  await page.context().close();
  const { page: public_ } = await openPublic('/lt/points/telsiai-eso/poster');
  assert.deepEqual(await printed(public_), [{ width: 210, height: 297 }]);
  await public_.context().close();
});

test('the code on it leads to the short address, and the short address to the branch', async () => {
  const { page, complaints } = await openPublic('/lt/points/pasvalys-eso/poster', { deviceScaleFactor: 2, viewport: { width: 1000, height: 1400 } });
  const { data, width, height } = PNG.sync.read(await page.locator('.poster').screenshot());
  const found = jsqr(new Uint8ClampedArray(data), width, height);
  assert.equal(found?.data, `https://${publicHost}/p/pasvalys-eso`);
  assert.equal(await page.locator('.addr').textContent(), `${publicHost}/p/pasvalys-eso`);
  assert.deepEqual(complaints, []);
  assert.deepEqual(await axeViolations(page), []);
  const answer = await fromPublic(new URL(found.data).pathname);
  assert.deepEqual([answer.status, answer.headers.location], [302, '/lt/branches/lt-pasvalys#pasvalys-eso']);
  await page.context().close();
});

test('it speaks four languages, each marked, and is light on paper where the screen is dark', async () => {
  const { page } = await openPublic('/en/points/pasvalys-eso/poster', { colorScheme: 'dark' });
  assert.match(await page.locator('.poster h1').textContent(), /Self-service point/);
  for (const [language, never] of [
    ['lt', 'Darbuotojai niekada neprašo'],
    ['pl', 'Pracownicy nigdy nie proszą'],
    ['ru', 'Сотрудники никогда не спрашивают'],
  ])
    assert.match(await page.locator(`.poster .care [lang=${language}]`).textContent(), new RegExp(never));
  assert.equal(await page.locator('.poster').evaluate((poster) => getComputedStyle(poster).backgroundColor), 'rgb(255, 255, 255)');
  await page.emulateMedia({ media: 'print' });
  assert.ok(await page.locator('.demo').isVisible());
  await page.context().close();
});

test('without a public address it has no code, and says that it must not be printed', async () => {
  for (const width of [320, 1280]) {
    const { page, complaints } = await openPage(browser, new URL('lt/points/pasvalys-eso/poster', unfit.url).href, { viewport: { width, height: 900 } });
    assert.equal(await page.locator('svg.qr').count(), 0);
    assert.match(await page.locator('.unfit').textContent(), /Dar nespausdinkite/);
    await page.emulateMedia({ media: 'print' });
    assert.ok(await page.locator('.unfit').isVisible());
    await page.emulateMedia({ media: 'screen' });
    assert.equal(await overflow(page), 0);
    assert.deepEqual(await axeViolations(page), []);
    assert.deepEqual(complaints, []);
    await page.context().close();
  }
  const planned = (await fromPublic('/lt/points/sakiai-vanduo/poster')).body.toString();
  assert.match(planned, /class="unfit".*planuojama/s);
  assert.match((await fromPublic('/lt/points/silute-vanduo/poster')).body.toString(), /class="unfit".*laikinai uždaryta/s);
  assert.equal((await fetch(new URL('lt/points/none/poster', unfit.url))).status, 404);
});

test('a branch’s page is passed on by the public address, and by no other', async () => {
  const local = await (await fetch(new URL('lt/branches/lt-pasvalys', unfit.url))).text();
  assert.doesNotMatch(local, /mailto:|&lt;iframe/);
  const { page } = await openPublic('/lt/branches/lt-pasvalys');
  const letter = new URL(await page.locator('#share ~ p a').getAttribute('href'));
  assert.equal(letter.searchParams.get('subject'), 'Pasvalio Mariaus Katiliškio viešoji biblioteka');
  assert.equal(letter.searchParams.get('body').split('\r\n').pop(), `https://${publicHost}/lt/branches/lt-pasvalys`);
  assert.match(await page.locator('.snippet').first().textContent(), new RegExp(`^<iframe src="https://${publicHost}/embed/points/pasvalys-eso\\?lang=lt" [^>]*></iframe>$`));
  await page.locator('[data-share]').waitFor(); // a script shows it
  await page.context().close();
});

test('the box says what the API says, in few bytes, sets nothing, and may be framed by anyone', async () => {
  const words = { working: 'Works', limited: 'Partly works', out_of_order: 'Out of order', unknown: 'Not confirmed' };
  for (const code of await points()) {
    const point = await (await fetch(new URL(`api/v1/points/${code}`, unfit.url))).json();
    const answer = await fetch(new URL(`embed/points/${code}?lang=en`, unfit.url));
    const html = await answer.text();
    const state = { planned: 'Planned', suspended: 'Temporarily closed' }[point.lifecycle] ?? words[point.status];
    assert.ok(html.includes(`<b>${state}</b>`), `${code}: ${state}`);
    assert.ok(Buffer.byteLength(html) <= 4096, `${code}: ${Buffer.byteLength(html)} bytes`);
    assert.equal(answer.headers.get('set-cookie'), null);
    assert.match(answer.headers.get('content-security-policy'), /^default-src 'self'; .*frame-ancestors \*$/);
    assert.equal(answer.headers.get('x-frame-options'), null);
    assert.match(html, new RegExp(`href="/en/branches/[a-z-]+#${code}" target="_blank" rel="noopener"`));
    if (point.demo) assert.match(html, /Demonstration data\./);
  }
  assert.match(await (await fetch(new URL('embed/points/pasvalys-eso', unfit.url), { headers: { 'Accept-Language': 'lt' } })).text(), /<html lang="lt">/);
  const lost = await fetch(new URL('embed/points/none', unfit.url));
  assert.equal(lost.status, 404);
  assert.match(lost.headers.get('content-security-policy'), /frame-ancestors 'none'/);
});

test('the box that is offered holds what it shows, in both languages', async () => {
  const { page } = await openPublic('/lt/branches/lt-pasvalys');
  const size = (name) => page.locator('.snippet').first().textContent().then((text) => Number(new RegExp(` ${name}="(\\d+)"`).exec(text)[1]));
  const [width, height] = [await size('width'), await size('height')];
  await page.context().close();
  const { page: box } = await openPage(browser, unfit.url, { viewport: { width, height: 100 } });
  for (const code of await points())
    for (const language of ['lt', 'en']) {
      await box.goto(new URL(`embed/points/${code}?lang=${language}`, unfit.url).href);
      const needed = await box.evaluate(() => document.documentElement.scrollHeight);
      assert.ok(needed <= height, `${code}, ${language}: ${needed} px in ${height}`);
    }
  await box.context().close();
});

test('the box works in the frame of another site, in light and in dark', async () => {
  for (const colorScheme of ['light', 'dark']) {
    const library = http.createServer((_, answer) => {
      answer.setHeader('Content-Type', 'text/html');
      answer.end(`<!doctype html><link rel="icon" href="data:,"><title>Library</title><iframe title="box" width="320" height="400" src="${unfit.url}embed/points/kelme-eso?lang=lt"></iframe>`);
    });
    await new Promise((listening) => library.listen(0, '127.0.0.1', listening));
    const { page, complaints } = await openPage(browser, `http://127.0.0.1:${library.address().port}/`, { colorScheme, viewport: { width: 340, height: 500 } });
    const box = page.frameLocator('iframe');
    await box.locator('h1').waitFor();
    assert.match(await box.locator('.facts').textContent(), /Neveikia/);
    const sizes = await box.locator('body').evaluate((body) =>
      [...body.querySelectorAll('*')].filter((element) => element.textContent.trim()).map((element) => parseFloat(getComputedStyle(element).fontSize)),
    );
    assert.ok(Math.min(...sizes) >= 16);
    assert.equal(await box.locator('body').evaluate((body) => body.scrollWidth - body.clientWidth), 0);
    const heading = () => box.locator('h1').evaluate((h1) => [getComputedStyle(h1).visibility, getComputedStyle(h1.parentElement).backgroundColor]);
    const [, fresh] = await heading();
    assert.ok(await box.locator('.was').isHidden());
    await box.locator('body').evaluate(() => document.getAnimations().forEach((animation) => animation.finish())); // a quarter of an hour later
    const [shown, grey] = await heading();
    assert.equal(shown, 'hidden', 'what was open for long says nothing of now');
    assert.notEqual(grey, fresh);
    assert.match(await box.locator('.was').innerText(), /^Taip buvo \S+ \d+ d\. \d+/);
    assert.deepEqual(complaints, []);
    await page.context().close();
    await new Promise((closed) => library.close(closed));
    const { page: alone } = await openPage(browser, new URL('embed/points/kelme-eso?lang=lt', unfit.url).href, { colorScheme, viewport: { width: 320, height: 400 } });
    assert.deepEqual(await axeViolations(alone), []);
    await alone.context().close();
  }
});
