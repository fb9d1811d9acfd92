// SPDX-License-Identifier: Apache-2.0
//
// Reports that are tapped without a connection (static/js/my_point.js): none is lost, none is sent as somebody else's, and what
// the server refuses is told.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { startServer, waitFor } from '../support/server.mjs';
import { enrol } from '../support/staff.mjs';
import { launchBrowser } from './browser.mjs';

let server, browser, ona;
const STORE = 'branchlight.reports';

before(async () => {
  server = await startServer({ demo: true, contract: false });
  browser = await launchBrowser();
  ona = await enrol(server, { scope: 'lt-pasvalys', name: 'Ona' });
});
after(async () => {
  await browser?.close();
  await server?.stop();
});

const address = () => new URL('/lt/staff/points/pasvalys-eso', server.url).href;

function cookieOf(one) {
  const [name, value] = one.cookie.split('=');
  return { name, value, domain: '127.0.0.1', path: '/', httpOnly: true, sameSite: 'Lax' };
}

/** The page of a point as somebody sees it, ready to work without a connection; `prepare` runs in the page before its scripts. */
async function open(one, prepare = () => {}) {
  const context = await browser.newContext({ viewport: { width: 390, height: 844 }, locale: 'lt' });
  const page = await context.newPage();
  const complaints = [];
  page.on('pageerror', (error) => complaints.push(error.message));
  await context.addCookies([cookieOf(one)]);
  await context.addInitScript(prepare);
  await page.goto(address(), { waitUntil: 'networkidle' });
  return { page, context, complaints };
}

const queue = (page) => page.evaluate((name) => JSON.parse(localStorage.getItem(name) || '[]'), STORE).catch(() => undefined); // while the page loads anew
const reports = () => server.sql(`select r.status, r.components, r.note from status_report r join point p on p.id = r.point_id where p.code = 'pasvalys-eso' and r.user_id is not null order by r.recorded_at desc, r.observed_at desc`);
const nothingLeft = (page) => waitFor('an empty queue', async () => (await queue(page))?.length === 0);

async function tapFault(page, name) {
  await page.getByText('Yra gedimas').click();
  await page.getByRole('button', { name }).click();
}

/** What browsers of 2021 to 2023 hadn't got yet. */
function beOlder() {
  delete AbortSignal.timeout;
  delete Crypto.prototype.randomUUID;
  delete SubmitEvent.prototype.submitter;
  const { FormData: Newer } = window;
  window.FormData = class extends Newer {
    constructor(form) {
      super(form);
    }
  };
}

test('a browser of 2021 sends what was tapped without a connection, with the button that it was', async () => {
  const { page, context, complaints } = await open(ona, beOlder);
  await context.setOffline(true);
  await tapFault(page, 'Spausdintuvas');
  await page.locator('[data-queue]').waitFor({ state: 'visible' });
  await page.getByRole('button', { name: /Viskas veikia/ }).click();
  await waitFor('both', async () => (await queue(page)).length === 2);
  await context.setOffline(false);
  await nothingLeft(page);
  const [newest, older] = await reports();
  assert.equal(newest.status, 'working');
  assert.equal(older.components.printer, 'down');
  assert.deepEqual(complaints, []);
  await context.close();
});

test('what can’t be kept is sent by the form, as without a script', async () => {
  const { page, context } = await open(ona);
  await page.evaluate(() => {
    Storage.prototype.setItem = () => {
      throw new DOMException('The quota has been exceeded', 'QuotaExceededError');
    };
  });
  await context.setOffline(true);
  const asked = page.waitForRequest((request) => request.method() === 'POST' && request.isNavigationRequest());
  await page.getByRole('button', { name: /Viskas veikia/ }).click();
  await asked;
  await context.close();
});

test('what the server refuses is told with its words until it is dismissed, and what comes after it is sent', async () => {
  const { page, context, complaints } = await open(ona);
  const before = (await reports()).length;
  await context.setOffline(true);
  await page.getByRole('button', { name: /Viskas veikia/ }).click();
  await tapFault(page, 'Internetas');
  await page.evaluate((name) => {
    const [first, second] = JSON.parse(localStorage.getItem(name));
    localStorage.setItem(name, JSON.stringify([{ ...first, fields: first.fields.replace('status=working', 'status=splendid') }, second]));
  }, STORE);
  await context.setOffline(false);
  await waitFor('the second', async () => (await reports()).length === before + 1);
  const box = page.locator('[data-refused]');
  await box.waitFor({ state: 'visible' });
  assert.match(await box.innerText(), /^Nepriimta:\s+Pasvalio .*: Viskas veikia \(.+\)\. Turi būti viena iš reikšmių: /);
  assert.equal(await page.locator('[data-queue]').isVisible(), false);
  await page.waitForLoadState('networkidle');
  await page.reload({ waitUntil: 'networkidle' });
  await box.getByRole('button').click();
  await box.waitFor({ state: 'hidden' });
  assert.deepEqual(await queue(page), []);
  assert.deepEqual(complaints, []);
  await context.close();
});

test('a report on what one may not, or on what is no longer there, isn’t gone in silence', async () => {
  for (const [action, words] of [['/lt/staff/points/anyksciai-eso', /vaidmuo to čia neleidžia/], ['/lt/staff/points/lt-nera', /nėra/]]) {
    const { page, context } = await open(ona);
    await context.setOffline(true);
    await page.getByRole('button', { name: /Viskas veikia/ }).click();
    await page.evaluate(([name, action]) => {
      const [first] = JSON.parse(localStorage.getItem(name));
      localStorage.setItem(name, JSON.stringify([{ ...first, action }]));
    }, [STORE, action]);
    await context.setOffline(false);
    const box = page.locator('[data-refused]');
    await box.waitFor({ state: 'visible' });
    assert.match((await box.innerText()).replace(/^Nepriimta:.*\)\./s, ''), words);
    await context.close();
  }
});
